"""The words of mail clients, read once from the table `quoting.toml`."""

import tomllib
import unicodedata
from dataclasses import dataclass
from enum import IntFlag
from importlib.resources import files
from typing import Any

_ALIKE = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u2010": "-", "\u2011": "-", "\u2236": ":", "\u0307": None}
)


def fold(text: str) -> str:
    """Give a text in one case and with one form of each sign, as the tables hold their words."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text.casefold().translate(_ALIKE))


class Role(IntFlag):
    """What a header label may stand for; some words mean two things in two languages."""

    FROM = 1
    SENT = 2
    TO = 4
    CC = 8
    SUBJECT = 16
    MESSAGE_ID = 32


@dataclass(frozen=True, slots=True)
class Structure:
    """Names of HTML elements that hold, introduce or start a quote."""

    quote_classes: frozenset[str]
    quote_ids: frozenset[str]
    quote_names: frozenset[str]
    intro_classes: frozenset[str]
    intro_ids: frozenset[str]
    tail_ids: frozenset[str]
    tail_classes: frozenset[str]
    tail_attributes: tuple[str, ...]
    tail_borders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignatureWords:
    """Words by which the lines of a signature are known."""

    companies: frozenset[str]
    contacts: frozenset[str]
    legal: tuple[str, ...]
    disclaimers: tuple[str, ...]
    list_words: tuple[str, ...]
    thanks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """All tables of all languages together; everything in lower case."""

    openers: frozenset[str]
    verbs: tuple[str, ...]
    verb_words: frozenset[str]
    pronouns: frozenset[str]
    labels: dict[str, Role]
    original: frozenset[str]
    forwarded: frozenset[str]
    forward_ends: frozenset[str]
    forwarded_by: tuple[str, ...]
    """Beginnings of a dashed line that says who forwards, or whose mail."""
    closings: frozenset[str]
    devices: tuple[tuple[str, str, bool], ...]
    """Beginning and ending of the lines that clients add, and whether a device must be named."""
    device_nouns: tuple[str, ...]
    apologies: tuple[str, ...]
    """Words of "please excuse my brevity" behind such a line."""
    inline_cues: tuple[str, ...]
    answer_above: tuple[str, ...]
    """Words of the line above which a ticket system wants its answer."""
    forward_prefixes: frozenset[str]
    reply_prefixes: frozenset[str]
    doubtful_prefixes: dict[str, list[str]]
    """Prefixes that mean a forward only above these labels: a reply in another language."""
    structure: Structure
    signature: SignatureWords


_LABEL_ROLES = {
    "from": Role.FROM,
    "sent": Role.SENT,
    "to": Role.TO,
    "cc": Role.CC,
    "subject": Role.SUBJECT,
}


def read_words() -> Words:
    """Read the table that ships with this package."""
    table = files("mailgw.mime").joinpath("tables", "quoting.toml").read_text("utf-8")
    return _words(tomllib.loads(table))


def _words(table: dict[str, Any]) -> Words:
    languages = [part for part in table.values() if "verbs" in part]

    def every(key: str) -> set[str]:
        return {fold(word) for language in languages for word in language[key]}

    verbs = every("verbs")
    return Words(
        openers=frozenset(every("openers")),
        verbs=tuple(sorted(verbs, key=len, reverse=True)),
        verb_words=frozenset(verb for verb in verbs if " " not in verb),
        pronouns=frozenset(every("pronouns")),
        labels=_labels(languages, table["headers"]),
        original=frozenset(every("original")),
        forwarded=frozenset(every("forwarded")),
        forward_ends=frozenset(map(fold, table["ends"]["forwarded"])),
        forwarded_by=tuple(
            f"{fold(word)} " for word in (*table["by_whom"]["forwarded"], *every("forwarded"))
        ),
        closings=frozenset(every("closings")),
        devices=tuple(_device(entry) for entry in sorted(every("devices"))),
        apologies=tuple(table["nouns"]["apologies"]),
        device_nouns=tuple(table["nouns"]["devices"]),
        inline_cues=tuple(table["inline"]["cues"]),
        answer_above=tuple(map(fold, table["ticket_systems"]["answer_above"])),
        forward_prefixes=frozenset(map(fold, table["subjects"]["forward"])),
        reply_prefixes=frozenset(map(fold, table["subjects"]["reply"])),
        doubtful_prefixes=table["subjects"]["doubtful"],
        structure=_structure(table["structure"]),
        signature=_signature(table["signature"]),
    )


def _device(entry: str) -> tuple[str, str, bool]:
    start, open_, end = (part.strip() for part in entry.partition("…"))
    return start, end, bool(open_) and not (start and end)


def _labels(languages: list[dict[str, list[str]]], common: dict[str, list[str]]) -> dict[str, Role]:
    labels = {fold(word): Role.CC for word in common["other"]}
    labels |= {fold(word): Role.MESSAGE_ID for word in common["message_id"]}
    for language in languages:
        for key, role in _LABEL_ROLES.items():
            for word in map(fold, language[key]):
                labels[word] = labels.get(word, Role(0)) | role
    return labels


def _structure(table: dict[str, list[str]]) -> Structure:
    return Structure(
        quote_classes=frozenset(table["quote_classes"]),
        quote_ids=frozenset(table["quote_ids"]),
        quote_names=frozenset(table["quote_names"]),
        intro_classes=frozenset(table["intro_classes"]),
        intro_ids=frozenset(table["intro_ids"]),
        tail_ids=frozenset(table["tail_ids"]),
        tail_classes=frozenset(table["tail_classes"]),
        tail_attributes=tuple(table["tail_attributes"]),
        tail_borders=tuple(table["tail_borders"]),
    )


def _signature(table: dict[str, list[str]]) -> SignatureWords:
    return SignatureWords(
        companies=frozenset(table["companies"]),
        contacts=frozenset(table["contacts"]),
        legal=tuple(table["legal"]),
        disclaimers=tuple(table["disclaimers"]),
        list_words=tuple(table["list_words"]),
        thanks=tuple(table["thanks"]),
    )


WORDS = read_words()
