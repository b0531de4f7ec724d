"""The landing page, its notice, and the pages that are only read."""

from flask import Blueprint, Response, request

from css.jurisdictions import Jurisdiction
from css.jurisdictions.texts import Page
from css.web import access, context, hx, login
from css.web.steps import STEPS
from css.web.text import _

bp = Blueprint("home", __name__)


def _city() -> Jurisdiction:
    return context.portal().jurisdiction


def _read(name: str, page: Page) -> Response:
    return hx.page(f"home/{name}", title=page.title, page=page)


@bp.get("/")
@access.anyone
def index() -> Response:
    resident = login.resident()
    place = login.landing(resident.state) if resident else None
    title = f"{_city().text(context.language()).title}: Customer Self Service"
    return hx.page(
        "home/landing",
        title=title,
        here="home",
        place=place,
        cancelled="cancelled" in request.args,
        told=_city().notice(context.language()),
        overview=_city().how_it_works(context.language()),
    )


@bp.get("/notice")
@access.anyone
def notice() -> Response:
    """The notice as a page, for whoever has no JavaScript."""
    told = _city().notice(context.language())
    return hx.page("home/notice", title=told.title, flow=True, told=told)


@bp.get("/guide")
@access.anyone
def guide() -> Response:
    told = _city().guide(context.language())
    return hx.page("home/guide", title=told.title, guide=told, buttons=_buttons())


@bp.get("/help", endpoint="help")
@access.anyone
def help_page() -> Response:
    return _read("help", _city().help(context.language()))


@bp.get("/accessibility")
@access.anyone
def accessibility() -> Response:
    return _read("accessibility", _city().text(context.language()).accessibility)


@bp.get("/privacy")
@access.anyone
def privacy() -> Response:
    return _read("privacy", _city().privacy(context.language()))


def _buttons() -> dict[str, str]:
    """What the button that ends each step says, as the wizard has it."""
    steps = _city().steps
    usual = {step: _("Next") for step in steps} | {steps[-1]: _("Submit")}
    return {step: str(STEPS[step].button) or usual[step] for step in steps}
