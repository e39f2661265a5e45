"""What a mail's own words say about a machine having written it: absence, receipt, automat."""

from functools import cached_property

from mailgw.mime.tables import words_of
from tickets.text.fold import fold
from tickets.text.reference import strip_prefixes

_SAMPLE = 3000
_QUESTIONS = "?\u00bf\uff1f"


def _folded(key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(word) for word in words_of("automatic_words", key)))


_AUTOMAT_SUBJECTS = _folded("automat_subjects")
_ABSENCE_SUBJECTS = _folded("absence_subjects")
_PHRASES = {
    key: _folded(f"{key}_phrases")
    for key in ("automat", "confirmation", "absent", "return", "substitute", "thanks")
}


class Words:
    """A mail's subject and new text, asked for telling words; each answer is found once."""

    def __init__(self, subject: str, text: str) -> None:
        """Keep what is asked about."""
        self.subject = subject
        self.text = text

    @cached_property
    def _text(self) -> str:
        return " ".join(fold(self.text[:_SAMPLE]).split())

    @cached_property
    def _subject(self) -> str:
        return _untagged(fold(self.subject[:300]))

    @cached_property
    def automat_subject(self) -> str:
        """The words of an automat with which the subject begins, nothing before them.

        Words of absence count where the answered mail's subject follows, as in `Away: Re: x`.
        """
        absence = _opening(self._subject, _ABSENCE_SUBJECTS)
        rest = self._subject[len(absence) :].lstrip()
        if (
            absence
            and rest.startswith(":")
            and strip_prefixes(rest[1:].strip()) != rest[1:].strip()
        ):
            return absence
        return _opening(self._subject, _AUTOMAT_SUBJECTS)

    @cached_property
    def answered_subject(self) -> str:
        """The words of an automat behind `Re:`: such a mail answers an automatic one, or is one."""
        bare = strip_prefixes(self._subject)
        return _opening(bare, _AUTOMAT_SUBJECTS) if bare != self._subject else ""

    @cached_property
    def absence_subject(self) -> str:
        """Words of absence with which the subject begins; people write such subjects too."""
        bare = strip_prefixes(self._subject)
        return _opening(self._subject, _ABSENCE_SUBJECTS) or _opening(bare, _ABSENCE_SUBJECTS)

    def says(self, key: str) -> str:
        """Return the first phrase of a list that the text holds, or ""."""
        return next((phrase for phrase in _PHRASES[key] if phrase in self._text), "")

    def titled(self, key: str) -> str:
        """Return the first phrase of a list that the subject holds, or ""."""
        return next((phrase for phrase in _PHRASES[key] if phrase in self._subject), "")

    @cached_property
    def absent(self) -> str:
        """The phrase by which somebody says that they are away."""
        return self.says("absent") or (self.says("return") if self.says("substitute") else "")

    @cached_property
    def absence_parts(self) -> int:
        """How many parts of an absence note are there: absence, return, substitute, thanks."""
        return sum(bool(self.says(key)) for key in ("absent", "return", "substitute", "thanks"))

    @cached_property
    def asks(self) -> bool:
        """Whether the new text asks something."""
        return any(sign in self.text[:_SAMPLE] for sign in _QUESTIONS)


def _untagged(subject: str) -> str:
    """Take a list's or ticket system's tag from the beginning of a subject."""
    subject = subject.strip()
    if subject.startswith("["):
        tag, close, rest = subject.partition("]")
        if close and len(tag) <= 61:  # noqa: PLR2004 - a tag, not a sentence
            return rest.strip()
    return subject


def _opening(subject: str, words: tuple[str, ...]) -> str:
    """Find the words that a subject begins with, as words."""
    for word in words:
        if subject.startswith(word) and not subject[len(word) : len(word) + 1].isalnum():
            return word
    return ""
