"""The web application: every page, put together from the areas."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import APIRouter, FastAPI

from web import front, troubles
from web.areas import area_routers
from web.security import Guard
from web.site import Site


def make_app(site: Site, more: Sequence[APIRouter] = ()) -> FastAPI:
    """Make the application of one process; routers that only the roof knows (`more`) come first."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # A view holds a connection while it runs: more threads than connections would only wait.
        anyio.to_thread.current_default_thread_limiter().total_tokens = site.threads
        yield

    app = FastAPI(
        title="Stafette",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.site = site
    for error, answer in troubles.HANDLERS.items():
        app.add_exception_handler(error, answer)
    app.add_middleware(Guard, site=site)
    for router in (*more, front.router, *area_routers()):
        app.include_router(router)
    return app
