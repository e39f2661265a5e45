"""One of each notice with invented people, and tenants to send them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import tenants
from templates import (
    LINK_SLOT,
    NUMBER_SLOT,
    AgentNotice,
    Answer,
    Answered,
    Earlier,
    FileLine,
    HandedOver,
    Invitation,
    LoginLink,
    NotDone,
    NoteNotice,
    Notice,
    NoticeRenderer,
    PasswordReset,
    Receipt,
    SecondAnswer,
    Undelivered,
    Words,
)
from templates.back_notices import TicketBack
from templates.sentences import NOT_DONE, UNDELIVERED
from tenants import TenantConfig, load_tenants
from tests.templates.judging_samples import judging_notices
from tickets.text.plain import paragraphs

SHIPPED = Path(tenants.__file__).parent
TENANTS = load_tenants(SHIPPED)
HELLMOOR = TENANTS["hellmoor"]
RENDERER = NoticeRenderer(SHIPPED)
ASKED_AT = datetime(2026, 3, 4, 8, 5, tzinfo=UTC)
SUBJECT = "Roof windows for the boat house"
NOTICE_LINK = f"https://portal.hellmoor.example/n/{LINK_SLOT}"
LOGIN_LINK = f"https://portal.hellmoor.example/sign-in/{LINK_SLOT}"
DESK_LINK = f"https://portal.hellmoor.example/desk/tickets/{NUMBER_SLOT}"


def words(text: str) -> Words:
    return Words(text, paragraphs(text))


def receipt(subject: str = SUBJECT, *, is_proven: bool = True, kind: str = "quote") -> Receipt:
    return Receipt(NUMBER_SLOT, "Vertrieb", is_proven, subject, kind, NOTICE_LINK)


def answer(text: str = "Yes, we can do that.", subject: str = SUBJECT) -> Answer:
    return Answer(
        subject=subject,
        words=words(text),
        files=(FileLine("offer 17.pdf", 1_440_000, "application/pdf"),),
        author_name="Ida Frost",
        author_title="Vertrieb",
        department_name="Vertrieb",
        department_address="vertrieb@hellmoor.example",
        asked_at=ASKED_AT,
        earlier=tuple(Earlier("Leo Stein", ASKED_AT, f"Question {at}") for at in (3, 2, 1)),
        number="17",
        left_out=(FileLine("plan.dwg", 80_000_000, "application/acad"),),
        link=NOTICE_LINK,
    )


def agent_notice(
    text: str = "Could you make us an offer?",
    *,
    subject: str = SUBJECT,
    sender_name: str = "Leo Stein",
    flags: tuple[str, ...] = (),
    trust: str = "proven",
) -> AgentNotice:
    return AgentNotice(
        number=NUMBER_SLOT,
        kind="quote",
        subject=subject,
        is_new=True,
        sender_name=sender_name,
        sender_address="leo@boats.example",
        company="Stein Boats",
        words=words(text),
        files=(FileLine("sketch.jpg", 900, "image/jpeg"),),
        left_out=(FileLine("film.mov", 90_000_000, "video/quicktime"),),
        notes=(("Otto Brand", "Old customer.\nPays late."),),
        reason="member",
        reply_goes_to=("Leo Stein", "Mia Stein"),
        why_here="new_ticket",
        trust=trust,
        flags=flags,
        link=DESK_LINK,
    )


def letting_in() -> list[Notice]:
    """Return the mails that let people in."""
    devices = ("Firefox, Windows", "")
    found: list[Notice] = [LoginLink(LOGIN_LINK, 15, ASKED_AT, one) for one in devices]
    found += [PasswordReset(LOGIN_LINK, 30, ASKED_AT, one) for one in devices]
    inviters = (("Ida Frost", "Vertrieb", "+49 555 0170-24"), ("", "", ""))
    found += [
        Invitation("Leo Stein", "leo@boats.example", LOGIN_LINK, ASKED_AT, *one) for one in inviters
    ]
    return found


def one_of_each(subject: str = SUBJECT, text: str = "Hello.") -> list[Notice]:
    """Return every notice in every variant, all with the same subject and words."""
    kinds = ("quote", "complaint", "question", "rental")
    found: list[Notice] = [receipt(subject, kind=kind) for kind in kinds]
    found += [receipt(subject, is_proven=False), answer(text, subject)]
    found += [
        agent_notice(text, subject=subject, trust=one) for one in ("proven", "unproven", "failing")
    ]
    found += [
        HandedOver(
            "17", "quote", subject, "Ida Frost", "Leo Stein", words(text), "owner", ("Leo Stein",)
        ),
        HandedOver("17", "quote", subject, "Ida Frost", "", words(""), "member", (), DESK_LINK),
        NoteNotice("17", subject, "Otto Brand", words(text), link=DESK_LINK),
        Answered("17", subject, "Ida Frost", "Leo Stein", DESK_LINK),
        replace(answer(text, subject), link=""),
        replace(agent_notice(text, subject=subject), link=""),
        *letting_in(),
        *judging_notices(subject, words(text), ASKED_AT, DESK_LINK),
        TicketBack(
            number="17",
            subject=subject,
            customer_name="Leo",
            is_follow_up=True,
            remark="Call him",
            said_by="Leo",
            words=words(text),
            link=DESK_LINK,
        ),
        TicketBack(
            number="17",
            subject=subject,
            customer_name="",
            is_follow_up=False,
            remark="",
            said_by="",
            words=words(""),
        ),
    ]
    found += [SecondAnswer("17", subject, "Ida Frost", count) for count in (1, 2, 5)]
    found += [NotDone(code, "17", subject, "x@y.example") for code in NOT_DONE]
    found += [NotDone(code, None, subject, is_proven=False) for code in NOT_DONE]
    found += [
        Undelivered("17", subject, "leo@boats.example", code, hard, "550 no")
        for code in (*UNDELIVERED, "never heard of")
        for hard in (True, False)
    ]
    return found


def plain_tenant(**changes: object) -> TenantConfig:
    return HELLMOOR.model_copy(update=changes)
