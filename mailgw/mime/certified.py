"""Certified mail of Italy (PEC): the mail that its envelope carries, and the providers' receipts.

The rules are those of the decree of 2 November 2005: an envelope has X-Trasporto, a receipt has
X-Ricevuta, both name the mail they are about, and daticert.xml repeats it all for machines.
"""

import re
from dataclasses import replace

from mailgw.mime.charset import decode_text
from mailgw.mime.envelope import ids_of, mail_of_header
from mailgw.mime.headers import Fields
from mailgw.mime.mail import (
    Automatic,
    AutomaticKind,
    BouncedRecipient,
    DeliveryReport,
    ParsedMail,
)
from mailgw.mime.parse import view_headers
from mailgw.mime.parts import Tree
from mailgw.mime.reasons import is_hard, reason_of

_RECEIPTS = ("accettazione", "presa-in-carico", "avvenuta-consegna")
_DELAYED = "preavviso-errore-consegna"
_FAILURES = ("non-accettazione", "errore-consegna", "rilevazione-virus", _DELAYED)
_ADDRESSED = re.compile(
    r"(?:indirizzato a|destinat[oa] a(?:ll'utente)?|all'indirizzo|diretto a)\s{1,5}"
    r"[\"'<]?([^\s\"'<>]{1,64}@[^\s\"'<>]{1,190})"
)
_ERROR = re.compile(r"<errore-esteso>([^<]{1,1000})</errore-esteso>")
_CODE = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CONSIGNEE = re.compile(r"<consegna>([^<>\s]{3,254})</consegna>")
_MAX_CERTIFICATE = 64 * 1024


def with_carried(envelope: ParsedMail, fields: Fields) -> ParsedMail:
    """Put the carried mail's header into the envelope's place; what servers noted stays.

    What authenticated was the envelope. It says nothing about the writer inside: anybody may own
    a mailbox called `posta-certificata` at a provider that many share; so nothing is proven (P9).
    """
    inner = mail_of_header(fields, view_headers(fields), envelope.digest)
    return replace(
        envelope,
        message_id=inner.message_id or envelope.message_id,
        in_reply_to=inner.in_reply_to,
        references=inner.references,
        date=inner.date or envelope.date,
        subject=inner.subject,
        from_=inner.from_,
        to=inner.to,
        cc=inner.cc,
        reply_to=inner.reply_to,
        sender=inner.sender,
        thread_index=inner.thread_index,
        authentication=(),
        signing_domains=(),
    )


def judge_certified(tree: Tree) -> Automatic | None:
    """Recognise the receipts that the providers of certified mail send to its writer."""
    kind = _receipt_kind(tree)
    if kind in _RECEIPTS:
        return Automatic(AutomaticKind.RECEIPT, f"a receipt of certified mail (X-Ricevuta: {kind})")
    if kind in _FAILURES:
        return Automatic(AutomaticKind.BOUNCE, f"certified mail failed (X-Ricevuta: {kind})")
    return None


def certified_report(tree: Tree, text: str) -> DeliveryReport | None:
    """Read a notice of failed certified mail: for whom, why, and which mail."""
    kind = _receipt_kind(tree)
    if kind not in _FAILURES:
        return None
    certificate = _certificate(tree)
    named = _CONSIGNEE.findall(certificate)[:20] or _ADDRESSED.findall(text[:20000])[:20]
    error = _ERROR.search(certificate)
    words = error[1] if error else text[:4000]
    code = _CODE.search(words)
    status = code[1] if code else ""
    reason = "virusdetected" if kind == "rilevazione-virus" else reason_of(words, status)
    action = "delayed" if kind == _DELAYED else "failed"
    if kind == _DELAYED:
        reason = "expired"
    hard = is_hard(reason) and action == "failed"
    recipients = tuple(
        BouncedRecipient(address, action, status, reason, hard, words[:1000])
        for address in dict.fromkeys(named or [""])
    )
    about = ids_of(tree.envelope, "x-riferimento-message-id") or ids_of(tree.envelope, "references")
    return DeliveryReport(recipients, about)


def _receipt_kind(tree: Tree) -> str:
    return tree.envelope.text("x-ricevuta").strip().lower()[:60]


def _certificate(tree: Tree) -> str:
    for part in tree.root.walk():
        _, disposition = part.disposition
        name = disposition.get("filename") or part.parameters.get("name") or ""
        if name.lower() == "daticert.xml":
            return decode_text(part.decoded()[:_MAX_CERTIFICATE], "utf-8").text
    return ""
