"""The areas of the site; one line each."""

from fastapi import APIRouter

from web.admin import routes as admin
from web.desk import people_routes as people
from web.desk import routes as desk
from web.portal import routes as portal
from web.sign_in import routes as sign_in


def area_routers() -> tuple[APIRouter, ...]:
    """List the pages of all areas."""
    return (sign_in.router, portal.router, admin.router, desk.router, people.router)
