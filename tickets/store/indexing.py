"""What becomes searchable, written together with what it is about.

One entry costs about 0.3 ms on SQLite. Hundreds written together would cost a third of that each,
but then a search would not know what was said a moment ago.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from tickets.model.people import Company, Person, PersonAddress
from tickets.model.search import SearchEntry
from tickets.model.ticket import Attachment, Message, Ticket
from tickets.store.unit_of_work import ReadUnit, UnitOfWork
from tickets.text.fold import fold

_LONGEST = 100_000
"""Characters of one message or file that are searched."""


def entries_of(
    ticket: Ticket, message: Message, files: Sequence[tuple[Attachment, str]] = ()
) -> list[SearchEntry]:
    """Make the entries of a message and of its files, each with the text that stands in it.

    Each holds the subject and the writer as well, so that words of both lead there. The message's
    own names the files of which nobody could read more.
    """
    about = f"{ticket.subject}\n{message.author_name} {message.author_address}\n"
    # Pictures within the text have names that nobody gave them.
    names = " ".join(file.name for file, text in files if not text and not file.is_inline)
    entries = [
        SearchEntry(
            id=message.id,
            message_id=message.id,
            folded=fold(f"{about}{names}\n{message.text[:_LONGEST]}"),
        )
    ]
    for file, text in files:
        if not text:
            continue
        said = text[:_LONGEST]
        entries.append(
            SearchEntry(
                id=file.id,
                message_id=message.id,
                attachment_id=file.id,
                folded=fold(f"{about}{file.name}\n{said}"),
                said=said,
            )
        )
    return entries


def texts_of_files(unit: ReadUnit, files: Iterable[Attachment]) -> dict[int, str]:
    """Give what stands in files, by their ids, as far as it was read."""
    query = select(SearchEntry.id, SearchEntry.said).where(
        SearchEntry.id.in_([file.id for file in files]), SearchEntry.said != ""
    )
    return {row[0]: row[1] for row in unit.session.execute(query)}


def index_people(uow: UnitOfWork, person_ids: Sequence[int]) -> None:
    """Let contacts be found under the names, addresses and firms that they have by now."""
    if not person_ids:
        return
    uow.session.flush()
    uow.session.execute(
        delete(SearchEntry).where(SearchEntry.person_id.in_(person_ids)),
        execution_options={"synchronize_session": False},
    )
    words: dict[int, list[str]] = {}
    people = (
        select(Person.id, Person.name, Company.name)
        .outerjoin(Company, Company.id == Person.company_id)
        .where(Person.id.in_(person_ids))
    )
    for person_id, name, company in uow.session.execute(people):
        words[person_id] = [name, company or ""]
    addresses = select(PersonAddress.person_id, PersonAddress.address).where(
        PersonAddress.person_id.in_(person_ids)
    )
    for person_id, address in uow.session.execute(addresses):
        words[person_id].append(address)
    uow.add(
        *(
            SearchEntry(person_id=person_id, folded=fold("\n" + " ".join(said)))
            for person_id, said in words.items()
        )
    )


def index_staff_of(uow: UnitOfWork, company_id: int) -> None:
    """Let everybody of a company be found under its new name."""
    query = select(Person.id).where(Person.company_id == company_id)
    index_people(uow, list(uow.session.scalars(query)))
