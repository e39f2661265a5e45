"""Delivery reports: RFC 3464, and the free texts that older and other servers send instead."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from mailgw.mime.bounce_text import Notice, notice_recipients, split_notice
from mailgw.mime.charset import decode_text
from mailgw.mime.headers import Fields, decode_field
from mailgw.mime.mail import BouncedRecipient, DeliveryReport
from mailgw.mime.parts import Part, Tree, split_entity
from mailgw.mime.reasons import is_hard, reason_of

MAX_RECIPIENTS = 200
_SAMPLE = 64 * 1024
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "text/rfc822-header",
             "message/global-headers", "message/partial")  # fmt: skip
_FINAL = re.compile(r"^(?:final|original)-recipient:", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]{1,64}@[^\s<>()\[\],;:\"]{1,255}")
_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<!\d)([45]\d\d)(?=[ -])")
_IDS = re.compile(r"<([^<>\s]{1,900})>")
_MESSAGE_ID = re.compile(
    r"^(?:>\s*)?message-id:\s*<?([^<>\s]{3,900})>?", re.IGNORECASE | re.MULTILINE
)
_AFTER_DATA = re.compile(
    r"in reply to (?:end of )?data command|after end of data|>>> data\s*\n(?:.{0,200}\n){0,2}?<<< 5"
    r"|after data|smtp:data|end of (?:mail )?data", re.IGNORECASE)  # fmt: skip
_FINAL_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")


@dataclass(slots=True)
class Findings:
    """What the parts of a possible report hold, before anything is concluded."""

    notice: Notice
    groups: list[dict[str, str]] = field(default_factory=list)
    """The per-recipient fields of delivery-status parts, names in lower case."""
    returned: list[Fields] = field(default_factory=list)
    """Header fields of the returned mail."""
    is_report: bool = False


def gather_findings(tree: Tree, text: str) -> Findings:
    """Collect status groups, the notice for people, and the returned mail's header."""
    found = Findings(split_notice(text[:_SAMPLE]))
    root = tree.root
    if root.content_type == "multipart/report":
        found.is_report = root.parameters.get("report-type", "delivery-status").lower() in (
            "delivery-status", "",
        )  # fmt: skip
    for part in root.walk():
        if part.content_type in _STATUS_TYPES:
            found.groups += _groups(_part_text(part))
        elif part.content_type in _RETURNED:
            found.returned.append(split_entity(part.decoded()[:_SAMPLE])[0])
    if not found.groups and _FINAL.search(text[:_SAMPLE]):
        found.groups = _groups(text[:_SAMPLE])
    if not found.groups and "bouncedRecipients" in text[:_SAMPLE]:
        found.groups = _json_groups(text[:_SAMPLE])
    if not found.returned and found.notice.copy:
        found.returned.append(split_entity(found.notice.copy.encode("utf-8", "replace"))[0])
    return found


def _part_text(part: Part) -> str:
    return decode_text(part.decoded()[:_SAMPLE]).text.replace("\r\n", "\n")


def _groups(text: str) -> list[dict[str, str]]:
    """Read the field groups of RFC 3464 2.1 that name a recipient."""
    found: list[dict[str, str]] = []
    for block in re.split(r"\n[ \t]*\n", text):
        if not _FINAL.search(block) or len(found) >= MAX_RECIPIENTS:
            continue
        fields, _ = split_entity(block.lstrip("\n").encode("utf-8", "replace") + b"\n\n")
        group: dict[str, str] = {}
        for name, value in fields.items:
            if name == "final-recipient" and name in group:
                found.append(group)
                group = {}
            group.setdefault(name, decode_field(value))
        found.append(group)
    return [group for group in found if "final-recipient" in group or "original-recipient" in group]


def _json_groups(text: str) -> list[dict[str, str]]:
    """Read the bounce notification of Amazon SES, which is JSON in a plain text."""
    try:
        decoder = json.JSONDecoder(strict=False)
        notification, _ = decoder.raw_decode(text, max(text.find("{"), 0))
        if "Message" in notification:  # wrapped once more by the notification service
            notification, _ = decoder.raw_decode(notification["Message"])
        bounced = notification["bounce"]["bouncedRecipients"]
        return [
            {
                "final-recipient": f"rfc822; {one['emailAddress']}",
                "action": str(one.get("action", "failed")),
                "status": str(one.get("status", "")),
                "diagnostic-code": str(one.get("diagnosticCode", "")),
            }
            for one in bounced[:MAX_RECIPIENTS]
        ]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []


