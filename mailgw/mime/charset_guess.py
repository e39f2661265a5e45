"""Guess the charset of a text whose label is wrong or missing, by the letters it would give.

Every language is written with a handful of letters beyond ASCII. Read with the wrong code page they
turn into letters of no one language, into signs in the middle of words, or into words whose letter
case jumps. That is what is counted here, over whole words and within a fixed sample.
"""

import re
from itertools import islice, pairwise

SAMPLE = 40_000
_MAX_WORDS = 3_000
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"
_WESTERN = ("äöüß", "àâçèéêëîïôùûœüÿ", "áéíñóúüçï", "àèéìíòóùú", "áàâãçéêíóôõú", "åäöæøéü")
_CENTRAL = (
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ",
)  # fmt: skip
_ALPHABETS: dict[str, tuple[frozenset[str], ...]] = {
    codec: tuple(frozenset(letters + letters.upper()) for letters in languages)
    for codec, languages in {
        "cp1252": _WESTERN,
        "cp1250": _CENTRAL,
        "iso8859-2": _CENTRAL,
        "cp1251": (_CYRILLIC,),
        "koi8-r": (_CYRILLIC,),
        "cp1253": (_GREEK,),
        "cp1254": ("çğıöşüâî",),
    }.items()
}
# A single letter of these scripts beside Latin ones is no word of any language.
_FOREIGN = frozenset({"cp1251", "koi8-r", "iso8859-5", "koi8-u", "cp1253", "iso8859-7"})
_RELATIVES = {
    "iso8859-15": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252", "iso8859-16": "cp1250",
    "koi8-u": "koi8-r", "iso8859-5": "cp1251", "iso8859-7": "cp1253", "iso8859-9": "cp1254",
}  # fmt: skip
# Names and loan words bring these into texts of any language that is written in Latin letters.
_LENT = frozenset("äöüßéèáàóçñëïêôÄÖÜÉ")
_LENT_WORTH = 0.4
_DOUBLE = ("gb18030", "big5", "cp932", "euc_jp", "cp949")
_ORDINARY = {  # the most frequent characters of each, by code point ranges
    "gb18030": re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uff5f]"),
    "big5": re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uff5f]"),
    "cp932": re.compile("[\u3040-\u30ff]"),
    "euc_jp": re.compile("[\u3040-\u30ff]"),
    "cp949": re.compile("[\uac00-\ud7a3]"),
}
# It begins where a word begins and nowhere inside, so that one long word is looked at once.
_RUN = re.compile(
    "(?<![A-Za-z\u0080-\U0010ffff])[A-Za-z\xa0]*+[^\x00-\x7f\xa0][A-Za-z\u0080-\U0010ffff]*"
)
_EDGES = (
    "€„“”\u201a\u2018\u2019\u2013\u2014…«»°§²·•\xa0\u00b4™\u00d7½\u2039\u203a\u2020\u2021‰¡\ufeff"
)
_ODD_EDGES = "£¯³¹¿¼¾ºª¥µ©®÷"
# How Western languages spell: a vowel follows ñ, an e follows õ, few consonants follow œ.
_GLUED = re.compile("[A-Za-z][\u0100-\uffff][A-Za-z]")
_MISSPELT = re.compile("ñ(?![aeiouáéíóú])|õ(?!e)|œ(?![cdgimstu])")
_DAILY_LEADS = (*range(0xB0, 0xD8), 0xA1, 0xA3)
_SURE, _BETTER, _LEAST = 0.75, 0.3, 0.6


def guess_codec(content: bytes) -> str:
    """Choose the charset whose letters make the best words; Western Europe's where none does."""
    rated = [(quality(content, codec), -rank, codec) for rank, codec in enumerate(_ALPHABETS)]
    best, _, name = max(rated)
    if best < _SURE:
        double = _double_byte(content)
        if double:
            return double
    return name if best > 0 else "cp1252"


def better_codec(content: bytes, labelled: str, inner: str = "") -> str:
    """Keep a labelled charset unless its words are none and another's are clearly words.

    `inner` is what the document itself claims (HTML's meta), asked before any guess.
    """
    own = quality(content, labelled)
    if inner and inner != labelled and quality(content, inner) > own:
        return inner
    if own >= _SURE:
        return labelled
    guessed = guess_codec(content)
    if guessed in _DOUBLE:
        return guessed
    reached = quality(content, guessed)
    return guessed if reached >= max(_LEAST, own + _BETTER) else labelled


