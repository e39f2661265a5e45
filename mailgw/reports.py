"""Ties bad news to the mail it is about: a delivery report, or a refusal while sending."""

from dataclasses import dataclass

from mailgw.mime.mail import BouncedRecipient, ParsedMail
from templates import Undelivered
from tenants import TenantConfig
from tickets.core import Core
from tickets.model.mail import Delivery, OutboundMail
from tickets.services.deliveries import mark_deferred, mark_lost
from tickets.services.notify import Draft, Planner
from tickets.services.outbox import Cause, Sender, owe_mails
from tickets.store.audience import audience_of_ticket
from tickets.store.deliveries import writer_of
from tickets.store.unit_of_work import UnitOfWork

_KNOWN_REASONS = frozenset(
    (
        "userunknown",
        "mailboxfull",
        "hostunknown",
        "blocked",
        "spamdetected",
        "mesgtoobig",
        "expired",
    )
)
_GOOD_NEWS = ("delivered", "relayed", "expanded")


@dataclass(frozen=True, slots=True)
class News:
    """What is to be noted of one of our mails, and the word to its writer, rendered already."""

    outbound_id: int
    about: BouncedRecipient | None
    state: Delivery = Delivery.BOUNCED
    draft: Draft | None = None

    @property
    def answer(self) -> str:
        """What the other server said."""
        if self.about is None:
            return ""
        return self.about.diagnostic or f"{self.about.status} {self.about.reason}".strip()


def plan_report(core: Core, config: TenantConfig, mail: ParsedMail, outbound_id: int) -> News:
    """Read a delivery report as news of one of our mails."""
    with core.read(config.slug) as unit:
        outbound = unit.session.get_one(OutboundMail, outbound_id)
    lines = mail.report.recipients if mail.report else ()
    wanted = outbound.to_address.lower()
    mine = [one for one in lines if one.recipient.lower() == wanted]
    about = next(iter(mine or lines), None)
    return plan_news(core, config, outbound, about, Delivery.BOUNCED)


def plan_news(
    core: Core,
    config: TenantConfig,
    outbound: OutboundMail,
    about: BouncedRecipient | None,
    state: Delivery,
) -> News:
    """Render the word to whoever wrote the message that was lost."""
    news = News(outbound.id, about, state)
    is_lost = about is not None and about.action not in (*_GOOD_NEWS, "delayed")
    if not is_lost or about is None or outbound.ticket_id is None or outbound.is_automatic:
        return news
    with core.read(config.slug) as unit:
        audience = audience_of_ticket(unit, config, outbound.ticket_id)
        author_id = writer_of(unit, outbound)
    writer = audience.find(author_id) or audience.find(audience.owner_id)
    if writer is None:
        return news
    notice = Undelivered(
        number=str(audience.number),
        subject=audience.subject,
        recipient=outbound.to_address,
        reason=about.reason if about.reason in _KNOWN_REASONS else "other",
        hard=about.hard,
        diagnostic=news.answer,
    )
    draft = Planner(config, core.notices, audience).undelivered(writer, notice)
    return News(outbound.id, about, state, draft)


def apply_news(core: Core, uow: UnitOfWork, config: TenantConfig, news: News) -> int | None:
    """Note the news at the mail; gives the ticket it belongs to."""
    outbound = uow.session.get_one(OutboundMail, news.outbound_id)
    if news.about is None or news.about.action in _GOOD_NEWS:
        return outbound.ticket_id
    if news.about.action == "delayed":
        if not Delivery(outbound.state).is_final:
            mark_deferred(outbound, news.answer)
        return outbound.ticket_id
    lost = mark_lost(uow, outbound, news.state, news.answer)
    if lost is not None and news.draft is not None:
        cause = Cause(*lost)
        owe_mails(uow, config, Sender(core.signer, core.instance), [news.draft], cause)
    return outbound.ticket_id
