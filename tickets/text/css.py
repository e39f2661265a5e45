"""The style rules of hostile HTML: an allow-list of properties and of what their values may be."""

import re
from functools import lru_cache

import tinycss2
from tinycss2.ast import Declaration, FunctionBlock, Node

_MAX_STYLE = 4000
_PREFIXES = ("font", "text-", "margin", "padding", "border")
_PROPERTIES = frozenset(
    [
        "color",
        "background-color",
        "background",
        "line-height",
        "letter-spacing",
        "word-spacing",
        "white-space",
        "width",
        "height",
        "max-width",
        "min-width",
        "max-height",
        "min-height",
        "vertical-align",
        "display",
        "float",
        "clear",
        "list-style-type",
        "direction",
        "table-layout",
        "word-break",
        "word-wrap",
        "overflow-wrap",
        "hyphens",
        "caption-side",
        "empty-cells",
        "unicode-bidi",
        "box-sizing",
    ]
)
_REFUSED = frozenset({"border-image", "border-image-source", "text-overflow-ellipsis-string"})
_FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla", "calc", "min", "max"})
_TOKENS = frozenset(
    {
        "ident",
        "dimension",
        "percentage",
        "number",
        "hash",
        "whitespace",
        "literal",
        "string",
        "comment",
    }
)
_LITERALS = frozenset({",", "/", "+", "-", "*"})
_REFUSED_WORDS = frozenset({"fixed", "absolute", "sticky", "expression", "behavior"})
_MAX_TOKENS = 60
_MAX_NESTED = 40
_WORD = re.compile(r"[A-Za-z0-9 #%.,'\"_/+*()-]*")


@lru_cache(maxsize=2048)
def clean_style(style: str) -> str:
    """Keep the declarations that only change how the text around them looks."""
    nested = style.count("(") + style.count("[") + style.count("{")
    if len(style) > _MAX_STYLE or "\\" in style or nested > _MAX_NESTED:
        return ""
    kept = []
    for node in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True):
        if isinstance(node, Declaration) and _allowed(node):
            value = tinycss2.serialize(node.value).strip()
            if _WORD.fullmatch(value):
                kept.append(f"{node.lower_name}: {value}")
    return "; ".join(kept)


def _allowed(declaration: Declaration) -> bool:
    name = declaration.lower_name
    known = name in _PROPERTIES or (name.startswith(_PREFIXES) and name not in _REFUSED)
    values = declaration.value
    return known and len(values) <= _MAX_TOKENS and all(_harmless(node) for node in values)


def _harmless(node: Node) -> bool:
    """Refuse every function but colours and sums, every URL, every block."""
    if isinstance(node, FunctionBlock):
        inner = node.arguments
        return (
            node.lower_name in _FUNCTIONS
            and len(inner) <= _MAX_TOKENS
            and all(_harmless(argument) for argument in inner)
        )
    if node.type == "literal":
        return str(getattr(node, "value", "")) in _LITERALS
    if node.type == "ident":
        return str(getattr(node, "lower_value", "")) not in _REFUSED_WORDS
    return node.type in _TOKENS
