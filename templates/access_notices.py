"""The values behind mails that let people in: login link, new password, invitation."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LoginLink:
    """A link that signs somebody in once; says which device asked for it, and when.

    It greets nobody by name, because it also goes to addresses that are not proven (P8).
    """

    name: ClassVar[str] = "login_link"

    link: str
    minutes: int
    """How long the link lives."""
    asked_at: datetime
    """Aware UTC."""
    device: str = ""
    """Browser and system in words of ours, as in `Firefox, Windows`; empty where unknown."""


@dataclass(frozen=True, slots=True)
class PasswordReset:
    """A link that lets somebody choose a new password, once."""

    name: ClassVar[str] = "password_reset"

    link: str
    minutes: int
    asked_at: datetime
    device: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """M3: the tenant has prepared access to the portal for a customer."""

    name: ClassVar[str] = "invitation"

    person_name: str
    address: str
    """The only address that the invitation is good for."""
    link: str
    ends_at: datetime
    """Aware UTC."""
    inviter_name: str = ""
    """The agent who invites; empty where a command did."""
    inviter_title: str = ""
    inviter_phone: str = ""
