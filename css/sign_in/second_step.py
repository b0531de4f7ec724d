"""The second step: whoever has an authenticator app gives its code after the password, or after another first proof."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts import owners, second_steps
from css.accounts.sign_ins import Refusal
from css.sign_in.routes import let_in
from css.web import access, cookies, devices, hx, limits, login
from css.web.app_forms import AppCodeForm
from css.web.authenticators import apps_of
from css.web.context import db_session, now
from css.web.text import _

bp = Blueprint("second_step", __name__, url_prefix="/sign-in/second-step")


@bp.get("")
@access.anyone
def index() -> Response | Redirect:
    resident = login.resident()
    if resident:
        return redirect(login.landing(resident.state), 303)
    begun = second_steps.find(db_session(), _token(), now())
    return _page(AppCodeForm()) if begun and begun.account_id else _begin_anew()


@bp.post("")
@access.anyone
@limits.flood("forms")
def try_code() -> Response | Redirect:
    sent = AppCodeForm.sent()
    claimed = second_steps.claim(db_session(), _token(), now())
    if claimed is None:
        return _begin_anew()
    if not sent.validate():
        return _page(sent, 422)
    begun, account = claimed
    answer = apps_of(owners.of_account(account)).try_code(sent.value("code"), devices.known(account))
    if isinstance(answer, Refusal):
        db_session().commit()  # a wrong try counts
        return _refused(sent, answer)
    db_session().delete(begun)
    return let_in(account, keep=begun.keep, two_factors=True) or _refused(sent, Refusal.DEACTIVATED)


def _token() -> str:
    return cookies.SECOND_STEP.read() or ""


def _begin_anew() -> Redirect:
    """Ten minutes have passed, the password was changed or another window was quicker; or there was no first step."""
    resident = login.resident()
    if resident:
        return redirect(login.landing(resident.state), 303)
    response = redirect(url_for("sign_in.index", late=1 if _token() else None), 303)
    cookies.SECOND_STEP.clear(response)
    return response


def _refused(sent: AppCodeForm, refusal: Refusal) -> Response:
    sent.code.errors = [_words(refusal)]
    return _page(sent, 422)


def _words(refusal: Refusal) -> str:
    return {
        Refusal.WRONG: _("This code is not right, or was used before. Wait for the next one and try again."),
        Refusal.LOCKED: _("There were too many wrong codes. Please wait 30 minutes."),
        Refusal.DEACTIVATED: _("This account is switched off. Please contact the city."),
    }[refusal]


def _page(form: AppCodeForm, status: int = 200) -> Response:
    return hx.page("sign_in/second-step", title=_("Enter the code of your app"), status=status, form=form, flow=True)
