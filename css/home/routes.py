"""The landing page, its notice, and the pages that are only read."""

from flask import Blueprint, Response, request

from css.jurisdictions import Said
from css.jurisdictions.texts import Page
from css.web import access, context, hx, login
from css.web.steps import button

bp = Blueprint("home", __name__)


def _said() -> Said:
    return context.portal().jurisdiction.said(context.language())


def _read(name: str, page: Page) -> Response:
    return hx.page(f"home/{name}", title=page.title, page=page)


@bp.get("/")
@access.anyone
def index() -> Response:
    resident = login.resident()
    place = login.landing(resident.state) if resident else None
    said = _said()
    return hx.page(
        "home/landing",
        title=f"{said.texts.title}: Customer Self Service",
        here="home",
        place=place,
        cancelled="cancelled" in request.args,
        told=said.notice,
        overview=said.how_it_works,
    )


@bp.get("/notice")
@access.anyone
def notice() -> Response:
    """The notice as a page, for whoever has no JavaScript."""
    told = _said().notice
    return hx.page("home/notice", title=told.title, flow=True, told=told)


@bp.get("/guide")
@access.anyone
def guide() -> Response:
    said = _said()
    told = said.guide
    return hx.page(
        "home/guide", title=told.title, guide=told, buttons={step: button(step, said.steps) for step in said.steps}
    )


@bp.get("/help", endpoint="help")
@access.anyone
def help_page() -> Response:
    return _read("help", _said().help)


@bp.get("/accessibility")
@access.anyone
def accessibility() -> Response:
    return _read("accessibility", _said().texts.accessibility)


@bp.get("/privacy")
@access.anyone
def privacy() -> Response:
    return _read("privacy", _said().privacy)
