"""The second step: whoever has an authenticator app gives its code after the password, or after another first proof."""

from flask import Blueprint, Response, flash, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts.second_factor.half_way import Over, ResidentSecondStep
from css.web import access, cookies, devices, hx, limits, login
from css.web.app_forms import AppCodeForm, recovered, wrong_code
from css.web.context import db_session, now, portal
from css.web.forms import SWITCHED_OFF
from css.web.text import _

bp = Blueprint("second_step", __name__, url_prefix="/sign-in/second-step")


@bp.get("")
@access.anyone
def index() -> Response | Redirect:
    resident = login.resident()
    if resident:
        return redirect(login.landing(resident.state), 303)
    _begun()
    return _page(AppCodeForm())


@bp.post("")
@access.anyone
@limits.flood("forms")
def try_code() -> Response | Redirect:
    sent, begun = AppCodeForm.sent(), _begun()
    if not sent.validate():
        return _page(sent, 422)
    refusal = begun.answer(sent.value("code"), devices.known(begun.who))
    if refusal:
        db_session().commit()  # a wrong try counts
        return _refused(sent, wrong_code(refusal))
    response = login.let_in(begun.who, keep=begun.keep, two_factors=True)
    if response and sent.is_recovery_code:
        flash(recovered())
    return response or _refused(sent, str(SWITCHED_OFF))


def _begun() -> ResidentSecondStep:
    """What this browser has begun; raises Over."""
    token = cookies.SECOND_STEP.read()
    return ResidentSecondStep(db_session(), token, sealer=portal().sealer, mailer=portal().mailer, now=now())


@bp.errorhandler(Over)
def begin_anew(_error: Over) -> Redirect:
    """Ten minutes have passed, the password was changed or another window was quicker; or there was no first step."""
    resident = login.resident()
    if resident:
        return redirect(login.landing(resident.state), 303)
    response = redirect(url_for("sign_in.index", late=1 if cookies.SECOND_STEP.read() else None), 303)
    cookies.SECOND_STEP.clear(response)
    return response


def _refused(sent: AppCodeForm, message: str) -> Response:
    sent.code.errors = [message]
    return _page(sent, 422)


def _page(form: AppCodeForm, status: int = 200) -> Response:
    return hx.page("sign_in/second-step", title=_("Enter the code of your app"), status=status, form=form, flow=True)
