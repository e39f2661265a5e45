"""Recognise reports: about deliveries, about reading, about complaints."""

import re

from mailgw.mime.dsn import Findings
from mailgw.mime.mail import Automatic, AutomaticKind, DeliveryReport
from mailgw.mime.signs import Signs, has_client
from mailgw.mime.tables import words_of
from tickets.text.reference import strip_prefixes

_READ_SUBJECTS = words_of("automatic_words", "read_subjects")
_READ_BODIES = words_of("automatic_words", "read_bodies")
_BOUNCE_SUBJECTS = words_of("bounce_words", "subjects")
_BOUNCE_BODIES = words_of("bounce_words", "bodies")
_DAEMONS = words_of("bounce_words", "daemons")
_DAEMON_NAMES = words_of("bounce_words", "daemon_names")
_LOOPS = ("staff@hotmail.", "feedbackloop@", "fbl@", "scomp@", "abuse-report")
_LOOP_SUBJECTS = ("complaint about message from", "email feedback report")
_FEEDBACK_TYPE = re.compile(r"^feedback-type:\s*\w+", re.IGNORECASE | re.MULTILINE)
_SMTP_ERROR = re.compile(r"(?<![\d.])(?:[45]\d\d[ -]#?[45]\.\d\.\d|[45]\d\d [A-Z<]|5\.\d\.\d)")
_OLD_ARF = re.compile(
    r"^(?:x-hmxmroriginalrecipient|x-feedback-type|x-loop:\s*scomp)", re.IGNORECASE | re.MULTILINE
)
_SHORT = 1500
_ENOUGH = 3


def judge_reports(signs: Signs, found: Findings) -> Automatic | None:
    """Recognise feedback reports, receipts and delivery reports; None for any other mail."""
    feedback = _feedback(signs)
    if feedback:
        return Automatic(AutomaticKind.FEEDBACK_REPORT, feedback)
    receipt = _receipt(signs)
    if receipt:
        return Automatic(AutomaticKind.RECEIPT, receipt)
    bounce = _bounce(signs, found)
    return Automatic(AutomaticKind.BOUNCE, bounce) if bounce else None


def settle_delivered(automatic: Automatic, report: DeliveryReport) -> Automatic:
    """Call a report that names only successes a receipt."""
    actions = {recipient.action for recipient in report.recipients}
    if actions and actions <= {"delivered", "relayed", "expanded"}:
        return Automatic(AutomaticKind.RECEIPT, "a report of successful delivery")
    return automatic


def _feedback(signs: Signs) -> str:
    """Recognise complaints of feedback loops (RFC 5965 and its forerunners)."""
    if signs.tree.root.parameters.get("report-type", "").lower() == "feedback-report":
        return "report-type=feedback-report (RFC 5965)"
    if any(p.content_type == "message/feedback-report" for p in signs.tree.root.walk()):
        return "a message/feedback-report part (RFC 5965)"
    if signs.fields.has("x-apple-unsubscribe"):
        return "an unsubscribe request that a mail program sent by itself"
    beginning = signs.text[:20000]
    if _FEEDBACK_TYPE.search(beginning) and "user-agent:" in beginning.lower():
        return "the text carries a Feedback-Type field"
    return _old_feedback(signs)


def _old_feedback(signs: Signs) -> str:
    sender = signs.from_[0].address.lower() if signs.from_ else ""
    if any(p.is_message for p in signs.tree.root.walk()):
        if sender.startswith(_LOOPS):
            return "a complaint sent by a feedback loop"
        if signs.subject.lower().startswith(_LOOP_SUBJECTS):
            return "the subject of a feedback loop"
    return "an old feedback loop's field" if _OLD_ARF.search(signs.text[:4000]) else ""


def _receipt(signs: Signs) -> str:
    report_type = signs.tree.root.parameters.get("report-type", "").lower()
    if report_type == "disposition-notification":
        return "report-type=disposition-notification (RFC 8098)"
    if any("disposition-notification" in p.content_type for p in signs.tree.root.walk()):
        return "a disposition-notification part (RFC 8098)"
    if signs.fields.text("x-ms-exchange-message-class").upper().endswith(".IPNRN"):
        return "an Exchange read receipt"
    subject = signs.subject.lower().strip()
    start = next((word for word in _READ_SUBJECTS if subject.startswith(word)), "")
    if start and len(signs.text) < _SHORT and "?" not in signs.reply_text:
        lowered = signs.text.lower()
        if any(word in lowered for word in _READ_BODIES):
            return f"the subject begins with '{start}' and the text says that the mail was read"
    return ""


def _bounce(signs: Signs, found: Findings) -> str:
    if found.groups and (found.is_report or _from_daemon(signs) or signs.return_path == ""):
        return "a delivery report (RFC 3464)"
    if found.is_report and found.groups:
        return "multipart/report (RFC 3462)"
    if found.groups and "bouncedRecipients" in signs.text:
        return "the bounce notification of a mail service"
    if signs.fields.has("x-failed-recipients"):
        return "X-Failed-Recipients names who did not get it"
    score, why = _bounce_score(signs, found)
    return f"a delivery report in free text: {', '.join(why)}" if score >= _ENOUGH else ""


def _bounce_score(signs: Signs, found: Findings) -> tuple[int, list[str]]:
    """Weigh the signs of a free-text report; no single one suffices."""
    notice = " ".join("\n".join(found.notice.lines).lower().split())[:20000]
    subject = signs.subject.lower()
    why: list[str] = []
    score = 0
    if _from_daemon(signs):
        score += 2
        why.append("sent by a mail system")
    if signs.return_path == "":
        score += 1
        why.append("null return path")
    if any(word in subject for word in _BOUNCE_SUBJECTS):
        score += 2 if signs.subject == strip_prefixes(signs.subject) else 1
        why.append("subject")
    if any(word in notice for word in _BOUNCE_BODIES):
        score += 1
        why.append("text")
    if _SMTP_ERROR.search("\n".join(found.notice.lines)[:20000]):
        score += 1
        why.append("an SMTP error")
    if found.is_report or found.groups:
        score += 2
        why.append("multipart/report" if found.is_report else "delivery fields")
    if (
        signs.fields.has("x-mailer")
        or signs.fields.has("user-agent")
        or signs.fields.has("references")
    ):
        score -= 1
    if not why or why == ["subject", "text"] or set(why) <= {"subject", "text", "an SMTP error"}:
        score = min(
            score, _ENOUGH if found.returned and not has_client(signs.fields) else _ENOUGH - 1
        )
    return score, why


def _from_daemon(signs: Signs) -> bool:
    if not signs.from_:
        return False
    first = signs.from_[0]
    address, name = first.address.lower(), first.name.lower()
    local = address.partition("@")[0]
    if any(local.startswith(word) or word in local for word in _DAEMONS):
        return True
    return any(name.startswith(word) for word in _DAEMON_NAMES)
