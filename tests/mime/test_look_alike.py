"""Domains made to be taken for others, and honest ones that only resemble each other."""

import pytest

from mailgw.mime.look_alike import Likeness, ends_of, likeness
from mailgw.mime.org_domain import is_ending, org_domain, same_owner


@pytest.mark.parametrize(
    ("domain", "known", "how"),
    [
        ("rnueller-metall.example", "mueller-metall.example", Likeness.LETTERS),
        ("he11moor.example", "hellmoor.example", Likeness.LETTERS),
        ("heIlmoor.example", "hellmoor.example", Likeness.LETTERS),
        ("hellm00r.example", "hellmoor.example", Likeness.LETTERS),
        ("vvelding.example", "welding.example", Likeness.LETTERS),
        ("cl1p-stahl.example", "clip-stahl.example", Likeness.LETTERS),
        ("müller-metall.example", "mueller-metall.example", Likeness.LETTERS),
        ("muller-metall.example", "mueller-metall.example", Likeness.LETTERS),
        ("hеllmoor.example", "hellmoor.example", Likeness.LETTERS),  # noqa: RUF001 - a Cyrillic e
        ("xn--hellmor-e1a.example", "hellmoor.example", Likeness.LETTERS),
        ("hellmoor.test", "hellmoor.example", Likeness.ENDING),
        ("nowak-okna.com.pl", "nowak-okna.pl", Likeness.ENDING),
        ("hell-moor.example", "hellmoor.example", Likeness.HYPHEN),
        ("nowakokna.pl", "nowak-okna.pl", Likeness.HYPHEN),
        ("hellmoor-gmbh.example", "hellmoor.example", Likeness.WORD),
        ("hellmoorgmbh.example", "hellmoor.example", Likeness.WORD),
        ("hellmoor.example", "hellmoor-gmbh.example", Likeness.WORD),
        ("rechnung-hellmoor.test", "hellmoor.example", Likeness.WORD),
        ("hellmoor-billing-online.test", "hellmoor.example", Likeness.WORD),
        ("nowak-okna-spzoo.pl", "nowak-okna.pl", Likeness.WORD),
        ("hellmoor.example.elsewhere.test", "hellmoor.example", Likeness.INSIDE),
        ("helmoor.example", "hellmoor.example", Likeness.TYPING),
        ("hellmooor.example", "hellmoor.example", Likeness.TYPING),
        ("hellmoro.example", "hellmoor.example", Likeness.TYPING),
        ("hellnoor.example", "hellmoor.example", Likeness.TYPING),
        ("hellmoors.example", "hellmoor.example", Likeness.TYPING),
        ("ehllmoor.example", "hellmoor.example", Likeness.TYPING),
        ("nowak-okno.pl", "nowak-okna.pl", Likeness.TYPING),
    ],
)
def test_a_domain_made_to_look_like_another_is_seen(domain: str, known: str, how: Likeness) -> None:
    assert likeness(domain, known) is how
    # Whoever looks for domains to compare with finds the known one by its beginning or its end.
    assert how is Likeness.INSIDE or set(ends_of(domain)) & set(ends_of(known))


@pytest.mark.parametrize(
    ("domain", "known"),
    [
        ("hellmoor.example", "hellmoor.example"),
        ("HELLMOOR.example", "hellmoor.example"),
        ("mail.hellmoor.example", "hellmoor.example"),
        ("news.hellmoor.example", "shop.hellmoor.example"),
        ("bauer.example", "sauer.example"),
        ("meier.example", "meyer.example"),
        ("abb.test", "abb.example"),
        ("metallbau-schmidt.example", "schmidt.example"),
        ("stahlwerk24.example", "stahlwerk25.example"),
        ("nowak.pl", "nowacki.pl"),
        ("rossi-infissi.it", "bianchi-infissi.it"),
        ("fenster-nord.example", "fenster-sued.example"),
        ("technik.example", "technika.test"),
        ("com", "hellmoor.example"),
        ("", "hellmoor.example"),
        ("xn--.example", "hellmoor.example"),
        ("xn--\u00e4.example", "hellmoor.example"),
    ],
)
def test_domains_that_only_resemble_each_other_are_left_alone(domain: str, known: str) -> None:
    assert likeness(domain, known) is None


def test_a_very_long_domain_is_looked_at_no_further() -> None:
    assert likeness("rn" * 200_000 + ".example", "m.example") is None


@pytest.mark.parametrize(
    ("domain", "registered"),
    [
        ("mail.firm.de", "firm.de"),
        ("firm.de", "firm.de"),
        ("a.b.firm.co.uk", "firm.co.uk"),
        ("x.firm.com.pl", "firm.com.pl"),
        ("poczta.firma.waw.pl", "firma.waw.pl"),
        ("posta.ditta.mi.it", "ditta.mi.it"),
        ("posta.ditta.it", "ditta.it"),
        ("mail.kontor.co.at", "kontor.co.at"),
        ("mx.firm.onmicrosoft.com", "firm.onmicrosoft.com"),
        ("a.firm.co.ke", "firm.co.ke"),
        ("a.co.de", "a.co.de"),
        ("de", "de"),
    ],
)
def test_the_registered_domain_is_found(domain: str, registered: str) -> None:
    assert org_domain(domain) == registered


def test_neighbours_below_an_ending_belong_to_different_owners() -> None:
    assert is_ending("co.uk")
    assert is_ending("com.pl")
    assert not is_ending("firm.com.pl")
    assert not same_owner("anna.co.uk", "eve.co.uk")
    assert not same_owner("one.onmicrosoft.com", "two.onmicrosoft.com")
    assert not same_owner("co.uk", "co.uk")
    assert not same_owner("com", "com")
    assert same_owner("news.firm.de", "mail.firm.de")
