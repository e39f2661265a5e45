"""The files of the made-up world, drawn when they are needed, so that none has to be shipped."""

from functools import cache

from stafette.demo.files.papers import PAPERS
from stafette.demo.files.pictures import SCENES, photo
from stafette.demo.files.tables import dxf, spreadsheet

_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "dxf": "image/vnd.dxf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@cache
def draw_file(name: str, shows: str, house: str, language: str) -> tuple[str, bytes]:
    """Give content type and bytes of a file; the same words give the same picture.

    `shows` names a paper, a scene, `table` or `dxf`; `house` is the tenant whose paper an offer
    is written on. Raises ValueError for what nobody can draw.
    """
    stem, _, ending = name.rpartition(".")
    title = stem.replace("_", " ")
    if shows in PAPERS:
        content = PAPERS[shows](title, house, language)
    elif shows in SCENES:
        content = photo(shows, title)
    elif shows == "table":
        content = spreadsheet(title)
    elif shows == "dxf":
        content = dxf(title)
    else:
        raise ValueError(f"Nobody can draw {shows!r}.")
    return _TYPES[ending], content
