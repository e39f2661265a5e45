"""What a message keeps of its mail beside the words: a day of return, an appointment."""

from mailgw.mime.mail import Invitation, ParsedMail
from tickets.model.noted import Appointment, note_of_return


def notes_of(mail: ParsedMail) -> tuple[str, ...]:
    """Give what stands among the flags of the mail's message."""
    notes: list[str] = []
    if mail.automatic is not None and mail.automatic.back_on:
        notes.append(note_of_return(mail.automatic.back_on))
    if mail.invitation is not None:
        notes.append(_appointment(mail.invitation).note)
    return tuple(notes)


def _appointment(invitation: Invitation) -> Appointment:
    organizer = invitation.organizer
    return Appointment(
        method=invitation.method,
        summary=invitation.summary,
        starts_at=invitation.starts_at,
        ends_at=invitation.ends_at,
        zone=invitation.zone,
        location=invitation.location,
        organizer=(organizer.name or organizer.address) if organizer else "",
        uid=invitation.uid,
    )
