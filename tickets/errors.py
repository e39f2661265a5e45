"""What can go wrong, one sentence each; a decision about a mail is never an error."""


class StafetteError(Exception):
    """The root of all errors that a person may read."""


class ConfigurationError(StafetteError):
    """A setting or a tenant file cannot be used."""


class TenantMissingError(StafetteError):
    """A query on tenant-owned rows was tried without naming the tenant."""


class ForeignTenantError(StafetteError):
    """A row of one tenant was about to be written by a unit of work of another."""


class NotFoundError(StafetteError):
    """There is no such thing in this tenant; a foreign thing answers exactly the same."""


class StaleError(StafetteError):
    """What a decision was based on has changed meanwhile; do the job again."""


class MergedError(StaleError):
    """Another ticket, `into`, holds the conversation by now."""

    def __init__(self, into: int) -> None:
        super().__init__("This ticket was merged into another one.")
        self.into = into


class TemporaryError(StafetteError):
    """Something outside did not answer; the job is tried again later."""


class StorageFullError(StafetteError):
    """The free-disk reserve is reached; nothing more is accepted until space is made."""


class HeavyError(StafetteError):
    """Reading a mail would take longer than others may wait for; it goes on in its own lane."""


class ReadingError(StafetteError):
    """A mail or file broke its reading child or passed one of its limits."""


class RefusedError(StafetteError):
    """What was asked for may not be done; the sentence says why and is shown to who asked."""
