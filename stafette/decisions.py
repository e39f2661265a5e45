"""What would be decided about a mail by a tenant that knows nobody, for `explain`."""

from functools import cache
from pathlib import Path

import tenants
from mailgw.mime.mail import ParsedMail, Verdict
from mailgw.rules.decide import decide
from mailgw.rules.disposition import Bounce, Deliver, Drop, Hold
from mailgw.rules.facts import Facts, Writer
from mailgw.rules.origin import Judgement
from mailgw.rules.thread import NoTicket
from tenants import TenantConfig, load_tenant
from tickets.model.mail import Way

_NAMES = {Deliver: "deliver", Bounce: "bounce", Drop: "drop", Hold: "hold"}


@cache
def _nobody() -> TenantConfig:
    return load_tenant(Path(tenants.__file__).parent / "default")


def decide_for_nobody(mail: ParsedMail) -> tuple[str, str]:
    """Give kind and reason of the decision on a first mail from a stranger."""
    config = _nobody()
    writer = None
    if mail.sender is not None:
        writer = Writer(address=mail.sender, name=mail.from_[0].name if mail.from_ else "")
    facts = Facts(
        config=config,
        way=Way.INGEST,
        writer=writer,
        judgement=Judgement(Verdict.NONE, ""),
        departments=((config.default_department.slug, ""),),
        reply=None,
        unknown_token=False,
        report_target=None,
        candidates=(),
        is_own_mail=False,
        duplicate_of=None,
        is_confirmed=False,
        opened_last_hour=0,
        opened_last_day=0,
    )
    disposition = decide(mail, facts, NoTicket())
    return _NAMES[type(disposition)], disposition.why
