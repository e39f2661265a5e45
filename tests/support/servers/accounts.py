"""Choose the system account that a private server runs under."""

import os
import pwd
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine, with the numbers of the user and of its group."""

    name: str
    uid: int
    gid: int


def own_account() -> Account:
    """Return the account of this process."""
    return Account(pwd.getpwuid(os.geteuid()).pw_name, os.geteuid(), os.getegid())


def unprivileged_account(*names: str) -> Account | None:
    """Return None where we are no administrator, else the first of these accounts that exists.

    PostgreSQL and Dovecot refuse to work as root, so root lends them another account.
    """
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in (*names, "nobody") if name in known)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
