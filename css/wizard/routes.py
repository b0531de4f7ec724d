"""One page a step: show it, keep it, go on. Back keeps what was typed; Submit ends the wizard."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.models import AccountState, Registration
from css.registrations import drafts, submissions, texts
from css.registrations.drafts import NotADraft, NotYet, Stale
from css.registrations.steps import Way
from css.web import access, cookies, hx, limits, login
from css.web.context import db_session, language, now, portal
from css.web.steps import STEPS, StepForm, sections
from css.web.text import _
from css.wizard import pages

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
    if "back" in request.form:
        return _back(registration, way, name)
    sent, answer = STEPS[name].form.sent(), pages.AnswerForm.sent()
    if not (sent.validate() & answer.validate()):
        return pages.step(registration, name, sent, answer=answer, status=422)
    try:
        _accept(registration, STEPS[name].accepts)
        _save(registration, name, sent, finish=True)
        if way.is_last(name):
            _submit(registration, answer.value("answer"))
    except Stale:
        return pages.step(registration, name, sent, answer=answer, status=409, stale=True)
    except (NotADraft, NotYet):  # submitted in another tab just now, or a step was unfinished there
        return redirect(url_for(".resume"), 303)
    db_session().commit()
    return redirect(_after(way, name), 303)


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
        return hx.fragment(part, form=sent, left=field, errors=errors, today=now())
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
    cookies.RESIDENT.clear(response)
    return response


def _registration() -> Registration:
    return drafts.of_account(db_session(), login.the_resident().account_id, writing=request.method == "POST")


def _way(registration: Registration, name: str) -> Way:
    way = Way.of(registration)
    if name not in way.steps or name not in STEPS:
        abort(404)
    return way


def _back(registration: Registration, way: Way, name: str) -> Response | Redirect:
    """Keep what was typed, right or wrong, and show the step before.

    A finished step stays finished if it is right; going back finishes and accepts nothing.
    """
    sent, answer = STEPS[name].form.sent(), pages.AnswerForm.sent()
    if not (sent.fits() & answer.validate()):
        return pages.step(registration, name, sent, answer=answer, status=422)
    stays_finished = sent.validate() and name in way.finished
    try:
        _save(registration, name, sent, finish=stays_finished)
    except Stale:
        return pages.step(registration, name, sent, answer=answer, status=409, stale=True)
    except NotADraft:
        return redirect(url_for(".resume"), 303)
    drafts.keep_answer(registration, answer.value("answer"))
    db_session().commit()
    return redirect(url_for(".step", name=way.before(name) or name), 303)


def _save(registration: Registration, name: str, sent: StepForm, *, finish: bool) -> None:
    version = request.form.get("version", -1, type=int)
    drafts.save(db_session(), registration, name, sent.answers(), version=version, now=now(), finish=finish)


def _accept(registration: Registration, kind: str) -> None:
    """Note the text of this kind as the page showed it; a step that accepts none has no kind."""
    if kind:
        shown = texts.shown(db_session(), registration, kind, request.form.get("accepted", ""), language())
        drafts.accept(registration, shown)


def _submit(registration: Registration, answer: str) -> None:
    submissions.submit(
        db_session(),
        registration,
        portal().jurisdiction,
        portal().mailer,
        language=language(),
        answer=answer,
        copy=_copy(registration),
        now=now(),
    )


def _copy(registration: Registration) -> list[tuple[str, str]]:
    """All that was entered, as it is read."""
    read = sections(registration.answers, registration.steps)
    return [(str(row.label), row.value) for section in read for row in section.rows]


def _after(way: Way, name: str) -> str:
    """The next step; after the last, wherever the account now belongs."""
    following = way.after(name)
    if following:
        return url_for(".step", name=following)
    automatic = portal().jurisdiction.activation == "automatic"
    return login.landing(AccountState.ACTIVE if automatic else AccountState.PENDING)
