"""Whom a command names: by address, whole name or a part of it, without a mistake."""

import re
from collections.abc import Iterable

from mailgw.rules.command_values import Named, Names, Why
from mailgw.rules.command_words import WORDS
from tickets.text.fold import fold

_MAX_NAME = 120
_LINKED = re.compile(r"<(?:mailto:)?[^<>]{1,200}>")
_NAME_WORD = re.compile(r"[^\s,;@.]+")


def find_named(text: str, among: Iterable[Named]) -> Named | Why:
    """Find the one who is meant; a whole name or address wins over a part of one."""
    bare = fold(_LINKED.sub("", text)[:_MAX_NAME]).strip(" \t.,;!@")
    if not bare:
        return Why.NO_PERSON
    parts = frozenset(_NAME_WORD.findall(bare))
    whole, partly = {}, {}
    for one in among:
        for word in map(fold, one.words):
            if bare == word or ("@" not in word and parts == _parts(word)):
                whole[one.key] = one
            elif "@" not in bare and bare in _nicknames(word):
                partly[one.key] = one
    found = list((whole or partly).values())
    if not found:
        return Why.UNKNOWN_PERSON
    return found[0] if len(found) == 1 else Why.SEVERAL_PEOPLE


def find_people(text: str, names: Names) -> tuple[str, ...] | Why:
    """Find everybody in a list such as `anna, tomasz und ada`."""
    keys: list[str] = []
    for piece in _pieces(text):
        found = find_named(piece, names.people)
        if isinstance(found, Why):
            return found
        keys.append(found.key)
    return tuple(dict.fromkeys(keys)) or Why.NO_PERSON


def find_kind(text: str, names: Names) -> str | None:
    """Find a kind of ticket: the tenant's own, or one of those that every tenant has."""
    bare = fold(text).strip(" .!")
    for one in names.kinds:
        if bare == fold(one.key) or bare in map(fold, one.words):
            return one.key
    return WORDS.kinds.get(bare)


def _pieces(text: str) -> list[str]:
    pieces: list[list[str]] = [[]]
    for word in re.sub(r"[,;/]", " , ", text[:400]).split():
        if word == "," or fold(word) in WORDS.and_:
            pieces.append([])
        else:
            pieces[-1].append(word)
    return [" ".join(piece) for piece in pieces if piece]


def _parts(name: str) -> frozenset[str]:
    return frozenset(_NAME_WORD.findall(name))


def _nicknames(word: str) -> frozenset[str]:
    """Give the parts by which one may be called: each of a name, the local part of an address."""
    if "@" in word:
        return frozenset({word.partition("@")[0]})
    return _parts(word) | {part for name in word.split() for part in (name.strip(".,"),)}
