"""One page a step: show it, keep it, go on. Back keeps what was typed; Submit ends the wizard."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.models import AccountState, Registration
from css.registrations import drafts
from css.registrations.drafts import NotADraft, NotYet, Stale
from css.registrations.steps import Way
from css.web import access, hx, limits, login
from css.web.context import db_session, portal
from css.web.steps import STEPS
from css.web.text import _
from css.wizard import old_account, pages
from css.wizard.turn import Turn

bp = Blueprint("wizard", __name__, url_prefix="/registration")
registering = access.resident(AccountState.INCOMPLETE)


@bp.get("")
@registering
def resume() -> Redirect:
    return redirect(url_for(".step", name=Way.of(_registration()).first_unfinished), 303)


@bp.get("/<name>")
@registering
def step(name: str) -> Response | Redirect:
    registration = _registration()
    way = _way(registration, name)
    if not way.may_open(name):
        return redirect(url_for(".step", name=way.first_unfinished), 303)
    return pages.step(registration, name, STEPS[name].form(data=registration.answers.get(name)))


@bp.post("/<name>")
@registering
@limits.flood("forms")
def keep(name: str) -> Response | Redirect:
    registration = _registration()
    way = _way(registration, name)
    if not way.may_open(name):
        return redirect(url_for(".step", name=way.first_unfinished), 303)
    turn = Turn.sent(registration, way, name)
    return _back(turn) if "back" in request.form else _on(turn)


@bp.post("/<name>/check/<field>")
@access.check(AccountState.INCOMPLETE)
@limits.flood("checks")
def check(name: str, field: str) -> Response:
    """What changes on the page when a field is left: its message, or the part that depends on it. Keeps nothing."""
    if name not in STEPS or field not in STEPS[name].form():
        abort(404)
    sent = STEPS[name].form.sent()
    errors = sent.errors_of(field)
    part = STEPS[name].reacts.get(field)
    if part:
        old_account.mark(sent, name)
        return hx.fragment(part, form=sent, left=field, errors=errors)
    return hx.fragment("message", errors=errors)


@bp.get("/cancel")
@registering
def ask_to_cancel() -> Response | Redirect:
    if _registration().submitted_at is not None:
        return redirect(url_for(".resume"), 303)
    return hx.page("wizard/cancel", title=_("Cancel your registration?"), flow=True)


@bp.post("/cancel")
@registering
@limits.flood("forms")
def cancel() -> Redirect:
    try:
        drafts.cancel(db_session(), _registration())
    except NotADraft:
        return redirect(url_for(".resume"), 303)
    db_session().commit()
    response = redirect(url_for("home.index", cancelled="y"), 303)
    login.forget(response)
    return response


def _registration() -> Registration:
    return drafts.of_account(db_session(), login.the_resident().account_id, writing=request.method == "POST")


def _way(registration: Registration, name: str) -> Way:
    way = Way.of(registration)
    if name not in way.steps or name not in STEPS:
        abort(404)
    return way


def _on(turn: Turn) -> Response | Redirect:
    """Finish the step and show what follows."""
    if not turn.is_right:
        return turn.mistaken()
    try:
        turn.finish()
    except Stale:
        return turn.stale()
    except (NotADraft, NotYet):  # submitted in another tab just now, or a step was unfinished there
        return redirect(url_for(".resume"), 303)
    db_session().commit()
    return redirect(_after(turn.way, turn.name), 303)


def _back(turn: Turn) -> Response | Redirect:
    """Keep what was typed, right or wrong, and show the step before."""
    if not turn.fits:
        return turn.mistaken()
    try:
        turn.keep_as_typed()
    except Stale:
        return turn.stale()
    except NotADraft:
        return redirect(url_for(".resume"), 303)
    db_session().commit()
    return redirect(url_for(".step", name=_earlier(turn)), 303)


def _earlier(turn: Turn) -> str:
    """The step that was asked for by its bar of the progress; the one before, with Back."""
    asked = request.form.get("to", "")
    return asked if turn.way.may_open(asked) else turn.way.before(turn.name) or turn.name


def _after(way: Way, name: str) -> str:
    """The next step; after the last, wherever the account now belongs."""
    following = way.after(name)
    if following:
        return url_for(".step", name=following)
    automatic = portal().jurisdiction.activation == "automatic"
    return login.landing(AccountState.ACTIVE if automatic else AccountState.PENDING)
