"""The landing page, its notice, and the pages that are only read."""

from flask import Blueprint, Response, request

from css.jurisdictions.texts import Page, Texts
from css.web import access, context, hx, login

bp = Blueprint("home", __name__)


def _texts() -> Texts:
    return context.portal().jurisdiction.text(context.language())


def _read(name: str, page: Page) -> Response:
    return hx.page(f"home/{name}", title=page.title, page=page)


@bp.get("/")
@access.anyone
def index() -> Response:
    resident = login.resident()
    place = login.landing(resident.state) if resident else None
    title = f"{_texts().title}: Customer Self Service"
    return hx.page("home/landing", title=title, here="home", place=place, cancelled="cancelled" in request.args)


@bp.get("/notice")
@access.anyone
def notice() -> Response:
    """The notice as a page, for whoever has no JavaScript."""
    return hx.page("home/notice", title=_texts().notice.title, flow=True)


@bp.get("/guide")
@access.anyone
def guide() -> Response:
    told = context.portal().jurisdiction.guide(context.language())
    return hx.page("home/guide", title=told.title, guide=told)


@bp.get("/help", endpoint="help")
@access.anyone
def help_page() -> Response:
    return _read("help", _texts().help)


@bp.get("/accessibility")
@access.anyone
def accessibility() -> Response:
    return _read("accessibility", _texts().accessibility)


@bp.get("/privacy")
@access.anyone
def privacy() -> Response:
    return _read("privacy", _texts().privacy)
