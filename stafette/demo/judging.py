"""What waits for somebody's word when the demo opens: a quote above its author's limit, opinions.

The limits are those of this one quote: people who try the demo send theirs without asking anybody.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from stafette.demo.desk_work import viewer_of
from tenants import TenantConfig
from tenants.work import Approvals, Band
from tickets.core import Core
from tickets.model.ticket import Ticket
from tickets.services.opinions import Question, ask_opinions
from tickets.services.tasks import By
from tickets.services.writing import author_of, new_message, send_reply

_BANDS = Approvals(
    bands=(
        Band(up_to=1_000),
        Band(up_to=20_000, approver="t.zielinski@hellmoor.example"),
        Band(approver="t.reuter@hellmoor.example"),
    ),
    due_hours=72,
)
_QUOTE_ON = "Kita Moorblick: Uw 0,88 bei 2,70 m hohen Elementen?"
_QUOTE = """Guten Tag Frau Sander,

für die Kita Moorblick bieten wir Ihnen an:

1. 8 Stk. Elemente Morgen 82, 1,20 x 2,70 m, drei Bänder, à 1.795,00 €
2. Lieferung frei Baustelle, 480,00 €

Gesamtsumme netto 14.840,00 €

Das Angebot gilt sechs Wochen.
"""
_OPINIONS_ON = "Feuchte unter dem Fenster, Haus 7, 2. OG links"
_QUESTION = (
    "Ist das Kondensat oder eine undichte Fuge? Und übernehmen wir die Kosten, "
    "wenn die Gewährleistung schon vorbei ist?"
)


def let_words_be_awaited(core: Core, config: TenantConfig, now: datetime) -> None:
    """Let Anna's quote wait for Tomasz, and Jonas for the opinions of two colleagues."""
    anna = viewer_of(core, config, "anna")
    bands = config.model_copy(update={"approvals": (_BANDS,)})
    quote_on, opinions_on = (
        _ticket_id(core, config, _QUOTE_ON),
        _ticket_id(core, config, _OPINIONS_ON),
    )
    send_reply(core, bands, quote_on, new_message(core, bands.slug, author_of(anna), _QUOTE))
    jonas = viewer_of(core, config, "jonas")
    people = tuple(viewer_of(core, config, one).person_id for one in ("anna", "tomasz"))
    question = Question(_QUESTION, now + timedelta(days=2), people)
    ask_opinions(core, config, opinions_on, question, By(jonas))


def _ticket_id(core: Core, config: TenantConfig, subject: str) -> int:
    with core.read(config.slug) as unit:
        return unit.session.scalars(select(Ticket.id).where(Ticket.subject == subject)).one()
