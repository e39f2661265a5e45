"""Whose approval an amount needs, by the bands of the tenant; pure."""

from dataclasses import dataclass

from tenants import TenantConfig
from tenants.work import Approvals, Band


@dataclass(frozen=True, slots=True)
class Need:
    """An amount needs somebody's approval, and why; amounts in the smallest unit of a currency."""

    approver: str
    """Their address."""
    code: str
    """A code of `templates.judging_sentences.BECAUSE`."""
    limit: int = 0
    up_to: int = 0
    higher: tuple[str, ...] = ()
    """Who could approve it as well, the next first."""
    due_hours: int = 24


def bands_for(config: TenantConfig, department: str, currency: str = "") -> Approvals | None:
    """Give the bands of a department: those in a currency, else the first; None without any."""
    mine = [
        one
        for one in config.approvals
        if one.bands and (not one.departments or department in one.departments)
    ]
    same = (one for one in mine if one.currency == currency)
    return next(same, mine[0] if mine else None)


def need_for(approvals: Approvals, cents: int, currency: str, author: str) -> Need | None:
    """Say whose approval an amount needs when this author writes it; None where nobody's."""
    bands = approvals.bands
    place = _place(bands, cents) if currency in ("", approvals.currency) else len(bands)
    above = [band.approver for band in bands[place:] if band.approver]
    if place < len(bands) and bands[place].approver is None:
        return None
    if place >= len(bands):
        above = [band.approver for band in bands if band.approver][-1:]
    if not above or author in above:
        return None
    higher = tuple(dict.fromkeys(one for one in above[1:] if one != above[0]))
    code, limit, up_to = _words(approvals, place, currency)
    return Need(above[0], code, limit, up_to, higher, approvals.due_hours)


def limits_of(approvals: Approvals, author: str) -> list[tuple[int, str]]:
    """List for an author above which amount whose approval is needed, rising."""
    found: list[tuple[int, str]] = []
    below = 0
    for band in approvals.bands:
        rest = approvals.bands[approvals.bands.index(band) :]
        if band.approver and author not in [one.approver for one in rest]:
            found.append((below * 100, band.approver))
        below = band.up_to or below
    return found


def _place(bands: tuple[Band, ...], cents: int) -> int:
    return next(
        (at for at, band in enumerate(bands) if band.up_to is None or cents <= band.up_to * 100),
        len(bands),
    )


def _words(approvals: Approvals, place: int, currency: str) -> tuple[str, int, int]:
    """Choose the sentence that says why, with the limits that it names."""
    bands = approvals.bands
    if currency not in ("", approvals.currency):
        return "other_currency", 0, 0
    if place >= len(bands):
        return "above_all", (bands[-1].up_to or 0) * 100, 0
    limit = (bands[place - 1].up_to or 0) * 100 if place else 0
    up_to = (bands[place].up_to or 0) * 100
    if not limit:
        return ("band_first" if up_to else "every_quote"), limit, up_to
    return ("band" if up_to else "band_top"), limit, up_to
