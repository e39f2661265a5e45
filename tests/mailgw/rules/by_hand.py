"""Mails and facts made by hand, for rules that need no database."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from mailgw.mime.mail import ParsedMail, Verdict
from mailgw.mime.read import read
from mailgw.rules.facts import Facts
from mailgw.rules.known import Candidate, UsedAddress, Writer
from mailgw.rules.origin import Judgement
from tenants import TenantConfig, load_tenants
from tests.support.mails import Mail
from tickets.model.mail import Way
from tickets.model.people import Side

ANNA = "a.kraft@hellmoor.example"
JAN = "jan@nowak-okna.example"
EVE = "eve@elsewhere.example"
PROVEN = Judgement(Verdict.PASS, "It was checked.")
UNPROVEN = Judgement(Verdict.NONE, "Nothing proves it.")
FORGED = Judgement(Verdict.FAIL, "The check failed.")
AGENT = Writer(address=ANNA, name="Anna Kraft", person_id=1, side=Side.AGENT, is_proven=True)
CUSTOMER = Writer(address=JAN, name="Jan Nowak", person_id=2)
STRANGER = Writer(address=EVE, name="Eve")


@cache
def hellmoor() -> TenantConfig:
    """Give the demo tenant's settings."""
    return load_tenants(Path(__file__).parents[3] / "tenants")["hellmoor"]


def parsed(mail: Mail | None = None, **changes: Any) -> ParsedMail:
    """Read a mail, and say some things of it differently."""
    return replace(read((mail or Mail()).raw), **changes)


def known(**changes: Any) -> Facts:
    """Give the facts of a stranger's first mail, and say some of them differently."""
    usual: dict[str, Any] = {
        "config": hellmoor(),
        "way": Way.SMTP,
        "writer": STRANGER,
        "judgement": UNPROVEN,
        "departments": (("vertrieb", "vertrieb@hellmoor.example"),),
        "reply": None,
        "unknown_token": False,
        "report_target": None,
        "candidates": (),
        "is_own_mail": False,
        "duplicate_of": None,
        "is_confirmed": False,
        "opened_last_hour": 0,
        "opened_last_day": 0,
    }
    return Facts(**(usual | changes))


def used(**changes: Any) -> UsedAddress:
    """Give Anna's reply address on ticket 7, and say some of it differently."""
    usual: dict[str, Any] = {
        "id": 70,
        "ticket_id": 7,
        "person_id": 1,
        "is_agents": True,
        "owner_addresses": frozenset({ANNA, "anna.kraft@hellmoor.example"}),
        "visibility": "public",
        "is_revoked": False,
        "is_expired": False,
    }
    return UsedAddress(**(usual | changes))


def customers(**changes: Any) -> UsedAddress:
    """Give Jan's reply address on ticket 7, and say some of it differently."""
    usual = {"person_id": 2, "is_agents": False, "owner_addresses": frozenset({JAN})}
    return used(**(usual | changes))


def named(**changes: Any) -> Candidate:
    """Give ticket 7 as one that a mail names without any right, and say some of it differently."""
    usual: dict[str, Any] = {
        "ticket_id": 7,
        "number": 1007,
        "how": "reference",
        "is_participant": False,
        "was_addressed": False,
        "is_colleague": False,
        "is_closed_for_good": False,
    }
    return Candidate(**(usual | changes))
