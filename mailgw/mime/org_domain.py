"""Which domains belong to the same owner, told without asking anybody (RFC 7489 3.2)."""

from mailgw.mime.tables import load_table

_SHORT = 2


def org_domain(domain: str) -> str:
    """Give the domain as its owner registered it: `firm.co.uk` for `mail.firm.co.uk`.

    A name that is itself an ending, below which anybody registers, is given back as it is.
    """
    labels = domain.lower().strip(".").split(".")
    keep = _labels_of_ending(labels) + 1
    return ".".join(labels[-keep:])


def is_ending(domain: str) -> bool:
    """Tell whether names below this one belong to different owners."""
    labels = domain.lower().strip(".").split(".")
    return _labels_of_ending(labels) >= len(labels)


def split_name(domain: str) -> tuple[str, str]:
    """Split what the owner chose from the ending: `firm` and `co.uk`."""
    name, _, ending = org_domain(domain).partition(".")
    return name, ending


def same_owner(one: str, other: str) -> bool:
    """Tell whether two domains lie under one registered domain."""
    first = org_domain(one)
    return "." in first and first == org_domain(other) and not is_ending(first)


def _labels_of_ending(labels: list[str]) -> int:
    if len(labels) < _SHORT:
        return 1
    last, second = labels[-1], labels[-2]
    if f"{second}.{last}" in _SHARED or second in _SECOND.get(last, ()):
        return 2
    if last not in _SECOND and last not in _FLAT and len(last) == _SHORT and second in _USUAL:
        return 2  # a country that the table does not know
    # Italian names of two letters are those of provinces, below which anybody registers.
    return 2 if last == "it" and len(second) == _SHORT else 1


_USUAL = frozenset({"ac", "co", "com", "edu", "go", "gov", "mil", "ne", "net", "or", "org"})
_FLAT = frozenset({"de", "nl", "eu", "ch", "dk", "fi", "lu", "li", "cz", "sk", "si", "ie"})
"""Countries where everybody registers right below the last label."""
_SHARED = frozenset(load_table("domains")["shared"]["domains"])
_SECOND = {
    country: frozenset(names) for country, names in load_table("domains")["second_level"].items()
}
