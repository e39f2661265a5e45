"""Who hears of what, and in which words: plans the mails that a change owes.

Everything here is pure but for rendering; nothing is written and no transaction is open.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from templates import (
    LINK_SLOT,
    NUMBER_SLOT,
    AgentNotice,
    Answer,
    Answered,
    Earlier,
    FileLine,
    HandedOver,
    NoteNotice,
    Notice,
    NoticeRenderer,
    Receipt,
    RenderedNotice,
    SecondAnswer,
    Undelivered,
    Words,
)
from tenants import AttachmentRule, TenantConfig
from tickets.model.access import LinkKind
from tickets.model.mail import Purpose
from tickets.model.people import ParticipantRole, Side
from tickets.model.ticket import Visibility
from tickets.services.links import address_of
from tickets.services.outward import outward
from tickets.services.values import NewFile, NewMessage
from tickets.store.audience import Audience, Recipient
from tickets.text.links import hide_links
from tickets.text.plain import paragraphs

SECOND_ANSWER_WITHIN = timedelta(minutes=5)
_TINY_IMAGE_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Draft:
    """A rendered mail for one recipient, still without ticket number, addresses and ids."""

    recipient: Recipient
    notice: str
    rendered: RenderedNotice
    from_name: str
    from_address: str
    reply: tuple[Purpose, Visibility] | None = None
    """What an answer to it will do; None where it takes no answer."""
    about_id: int = 0
    """Id of the task, approval or opinion that an answer is about."""
    files: tuple[int, ...] = ()
    """Positions of the message's files that go along."""
    is_automatic: bool = True
    spends_allowance: bool = False
    """Counted against the automatic mails that an address may get (P7, P8)."""
    is_proven: bool = True
    raw_id: int | None = None
    has_notice_link: bool = False
    """It leads to the ticket in the portal by the recipient's own link."""
    has_action_link: bool = False
    link_id: int | None = None
    """The link it carries instead: one that lets the recipient in."""


