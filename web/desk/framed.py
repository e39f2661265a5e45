"""A page inside the desk's frame, with the sidebar as it is at this moment."""

from typing import Any

from fastapi.responses import HTMLResponse

from web.dependencies import Visit
from web.desk.sidebar import sidebar_of


def framed_page(
    here: Visit, name: str, current: str, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """Render a page of the desk; `current` is the address of the sidebar's line that it is at."""
    with here.read() as unit:
        sidebar = sidebar_of(here, unit, current)
    return here.page(name, status=status, sidebar=sidebar, **values)