def quality(content: bytes, codec: str) -> float:
    """Rate a reading: 1 where all letters beyond ASCII are those of one language, below 0 none."""
    try:
        text = content[:SAMPLE].decode(codec, "replace")
    except (LookupError, UnicodeError):
        return -9.0
    alphabets = _ALPHABETS.get(_RELATIVES.get(codec, codec), ())
    total, wrong = 0, 0.0
    counts: dict[str, int] = {}
    for match in islice(_RUN.finditer(text), _MAX_WORDS):
        total += 1
        word = match[0].strip(_EDGES)
        fault = _fault(word, codec)
        if fault:
            wrong += fault
            continue
        for letter in word:
            if letter > "\x7f" and letter.isalpha():
                counts[letter] = counts.get(letter, 0) + 1
    letters = sum(counts.values())
    if not total:
        return 1.0
    if not alphabets:
        return 0.8 - 2 * wrong / total  # a charset that we know no alphabet of
    share = max((_share(counts, alphabet) for alphabet in alphabets), default=0.0)
    sound = share / letters if letters else 1.0
    return sound * (1 - wrong / total) - wrong / total


def _share(counts: dict[str, int], alphabet: frozenset[str]) -> float:
    """Count the letters of one language for it, those of none against it."""
    return sum(
        count * (1.0 if letter in alphabet else _LENT_WORTH if letter in _LENT else -1.0)
        for letter, count in counts.items()
    )


def _fault(word: str, codec: str) -> float:
    """Say how little a word is one: signs inside, mixed scripts, letter case that jumps."""
    word = word.lstrip("¿")
    inside = word.strip(_ODD_EDGES)
    if len(inside) < len(word):
        unit = inside in ("m", "mm", "cm", "dm", "km", "")
        return 0.0 if unit else 0.8
    if not word or word.isascii():
        return 0.0
    if not word.isalpha():
        parts = re.split("[\u2018\u2019\u2013\u2014\u00b4·/…]", word)
        return 0.0 if all(not part or part.isalpha() for part in parts) else 1.2
    if codec in _FOREIGN and any("A" <= letter <= "z" for letter in word):
        return 1.0
    if _RELATIVES.get(codec, codec) == "cp1252" and _MISSPELT.search(word.lower()):
        return 0.8
    return 0.6 if _jumps(word) else 0.0


def _jumps(word: str) -> bool:
    """See a capital behind a small letter where at least one of them is not ASCII."""
    if word.islower() or word.isupper():
        return False
    return any(
        second.isupper() and first.islower() and (first > "\x7f" or second > "\x7f")
        for first, second in pairwise(word)
    )


def _double_byte(content: bytes) -> str:
    """Find an East Asian charset that fits without error and gives ordinary characters."""
    sample = content[:SAMPLE]
    best, name = _LEAST, ""
    for codec in _DOUBLE:
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError as error:
            if error.start < len(sample) - 2 or len(sample) < SAMPLE:
                continue
            text = sample[: error.start].decode(codec, "replace")
        foreign = [letter for letter in text if letter > "\x7f"]
        ordinary = len(_ORDINARY[codec].findall(text))
        share = ordinary / len(foreign) if len(foreign) > 1 else 0.0
        share -= len(_GLUED.findall(text)) / max(1, len(foreign))
        if codec in ("cp932", "euc_jp"):
            share *= 2  # a third of Japanese is kana, and nothing else has any
        elif codec == "gb18030":
            share = _level_one(sample, share)
        elif codec == "big5":
            share -= 0.05
        if share > best:
            best, name = share, codec
    return name


def _level_one(sample: bytes, share: float) -> float:
    """Weigh GB readings by the first plane of GB 2312, which holds the daily characters."""
    pairs = re.findall(rb"([\x81-\xfe])[\x40-\xfe]", sample)
    daily = sum(1 for lead in pairs if lead[0] in _DAILY_LEADS)
    return share * daily / len(pairs) if pairs else 0.0
