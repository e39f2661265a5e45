"""What a domain's owner wishes to be done with mail that nothing proves (DMARC, RFC 7489)."""

from collections.abc import Callable
from dataclasses import dataclass

from mailgw.mime.authentication import tags_of
from mailgw.mime.org_domain import org_domain, same_owner

GetTxt = Callable[[bytes], bytes | None]


@dataclass(frozen=True, slots=True)
class Policy:
    """The part of a DMARC record that a receiver needs; the default is that there is none."""

    refuses: bool = False
    """The owner wants unproven mail refused or set aside."""
    is_strict: bool = False
    """Only the very domain may sign for itself (adkim=s)."""

    def lets_pass(self, signer: str, from_domain: str) -> bool:
        """Tell whether a verified signature of one domain proves the domain in From."""
        if self.is_strict:
            return signer.lower() == from_domain.lower()
        return same_owner(signer, from_domain)


def find_policy(domain: str, get_txt: GetTxt) -> Policy:
    """Ask DNS for the policy of a domain, else for that of the registered one above it."""
    record = _ask(domain, get_txt)
    if record:
        return _policy(record, ("p",))
    above = org_domain(domain)
    record = _ask(above, get_txt) if above != domain.lower() else {}
    return _policy(record, ("sp", "p")) if record else Policy()


def _ask(domain: str, get_txt: GetTxt) -> dict[str, str]:
    try:
        name = f"_dmarc.{domain}.".encode("ascii")
    except UnicodeError:
        return {}
    answer = get_txt(name)
    if answer is None or not answer.strip().lower().startswith(b"v=dmarc1"):
        return {}
    return tags_of(answer)


def _policy(tags: dict[str, str], names: tuple[str, ...]) -> Policy:
    wish = next((tags[name].lower() for name in names if name in tags), "none")
    # An owner who is still trying the policy out on none of the mail does not mean it yet.
    is_tried_out = tags.get("pct", "100").lstrip("0") == ""
    return Policy(
        refuses=wish in ("reject", "quarantine") and not is_tried_out,
        is_strict=tags.get("adkim", "r").lower() == "s",
    )
