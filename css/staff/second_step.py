"""Between the right password and the session: the code of the app, or setting one up where there is none."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor.apps import WrongCode
from css.accounts.second_factor.half_way import Over
from css.accounts.staff import Destination, Entry
from css.accounts.staff_steps import StaffSecondStep
from css.staff import entering, words
from css.web import access, app_forms, cookies, devices, limits
from css.web import staff_frame as frame
from css.web.app_forms import AppCodeForm, NewAppForm, Offered, new_app, opened_app
from css.web.context import db_session, now, portal
from css.web.text import _

bp = Blueprint("staff_second_step", __name__, url_prefix="/staff")
frame.refuse_in_frame(bp, words.FOR_REVIEWERS, words.ONLY_LOOK)


@bp.errorhandler(Over)
def begin_again(_error: Over) -> Redirect:
    """To the password; whoever is signed in by now goes on from there to the queue."""
    return redirect(url_for("staff.sign_in", over="y"), 303)


@bp.get("/second-step")
@access.anyone
def ask() -> Response:
    _begun(Destination.SECOND_STEP)
    return _code_page(AppCodeForm())


@bp.post("/second-step")
@access.anyone
@limits.flood("forms")
def answer() -> Response | Redirect:
    sent, begun = AppCodeForm.sent(), _begun(Destination.SECOND_STEP)
    if not sent.validate():
        return _code_page(sent, 422)
    tried = begun.answer(sent.value("code"), devices.known(begun.who), replaced=cookies.STAFF.read())
    if isinstance(tried, Refusal):
        entering.record(f"second-step-{tried}", begun.owner.public_id, by_them=False)
        db_session().commit()  # a wrong try counts
        sent.code.errors = [app_forms.wrong_code(tried)]
        return _code_page(sent, 422)
    return _let_in(begun, tried)


@bp.get("/authenticator")
@access.anyone
def offer() -> Response:
    begun = _begun(Destination.SET_UP)
    return _set_up_page(NewAppForm(name=app_forms.app_name()), new_app(begun.owner))


@bp.post("/authenticator")
@access.anyone
@limits.flood("forms")
def set_up() -> Response | Redirect:
    sent, begun = NewAppForm.sent(), _begun(Destination.SET_UP)
    offered = opened_app(begun.owner, sent)
    if offered is None:
        return redirect(url_for(".offer", again=1), 303)
    if not sent.validate():
        return _set_up_page(sent, offered, 422)
    try:
        entry = begun.set_up(offered.offer, sent.value("code"), name=sent.value("name"), replaced=cookies.STAFF.read())
    except WrongCode:
        sent.code.errors = [app_forms.not_shown_now()]
        return _set_up_page(sent, offered, 422)
    entering.record("app-added", begun.owner.public_id)
    return _let_in(begun, entry)


def _begun(at: Destination) -> StaffSecondStep:
    """What this browser has begun; where something else is to be done, the visitor is led there. Raises Over."""
    begun = StaffSecondStep(
        db_session(),
        cookies.STAFF_SECOND_STEP.read(),
        sealer=portal().sealer,
        mailer=portal().mailer,
        now=now(),
    )
    if begun.destination is not at:
        abort(redirect(url_for(entering.ENDPOINTS[begun.destination]), 303))
    return begun


def _let_in(begun: StaffSecondStep, entry: Entry) -> Redirect:
    entering.record("signed-in", begun.owner.public_id)
    db_session().commit()
    return entering.led_to(entry)


def _code_page(form: AppCodeForm, status: int = 200) -> Response:
    return frame.page("staff/second-step", title=_("One more step"), status=status, form=form)


def _set_up_page(form: NewAppForm, offered: Offered, status: int = 200) -> Response:
    return frame.page(
        "staff/set-up",
        title=_("Set up an authenticator app"),
        status=status,
        form=form,
        offered=offered,
        again="again" in request.args,
    )
