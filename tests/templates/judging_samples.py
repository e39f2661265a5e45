"""One of each mail by which colleagues judge."""

from datetime import datetime

from templates import (
    ApprovalDecided,
    ApprovalRequest,
    ApprovalUnproven,
    ApprovalWaiting,
    Because,
    Earlier,
    FileLine,
    Notice,
    OpinionRequest,
    OpinionsIn,
    Words,
)
from templates.judging_sentences import BECAUSE, OUTCOMES, STANDS_IN

_FILES = (FileLine("offer 17.pdf", 1_440_000, "application/pdf"),)


def judging_notices(subject: str, words: Words, at: datetime, link: str) -> list[Notice]:
    """Return every mail of approvals and opinions, with every reason and outcome."""
    why = [Because(code, 1_200_050, "EUR", 100_000, 2_000_000, "Otto Brand") for code in BECAUSE]
    why += [
        Because("band", 9_000_000, "PLN", 100_000, 0, "Otto Brand", "Ida Frost", one)
        for one in STANDS_IN
    ]
    earlier = (Earlier("Leo Stein", at, words.text), Earlier("Mia Stein", at, "Why?"))
    found: list[Notice] = []
    for one in why:
        found += [
            ApprovalRequest(
                "17", subject, "Ida Frost", "Leo Stein", one, words, _FILES, _FILES, link=link
            ),
            ApprovalRequest("17", subject, "Ida", "Leo", one, words, is_reminder=True),
            ApprovalWaiting("17", subject, "Leo Stein", one, link),
        ]
    for outcome in OUTCOMES:
        for said in (words, Words("", "")):
            decided = ("Otto Brand", outcome, 1_180_000, "EUR", said, link)
            found.append(ApprovalDecided("17", subject, "Leo Stein", *decided))
    found += [ApprovalUnproven("17", subject, link), ApprovalUnproven("17", subject)]
    for is_reminder in (True, False):
        found.append(
            OpinionRequest(
                "17", subject, "Ida Frost", "Leo Stein", words, at, earlier, _FILES, _FILES,
                is_reminder=is_reminder, link=link,
            )
        )  # fmt: skip
    found.append(OpinionsIn("17", subject, words, earlier, ("Otto Brand", "Mia"), link))
    found.append(OpinionsIn("17", subject, words))
    return found
