"""What people see when something is refused or breaks: a clear page, or a message above the one they are on."""

import logging
import traceback

from flask import Flask, Response, current_app, g, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from css.accounts.password.hashing import HasherBusy
from css.web import access, hx, login
from css.web.text import _

log = logging.getLogger("css")
RETRY_SECONDS = "5"
NEVER_KEPT = {"csrf_token", "password", "current_password"}


def _words(status: int) -> tuple[str, str]:
    """A heading and what to do, in the resident's language."""
    known = {
        400: (_("This page was open too long"), _again()),
        403: (_("This page is not for you"), _("Sign in with an account that may see it.")),
        404: (_("There is no such page"), _("The address may be mistyped, or the page is gone.")),
        405: (_("There is no such page"), _("The address may be mistyped, or the page is gone.")),
        413: (_("That was too much at once"), _("Please shorten what you entered and try again.")),
        429: (_("Too many tries"), _("Please wait a while and try again.")),
        503: (_("Many people are here just now"), _("Please try again in a few seconds.")),
    }
    return known.get(status, (_("Something went wrong"), _("It is our fault, not yours. Please try again.")))


def _again() -> str:
    if hx.wants_fragment():
        return _("Nothing you typed is lost: please press the button again.")
    return _("Go back, load the page anew and try again.")


def answer(status: int) -> Response:
    """The page for this status. HTMX keeps the page it is on and says it above."""
    heading, advice = _words(status)
    if hx.wants_fragment() and request.method == "POST":
        return hx.trouble(f"{heading}. {advice}", status)
    return hx.page("errors/error", title=heading, status=status, heading=heading, advice=advice, flow=True)


def _http(error: HTTPException) -> Response:
    response = answer(error.code or 500)
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def _stale_csrf(_error: CSRFError) -> Response:
    """HTMX keeps the page and gets a fresh token. Without it, what was typed comes back to be sent once more.

    That page is given only to a browser which says that the form was our own; nobody else can have it sent.
    """
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if hx.wants_fragment() and _was_signed_in():
        return hx.trouble(access.signed_out(), 400)
    if hx.wants_fragment() or not ours or not request.form:
        return answer(400)
    kept = [(name, text) for name, text in request.form.items(multi=True) if name not in NEVER_KEPT]
    return hx.page("errors/again", title=_("Please send it once more"), status=400, kept=kept, flow=True)


def _was_signed_in() -> bool:
    """Whether this page is a resident's and nobody is signed in any more: pressing again would not help."""
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and (access.declared(view) or "").startswith("resident") and login.resident() is None


def _missing(_error: NoResultFound) -> Response:
    return answer(404)


def _busy(_error: HasherBusy) -> Response:
    response = answer(503)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _broken(error: Exception) -> Response:
    # The kind of error and the place, never the message: it may hold what somebody typed.
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s at %s\n%s", type(error).__name__, request.endpoint, place)
    g.broken = True
    return answer(500)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _stale_csrf)
    app.register_error_handler(NoResultFound, _missing)
    app.register_error_handler(HasherBusy, _busy)
    app.register_error_handler(Exception, _broken)
