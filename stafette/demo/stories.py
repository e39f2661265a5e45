"""What the demo's people write, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """One conversation: a customer asks, an agent answers, the customer answers that."""

    tenant: str
    department: str
    """The address the customer writes to."""
    customer: str
    customer_address: str
    agent: str
    agent_address: str
    subject: str
    request: str
    request_file: tuple[str, str]
    """(name, content type)"""
    answer: str
    answer_file: tuple[str, str]
    quote_intro: str
    """The line a mail client puts above the quoted mail; {name} and {address} are filled in."""
    thanks: str


WINDOWS = Story(
    tenant="hellmoor",
    department="sprzedaz@hellmoor.example",
    customer="Jan Nowak",
    customer_address="jan.nowak@nowak-budowa.example",
    agent="Anna Kraft",
    agent_address="a.kraft@hellmoor.example",
    subject="Zapytanie ofertowe: 48 okien, hotel Perkoz, etap II",
    request=(
        "Dzień dobry,\n\nw załączeniu zestawienie stolarki drugiego etapu. Prosimy o ofertę na "
        "48 okien drewniano-aluminiowych z montażem i o termin dostawy.\n\n"
        "Pozdrawiam\nJan Nowak"
    ),
    request_file=("Zestawienie_etap_II.pdf", "application/pdf"),
    answer=(
        "Dzień dobry Panie Janie,\n\nw załączeniu oferta 4716 na 48 okien z montażem. Okna "
        "dostarczymy w 9. tygodniu 2027, jeśli zamówienie otrzymamy do 4 grudnia.\n\n"
        "Pozdrawiam\nAnna Kraft\na.kraft@hellmoor.example"
    ),
    answer_file=("Oferta_4716_hotel_Perkoz.pdf", "application/pdf"),
    quote_intro="Am 16.11.2026 um 09:10 schrieb {name} <{address}>:",
    thanks=(
        "Dziękuję, to szybko poszło. Kolor RAL 7016 nam odpowiada, resztę potwierdzimy w piątek."
        "\n\nJan Nowak"
    ),
)

CONTAINERS = Story(
    tenant="kaaibox",
    department="klachten@kaaibox.example",
    customer="Piet Jansen",
    customer_address="piet@jansen-dakwerken.example",
    agent="",
    agent_address="",
    subject="Klacht: beschadigde zijwand container 2231",
    request=(
        "Goedemiddag,\n\nde container die gisteren geleverd is heeft een scheur in de zijwand, "
        "zie de foto. Wij kunnen hem zo niet gebruiken. Wanneer kan hij omgeruild worden?\n\n"
        "Met vriendelijke groet,\nPiet Jansen"
    ),
    request_file=("zijwand.jpg", "image/jpeg"),
    answer=(
        "Beste Piet,\n\nvervelend! Morgen om 7.30 uur brengt Ruud een andere container en neemt "
        "hij deze mee terug. De huur van deze week brengen wij niet in rekening.\n\n"
        "Met vriendelijke groet"
    ),
    answer_file=("Omruilbon_2231.pdf", "application/pdf"),
    quote_intro="Op 16 nov. 2026 om 14:02 schreef {name} <{address}>:",
    thanks="Top, dank je wel. Wij zijn er vanaf 7 uur.\n\nPiet",
)

STORIES = (WINDOWS, CONTAINERS)
