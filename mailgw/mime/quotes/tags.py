"""Kinds of HTML elements, as far as rendering a mail as text needs them."""


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


BLOCKS = _tags(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header li main nav ol p pre section summary "
    "table tbody tfoot thead tr ul"
)
"""Elements that begin and end a line."""
SPACED = _tags("p h1 h2 h3 h4 h5 h6 ul ol dl pre blockquote")
"""Blocks with an empty line around them."""
UNSEEN = _tags(
    "head style script title template noscript object svg math select textarea button iframe "
    "audio video canvas map"
)
"""Elements of which nothing is shown."""
FORMATS = _tags("a b big code em font i nobr s small strike strong tt u")
"""Elements that a parser opens again in the next block where they were not closed."""
PLAIN = _tags("b i u em strong small big sub sup tt o:p")
"""Elements that change neither lines nor quotes, whatever their attributes say."""
NEVER_DEEP = _tags(
    "area base body br col dd dt head hr html img input li link meta option p tbody td tfoot th "
    "thead tr wbr"
)
"""Elements without content, or whose end a parser adds by itself."""
