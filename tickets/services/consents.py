"""What people agreed to: which text, in which version and language, and when."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from tenants import TenantConfig
from tickets.model.access import Consent, ConsentDocument
from tickets.model.people import Person, Side
from tickets.store.unit_of_work import ReadUnit, UnitOfWork


@dataclass(frozen=True, slots=True)
class ShownText:
    """A legal text as somebody is shown it."""

    document: ConsentDocument
    version: str
    language: str
    text: str

    @property
    def sha256(self) -> str:
        """Hash what was shown, so that it can be proven later."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def shown_text(config: TenantConfig, document: ConsentDocument, language: str) -> ShownText | None:
    """Give a text of the tenant in a language; None where it has none."""
    kept = config.terms if document is ConsentDocument.TERMS else config.privacy
    if kept is None:
        return None
    said_in, text = kept.text_in(language)
    return ShownText(document, kept.version, said_in, text)


def texts_to_agree(config: TenantConfig, language: str) -> tuple[ShownText, ...]:
    """Give all texts that a customer who registers is asked to agree to."""
    found = (shown_text(config, one, language) for one in ConsentDocument)
    return tuple(one for one in found if one is not None)


def texts_still_to_agree(
    unit: ReadUnit, config: TenantConfig, person_id: int, language: str
) -> tuple[ShownText, ...]:
    """Give the texts whose present version a registered customer has not agreed to yet."""
    person = unit.session.get_one(Person, person_id)
    if person.side != Side.CONTACT or person.registered_at is None:
        return ()
    rows = unit.session.execute(
        select(Consent.document, Consent.version).where(Consent.person_id == person_id)
    )
    given = {(row[0], row[1]) for row in rows}
    return tuple(
        one
        for one in texts_to_agree(config, language)
        if (one.document.value, one.version) not in given
    )


def record_consents(uow: UnitOfWork, person_id: int, texts: Sequence[ShownText]) -> None:
    """Note that somebody has agreed to these texts just now."""
    uow.add(
        *(
            Consent(
                person_id=person_id,
                document=one.document,
                version=one.version,
                text_sha256=one.sha256,
                language=one.language,
                given_at=uow.now,
            )
            for one in texts
        )
    )