class Planner:
    """Plans the notices of one tenant's change."""

    def __init__(self, config: TenantConfig, renderer: NoticeRenderer, audience: Audience) -> None:
        self._config = config
        self._renderer = renderer
        self._audience = audience
        self._department = config.department(audience.department) or config.default_department
        self._rendered: dict[tuple[str, Notice], RenderedNotice] = {}
        self._worded: dict[str, Words] = {}

    def contact_wrote(
        self, new: NewMessage, *, subject: str, kind: str, company: str = ""
    ) -> list[Draft]:
        """Tell the owner and followers, or the whole department while nobody owns the ticket."""
        return [
            self._agent_notice(new, one, subject=subject, kind=kind, company=company)
            for one in self._responsible()
            if one.person_id != new.author.person_id
        ]

    def receipt(self, requester: Recipient, *, subject: str, kind: str, is_proven: bool) -> Draft:
        """Confirm a new ticket to its requester, once (M4)."""
        notice = Receipt(
            number=self._number(),
            department=self._department.name_in(requester.language),
            is_proven=is_proven,
            subject=subject,
            kind=kind,
            link=self._portal_link() if is_proven else "",
        )
        draft = self._draft(requester, notice, from_name=self._config.name)
        return replace(
            draft,
            spends_allowance=True,
            is_proven=is_proven,
            has_notice_link=bool(notice.link),
        )

    def agent_answered(self, new: NewMessage, agent: Recipient) -> list[Draft]:
        """Mail an agent's public message to the customer, and a short word to colleagues."""
        drafts = [self._answer(new, agent, one) for one in self._customers(new)]
        drafts += [
            self._draft(
                one,
                Answered(
                    number=self._number(),
                    subject=self._audience.subject,
                    author_name=agent.shown_name,
                    customer_name=self._requester_name(),
                    link=self._desk_link(),
                ),
                from_name=self._config.name,
                reply=(Purpose.NOTE, Visibility.INTERNAL),
            )
            for one in self._responsible()
            if one.person_id != agent.person_id
        ]
        second = self._second_answer(new, agent)
        return [*drafts, second] if second else drafts

    def note_written(self, new: NewMessage) -> list[Draft]:
        """Tell colleagues of an internal note; a reply to it stays internal (P20)."""
        travelling, left_out = self._files(new.files)
        return [
            replace(
                self._draft(
                    one,
                    NoteNotice(
                        number=self._number(),
                        subject=self._audience.subject,
                        author_name=new.author.name or new.author.address,
                        words=self._words(new.text),
                        files=_lines(new.files, travelling),
                        reason=_reason(one),
                        left_out=_lines(new.files, left_out),
                        link=self._desk_link(),
                        act_link=self._act_link(),
                    ),
                    from_name=f"{new.author.name or new.author.address} via {self._config.name}",
                    reply=(Purpose.NOTE, Visibility.INTERNAL),
                ),
                files=travelling,
            )
            for one in self._responsible()
            if one.person_id != new.author.person_id
        ]

    def handed_over(self, one: Recipient, role: ParticipantRole | None, by_name: str) -> Draft:
        """Tell an agent of a ticket that is theirs or their department's by now.

        A reply goes to the customer.
        """
        said = sorted(self._audience.earlier, key=lambda each: each.side is Side.AGENT)
        notice = HandedOver(
            number=self._number(),
            kind=self._audience.kind,
            subject=self._audience.subject,
            by_name=by_name,
            said_by=said[0].author if said else "",
            words=self._words(said[0].text if said else ""),
            reason=_reason(replace(one, role=role)),
            reply_goes_to=tuple(each.shown_name for each in self._receiving()),
            link=self._desk_link(),
            act_link=self._act_link(),
        )
        return self._draft(one, notice, from_name=self._config.name)

    def word_to_writer(self, recipient: Recipient, notice: Notice, *, is_proven: bool) -> Draft:
        """Tell a writer about their own mail; counts as an automatic mail to that address."""
        draft = self._draft(recipient, notice, from_name=self._config.name, reply=None)
        return replace(draft, spends_allowance=True, is_proven=is_proven)

    def undelivered(self, writer: Recipient, notice: Undelivered) -> Draft:
        """Tell the writer of a message that it did not arrive."""
        return self._draft(
            writer,
            replace(notice, link=self._desk_link()),
            from_name=self._config.name,
            reply=(Purpose.NOTE, Visibility.INTERNAL),
        )

    def _agent_notice(
        self, new: NewMessage, one: Recipient, *, subject: str, kind: str, company: str
    ) -> Draft:
        travelling, left_out = self._files(new.files)
        name = new.author.name or new.author.address
        is_public = new.visibility is Visibility.PUBLIC
        notice = AgentNotice(
            number=self._number(),
            kind=kind,
            subject=subject,
            is_new=self._audience.ticket_id is None,
            sender_name=new.author.name,
            sender_address=new.author.address,
            company=company,
            words=self._words(new.text),
            files=_lines(new.files, travelling),
            left_out=_lines(new.files, left_out),
            notes=tuple((note.author, note.text) for note in reversed(self._audience.notes)),
            reason=_reason(one),
            reply_goes_to=self._reached(new) if is_public else (),
            why_here=new.why,
            trust=new.trust,
            flags=new.flags,
            link=self._desk_link(),
            act_link=self._act_link(),
        )
        reply = (
            (Purpose.MESSAGE, Visibility.PUBLIC)
            if is_public
            else (Purpose.NOTE, Visibility.INTERNAL)
        )
        draft = self._draft(one, notice, from_name=f"{name} via {self._config.name}", reply=reply)
        return replace(draft, files=travelling)

    def _answer(self, new: NewMessage, agent: Recipient, customer: Recipient) -> Draft:
        address = self._from_address(customer.language)
        fresh = tuple(
            file for file in new.files if not (file.is_inline and self._is_repeated(file))
        )
        travelling, left_out = self._files(new.files, only=fresh)
        config = self._config.agent_by_address(agent.address)
        notice = Answer(
            subject=self._outward(self._audience.subject, address),
            words=self._words(self._outward(new.text, address)),
            files=_lines(new.files, travelling),
            author_name=agent.shown_name,
            author_phone=config.phone if config else "",
            author_title=config.title_in(customer.language) if config else agent.title,
            department_name=self._department.name_in(customer.language),
            department_address=address,
            asked_at=self._audience.asked_at,
            earlier=tuple(
                Earlier(said.author, said.written_at, self._outward(said.text, address))
                for said in self._audience.earlier
            ),
            number=self._number(),
            left_out=_lines(new.files, left_out),
            link=self._portal_link(),
        )
        draft = self._draft(
            customer,
            notice,
            from_name=f"{agent.shown_name} via {self._config.name}",
            reply=(Purpose.MESSAGE, Visibility.PUBLIC),
        )
        return replace(
            draft, files=travelling, is_automatic=False, has_notice_link=bool(notice.link)
        )

    def _draft(
        self,
        recipient: Recipient,
        notice: Notice,
        *,
        from_name: str,
        reply: tuple[Purpose, Visibility] | None = (Purpose.MESSAGE, Visibility.PUBLIC),
    ) -> Draft:
        return Draft(
            recipient=recipient,
            notice=notice.name,
            rendered=self._render(recipient.language, notice),
            from_name=from_name,
            from_address=self._from_address(recipient.language),
            reply=reply,
            has_action_link=bool(getattr(notice, "act_link", "")),
        )

    def _render(self, language: str, notice: Notice) -> RenderedNotice:
        """Render once for all who are told the same in the same language."""
        key = (language, notice)
        if key not in self._rendered:
            self._rendered[key] = self._renderer.render(self._config, language, notice)
        return self._rendered[key]

    def _words(self, text: str) -> Words:
        if text not in self._worded:
            shown = hide_links(text)
            self._worded[text] = Words(text=shown, html=paragraphs(shown))
        return self._worded[text]

    def _portal_link(self) -> str:
        """Give the address of the ticket in the portal, its secret still to come."""
        return address_of(self._config, LinkKind.NOTICE, LINK_SLOT)

    def _desk_link(self) -> str:
        """Give the address of the ticket on the desk, which asks for a sign-in."""
        portal = (self._config.portal_url or "").rstrip("/")
        return f"{portal}/desk/tickets/{self._number()}" if portal else ""

    def _act_link(self) -> str:
        return address_of(self._config, LinkKind.ACTION, LINK_SLOT)

    def _number(self) -> str:
        return str(self._audience.number) if self._audience.number else NUMBER_SLOT

    def _from_address(self, language: str) -> str:
        """Give the address the customer knows, else the department's for that language."""
        known = self._config.department_for(self._audience.came_to)
        if known is not None and known.slug == self._department.slug:
            return self._audience.came_to
        return self._department.address_in(language)

    def _responsible(self) -> list[Recipient]:
        """Owner and followers; all members of the department while nobody owns the ticket."""
        audience = self._audience
        followers = [one for one in audience.participants if one.role is ParticipantRole.FOLLOWER]
        owner = audience.find(audience.owner_id) if audience.owner_id else None
        first = [owner, *audience.deputies] if owner else list(audience.members)
        unique = {one.person_id: one for one in (*first, *followers) if one.side is Side.AGENT}
        return list(unique.values())

    def _customers(self, new: NewMessage) -> list[Recipient]:
        return [one for one in self._receiving() if one.person_id != new.author.person_id]

    def _reached(self, new: NewMessage) -> tuple[str, ...]:
        if self._audience.ticket_id is None:
            return (new.author.name or new.author.address,)
        return tuple(one.shown_name for one in self._receiving())

    def _receiving(self) -> list[Recipient]:
        """List who is mailed the public messages of the ticket."""
        everybody = self._audience.participants
        return [one for one in everybody if one.role is not None and one.role.receives_public]

    def _requester_name(self) -> str:
        requester = self._audience.find(self._audience.requester_id)
        return requester.shown_name if requester else ""

    def _outward(self, text: str, public: str) -> str:
        """Put the department's address where an agent's own or a reply address stands (P20)."""
        agents = {one.address for one in self._audience.members if one.side is Side.AGENT}
        return outward(self._config, text, public, agents)

    def _is_repeated(self, file: NewFile) -> bool:
        return file.sha256 in self._audience.file_hashes or file.size < _TINY_IMAGE_BYTES

    def _files(
        self, files: tuple[NewFile, ...], only: Iterable[NewFile] | None = None
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Split positions into what travels along and what is named only, by size and rule."""
        wanted = files if only is None else tuple(only)
        is_link_only = self._config.attachments is AttachmentRule.LINK_ONLY
        room = -1 if is_link_only else self._config.max_attach_bytes
        travelling: list[int] = []
        left_out: list[int] = []
        for position, file in enumerate(files):
            if file not in wanted:
                continue
            if file.size <= room:
                room -= file.size
                travelling.append(position)
            else:
                left_out.append(position)
        return tuple(travelling), tuple(left_out)

    def _second_answer(self, new: NewMessage, agent: Recipient) -> Draft | None:
        """Warn a writer whose answer follows a colleague's within minutes."""
        last = next((said for said in self._audience.earlier), None)
        if last is None or last.side is not Side.AGENT or last.author_id == agent.person_id:
            return None
        gap = new.written_at - last.written_at
        if gap > SECOND_ANSWER_WITHIN:
            return None
        notice = SecondAnswer(
            number=self._number(),
            subject=self._audience.subject,
            other_name=last.author,
            minutes=max(1, int(gap.total_seconds() // 60)),
            link=self._desk_link(),
        )
        return self._draft(
            agent, notice, from_name=self._config.name, reply=(Purpose.NOTE, Visibility.INTERNAL)
        )


def _lines(files: tuple[NewFile, ...], positions: tuple[int, ...]) -> tuple[FileLine, ...]:
    return tuple(
        FileLine(files[place].name, files[place].size, files[place].content_type)
        for place in positions
    )


def _reason(one: Recipient) -> str:
    if one.reason:
        return one.reason
    if one.role is ParticipantRole.OWNER:
        return "owner"
    return "follower" if one.role is ParticipantRole.FOLLOWER else "member"
