"""Turn files into the lines of `stafette explain --json`, storing nothing."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from mailgw.mime.charset import decode_text
from mailgw.mime.mail import Address, Forwarded, ParsedMail, Verdict
from mailgw.mime.read import read, read_body, read_tnef

KINDS = ("message", "text", "html", "tnef")
MAX_FILE = 64 * 1024 * 1024

Decide = Callable[[ParsedMail], tuple[str, str]]


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """List the files named, and every regular file below the folders named, sorted."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.is_file())
        else:
            yield path


def explain_lines(
    paths: Iterable[Path], kind: str = "message", decide: Decide | None = None
) -> Iterator[dict[str, Any]]:
    """Explain each file in one line; a file that cannot be read gives an error line.

    `decide` names the disposition and its reason, where the caller has rules.
    """
    for line, _ in explain_mails(paths, kind, decide):
        yield line


def explain_mails(
    paths: Iterable[Path], kind: str = "message", decide: Decide | None = None
) -> Iterator[tuple[dict[str, Any], ParsedMail | None]]:
    """Explain each file in one line, and give the mail as well, if it could be read."""
    for path in files_of(paths):
        started = time.perf_counter()
        try:
            raw = _content(path)
        except OSError as error:
            reason = error.strerror or "unknown error"
            told = f"The file cannot be read: {reason}."
            yield {"file": str(path), "ok": False, "error": told}, None
            continue
        mail = _read(raw, kind)
        seconds = round(time.perf_counter() - started, 6)
        head = {"file": str(path), "ok": True, "seconds": seconds}
        yield head | explain_mail(mail, decide), mail


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_FILE)


def _read(raw: bytes, kind: str) -> ParsedMail:
    if kind in ("text", "html"):
        return read_body(decode_text(raw, "utf-8").text, kind)
    return read_tnef(raw) if kind == "tnef" else read(raw)


def explain_mail(mail: ParsedMail, decide: Decide | None = None) -> dict[str, Any]:
    """Show everything that was read in a mail as JSON values."""
    line: dict[str, Any] = {
        "defects": list(mail.defects),
        "message_id": mail.message_id,
        "in_reply_to": list(mail.in_reply_to),
        "references": list(mail.references),
        "date": mail.date.isoformat() if mail.date else None,
        "subject": mail.subject,
        "from": _people(mail.from_),
        "to": _people(mail.to),
        "cc": _people(mail.cc),
        "reply_to": _people(mail.reply_to),
        "text": mail.text,
        "html": mail.html,
        "reply_text": mail.reply_text,
        "signature": mail.signature,
        "quoted_text": mail.quoted_text,
        "forwarded": _forwarded(mail.forwarded),
        "attachments": _attachments(mail),
        "automatic": _automatic(mail),
        "bounces": _bounces(mail),
        "authentication": _authentication(mail),
        "sender": mail.sender,
        "language": mail.language,
        "intent": {
            "kind": mail.intent.kind.value,
            "confidence": mail.intent.confidence,
            "why": mail.intent.why,
        },
    }
    if decide is not None:
        kind, why = decide(mail)
        line["disposition"] = {"kind": kind, "why": why}
    return line


def _people(addresses: Iterable[Address]) -> list[dict[str, str]]:
    return [_person(address) for address in addresses]


def _person(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def _forwarded(forwarded: Forwarded | None) -> dict[str, Any] | None:
    if forwarded is None:
        return None
    return {
        "from": _person(forwarded.from_),
        "to": _people(forwarded.to),
        "subject": forwarded.subject,
        "date": forwarded.date,
        "text": forwarded.text,
    }


def _attachments(mail: ParsedMail) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "content_type": one.content_type,
            "size": one.size,
            "sha256": one.sha256,
            "inline": one.inline,
            "content_id": one.content_id,
        }
        for one in mail.attachments
    ]


def _automatic(mail: ParsedMail) -> dict[str, str] | None:
    if mail.automatic is None:
        return None
    return {"kind": mail.automatic.kind.value, "why": mail.automatic.why}


def _bounces(mail: ParsedMail) -> list[dict[str, Any]]:
    if mail.report is None:
        return []
    return [
        {
            "recipient": one.recipient,
            "action": one.action,
            "status": one.status,
            "reason": one.reason,
            "hard": one.hard,
        }
        for one in mail.report.recipients
    ]


def _authentication(mail: ParsedMail) -> dict[str, str]:
    """Say what the topmost field claims; whether it may be trusted only a tenant's rules know."""
    claims = [one for one in mail.authentication if one.position == 0]
    dmarc = next((one for one in claims if one.method == "dmarc"), None)
    if dmarc is None or dmarc.result not in ("pass", "fail"):
        why = "no trusted result" if not claims else "the mail carries results of unknown trust"
        return {"verdict": Verdict.NONE.value, "why": why}
    verdict = Verdict.PASS if dmarc.result == "pass" else Verdict.FAIL
    return {"verdict": verdict.value, "why": f"{dmarc.authserv_id} says dmarc={dmarc.result}"}
