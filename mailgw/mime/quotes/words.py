"""The words of mail clients, read once from the table `quoting.toml`."""

import tomllib
from dataclasses import dataclass
from enum import IntFlag
from importlib.resources import files
from typing import Any


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
    closings: frozenset[str]
    devices: tuple[tuple[str, str], ...]
    """Beginning and ending of the lines that clients add."""
    device_starts: tuple[str, ...]
    inline_cues: tuple[str, ...]
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
_COMMON_LABELS = {
    "reply-to": Role.CC,
    "antwort an": Role.CC,
    "importance": Role.CC,
    "priority": Role.CC,
    "wichtigkeit": Role.CC,
    "priorität": Role.CC,
    "ważność": Role.CC,
    "priorità": Role.CC,
    "attachments": Role.CC,
    "anlagen": Role.CC,
    "message-id": Role.MESSAGE_ID,
    "message id": Role.MESSAGE_ID,
    "nachrichten-id": Role.MESSAGE_ID,
}


def read_words() -> Words:
    """Read the table that ships with this package."""
    table = files("mailgw.mime").joinpath("tables", "quoting.toml").read_text("utf-8")
    return _words(tomllib.loads(table))


def _words(table: dict[str, Any]) -> Words:
    languages = [part for part in table.values() if "verbs" in part]

    def every(key: str) -> set[str]:
        return {word for language in languages for word in language[key]}

    verbs = every("verbs")
    return Words(
        openers=frozenset(every("openers")),
        verbs=tuple(sorted(verbs, key=len, reverse=True)),
        verb_words=frozenset(verb for verb in verbs if " " not in verb),
        pronouns=frozenset(every("pronouns")),
        labels=_labels(languages),
        original=frozenset(every("original")),
        forwarded=frozenset(every("forwarded")),
        closings=frozenset(every("closings")),
        devices=tuple(_pair(entry) for entry in sorted(every("devices"))),
        device_starts=tuple({_pair(entry)[0] for entry in every("devices")}),
        inline_cues=tuple(table["inline"]["cues"]),
        forward_prefixes=frozenset(table["subjects"]["forward"]),
        reply_prefixes=frozenset(table["subjects"]["reply"]),
        doubtful_prefixes=table["subjects"]["doubtful"],
        structure=_structure(table["structure"]),
        signature=_signature(table["signature"]),
    )


def _pair(entry: str) -> tuple[str, str]:
    start, _, end = entry.partition(" … ")
    return start, end


def _labels(languages: list[dict[str, list[str]]]) -> dict[str, Role]:
    labels = dict(_COMMON_LABELS)
    for language in languages:
        for key, role in _LABEL_ROLES.items():
            for word in language[key]:
                labels[word] = labels.get(word, Role(0)) | role
    return labels


def _structure(table: dict[str, list[str]]) -> Structure:
    return Structure(
        quote_classes=frozenset(table["quote_classes"]),
        quote_ids=frozenset(table["quote_ids"]),
        quote_names=frozenset(table["quote_names"]),
        intro_classes=frozenset(table["intro_classes"]),
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