def build_report(found: Findings, fields: Fields, own: Iterable[str]) -> DeliveryReport:
    """Conclude who did not get the mail and why; `own` are addresses the report itself went to."""
    recipients = [_from_group(group, found) for group in found.groups]
    if not recipients:
        recipients = _from_notice(found, fields, {address.lower() for address in own})
    unique = {(r.recipient.lower(), r.action): r for r in reversed(recipients)}
    return DeliveryReport(tuple(reversed(unique.values())), _original_ids(found, fields))


def _from_group(group: dict[str, str], found: Findings) -> BouncedRecipient:
    final, original = group.get("final-recipient", ""), group.get("original-recipient", "")
    address = _address_in(original) or _address_in(final) or final.rpartition(";")[2].strip()
    action = group.get("action", "failed").split()[:1]
    word = action[0].lower().strip("();,") if action else "failed"
    if word not in _FINAL_ACTIONS:
        word = "failed"
    diagnostic = " ".join(group.get("diagnostic-code", "").split())
    match = _CODE.search(group.get("status", ""))
    return _judged(address, word, match[1] if match else "", diagnostic, found.notice)


def _from_notice(found: Findings, fields: Fields, own: set[str]) -> list[BouncedRecipient]:
    stated = [
        a for raw in fields.all_raw("x-failed-recipients") for a in _addresses(decode_field(raw))
    ]
    named = stated or notice_recipients(found.notice, own)
    if not named:
        named = [a for f in found.returned for a in _addresses(f.text("to"))][:20]
    if not named:
        named = [""]
    return [
        _judged(address, "delayed" if found.notice.is_warning else "failed", "", "",
                found.notice)
        for address in dict.fromkeys(named[:MAX_RECIPIENTS])
    ]  # fmt: skip


def _judged(
    address: str, action: str, status: str, diagnostic: str, notice: Notice
) -> BouncedRecipient:
    """Settle status, reason and hardness from the server's words, then the notice, then codes."""
    if action in ("delivered", "relayed", "expanded"):
        return BouncedRecipient(
            address, action, status, "delivered", hard=False, diagnostic=diagnostic
        )
    about, everything = notice.about(address), "\n".join(notice.lines)
    words = diagnostic or about
    inner = _CODE.search(words)
    if inner is not None and (not status or status.endswith((".0.0", ".0"))):
        status = inner[1]
    reason = reason_of(diagnostic, status) if diagnostic else ""
    if reason in ("", "undefined", "filtered", "expired", "systemerror", "networkerror") and about:
        reason = _better(reason, reason_of(about, status))
    if reason in ("", "undefined"):
        reason = reason_of(everything, status)
    if reason == "undefined" and address.lower().endswith("@googlegroups.com"):
        reason = "rejected"  # its notices are localised, and it refuses for one reason
    if (
        reason == "userunknown"
        and status != "5.1.1"
        and "\n<<< 503" not in everything
        and _AFTER_DATA.search(f"{words}\n{about}\n{everything}"[:16000])
    ):
        reason = "filtered"  # the address was accepted, its mail was not
    if action == "delayed":
        reason = "expired" if reason in ("", "undefined", "filtered", "systemerror") else reason
    if not status and (match := _REPLY.search(words)):
        status = f"{match[1][0]}.0.0"
    hard = is_hard(reason) and action == "failed" and not status.startswith("4")
    return BouncedRecipient(address, action, status, reason or "undefined", hard, words[:1000])


def _better(first: str, second: str) -> str:
    """Prefer the words about the recipient only where the first reason was a vague one."""
    if first in ("", "undefined"):
        return second
    return second if second in ("userunknown", "hostunknown", "mailboxfull", "suspend") else first


def _addresses(text: str) -> list[str]:
    return [match.strip(".'") for match in _ADDRESS.findall(text[:20000])]


def _address_in(field_value: str) -> str:
    found = _addresses(field_value.partition(";")[2] or field_value)
    return found[0] if found else ""


def _original_ids(found: Findings, fields: Fields) -> tuple[str, ...]:
    """List the Message-IDs of the returned mail, then what the report itself refers to."""
    ids: list[str] = []
    for returned in found.returned:
        ids += (
            list(_IDS.findall(returned.text("message-id")))
            or returned.text("message-id").split()[:1]
        )
    ids += _MESSAGE_ID.findall(found.notice.copy)[:5]
    for name in ("in-reply-to", "references"):
        ids += _IDS.findall(fields.text(name))[:20]
    return tuple(dict.fromkeys(ids))
