"""Renders the mails by which colleagues judge: approvals and opinions; none reaches a customer."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from templates import (
    ApprovalDecided,
    ApprovalRequest,
    ApprovalUnproven,
    ApprovalWaiting,
    Because,
    Earlier,
    FileLine,
    Notice,
    OpinionRequest,
    OpinionsIn,
)
from tickets.model.mail import Purpose
from tickets.model.ticket import Visibility
from tickets.services.notify import Draft, Planner
from tickets.services.values import NewFile, NewMessage
from tickets.store.audience import Recipient


class JudgingPlanner(Planner):
    """Plans the mails about one ticket's approvals and opinions."""

    def approval_request(
        self,
        approval_id: int,
        one: Recipient,
        because: Because,
        new: NewMessage,
        *,
        is_reminder: bool = False,
    ) -> Draft:
        """Ask somebody whether a quote may go out."""
        travelling, left_out = self._files(new.files)
        notice = ApprovalRequest(
            number=self._number(),
            subject=self._audience.subject,
            author_name=new.author.name or new.author.address,
            customer_name=self._requester_name(),
            because=because,
            words=self._words(new.text),
            files=_lines(new.files, travelling),
            left_out=_lines(new.files, left_out),
            is_reminder=is_reminder,
            link=self._page(f"/desk/approvals/{approval_id}"),
            act_link=self._act_link(),
        )
        draft = self._inner(one, notice, Purpose.APPROVAL, approval_id)
        return replace(draft, files=travelling)

    def approval_waiting(self, approval_id: int, author: Recipient, because: Because) -> Draft:
        """Tell an author that the quote has not gone out yet, or ask for its amount."""
        notice = ApprovalWaiting(
            number=self._number(),
            subject=self._audience.subject,
            customer_name=self._requester_name(),
            because=because,
            link=self._page(f"/desk/approvals/{approval_id}"),
        )
        return self._inner(author, notice, Purpose.APPROVAL, approval_id)

    def approval_decided(self, author: Recipient, outcome: str, **about: Any) -> Draft:
        """Tell an author what became of the quote; a reply stays internal."""
        notice = ApprovalDecided(
            number=self._number(),
            subject=self._audience.subject,
            customer_name=self._requester_name(),
            by_name=about["by_name"],
            outcome=outcome,
            amount=about["amount"],
            currency=about["currency"],
            words=self._words(about["said"]),
            link=self._desk_link(),
        )
        return self._inner(author, notice, Purpose.NOTE, 0)

    def approval_unproven(self, approval_id: int, one: Recipient) -> Draft:
        """Tell an approver that a vote came in their name without any proof."""
        link = self._page(f"/desk/approvals/{approval_id}")
        notice = ApprovalUnproven(self._number(), self._audience.subject, link)
        draft = self._inner(one, notice, Purpose.APPROVAL, approval_id)
        # Whoever forges votes must not fill somebody's mailbox with our words (P7).
        return replace(draft, reply=None, spends_allowance=True)

    def opinion_request(
        self,
        opinion_id: int,
        one: Recipient,
        *,
        by_name: str,
        question: str,
        due_at: datetime,
        earlier: tuple[Earlier, ...],
        files: tuple[NewFile, ...],
        is_reminder: bool = False,
    ) -> Draft:
        """Ask a colleague for an opinion; any reply is one."""
        travelling, left_out = self._files(files)
        notice = OpinionRequest(
            number=self._number(),
            subject=self._audience.subject,
            by_name=by_name,
            customer_name=self._requester_name(),
            words=self._words(question),
            due_at=due_at,
            earlier=earlier,
            files=_lines(files, travelling),
            left_out=_lines(files, left_out),
            is_reminder=is_reminder,
            link=self._page(f"/desk/opinions/{opinion_id}"),
            act_link=self._act_link(),
        )
        draft = self._inner(one, notice, Purpose.OPINION, opinion_id)
        return replace(draft, files=travelling)

    def opinions_in(
        self, asker: Recipient, question: str, said: tuple[Earlier, ...], missing: tuple[str, ...]
    ) -> Draft:
        """Tell who asked that all opinions are there, or that the round is closed."""
        notice = OpinionsIn(
            number=self._number(),
            subject=self._audience.subject,
            words=self._words(question),
            earlier=said,
            missing=missing,
            link=self._desk_link(),
        )
        return self._inner(asker, notice, Purpose.NOTE, 0)

    def _inner(self, one: Recipient, notice: Notice, purpose: Purpose, about_id: int) -> Draft:
        """Make a mail to a colleague; whatever they reply is internal (P20)."""
        reply = (purpose, Visibility.INTERNAL)
        draft = self._draft(one, notice, from_name=self._config.name, reply=reply)
        return replace(draft, about_id=about_id)

    def _page(self, path: str) -> str:
        """Give the address of a page of the desk, which asks for a sign-in."""
        portal = (self._config.portal_url or "").rstrip("/")
        return f"{portal}{path}" if portal else ""


def _lines(files: tuple[NewFile, ...], positions: tuple[int, ...]) -> tuple[FileLine, ...]:
    chosen = [files[place] for place in positions]
    return tuple(FileLine(one.name, one.size, one.content_type) for one in chosen)
