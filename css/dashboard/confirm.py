"""Confirm it’s you: before somebody changes how they sign in, they prove again who they are (OWASP ASVS 5 §7.5.1).

With the password, or with a code by mail for the account that is signed in here.
"""

from flask import Blueprint, Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as Redirect
from wtforms import PasswordField

from css.accounts.challenges import TooManyCodes
from css.accounts.code_flows import CodeFlow
from css.dashboard import own_password
from css.dashboard.own_password import Rejected
from css.models import Account, ChallengePurpose
from css.web import access, cookies, hx, limits, login
from css.web.context import db_session, language, now, portal
from css.web.forms import TOO_MANY_CODES, GivenPassword, PortalForm
from css.web.text import _, _l

bp = Blueprint("confirm", __name__, url_prefix="/dashboard/confirm")
USUAL = "authenticators.index"
ONWARD = frozenset({USUAL, "passkeys.new", "apps.new", "apps.recovery_codes", "own_email.new"})
"""The endpoints that somebody may be led to afterwards."""
KEPT = "confirm_to"
"""Where the signed session cookie keeps one of them while a code is on its way."""


class ConfirmForm(PortalForm):
    """The password that the account has."""

    current_password = PasswordField(
        _l("Password"), [GivenPassword()], render_kw={"autocomplete": "current-password", "spellcheck": "false"}
    )


@bp.get("")
@access.resident()
def index() -> Response | Redirect:
    """Whoever has confirmed it a moment ago, perhaps with a code just now, goes on to where they wanted."""
    return _go_on() if login.the_resident().confirmed(now()) else _page(ConfirmForm())


@bp.post("")
@access.resident()
@limits.flood("forms")
def by_password() -> Response | Redirect:
    sent = ConfirmForm.sent()
    if not sent.validate():
        return _page(sent, 422)
    try:
        own_password.owner(own_password.tried(sent.value("current_password")))
    except Rejected as rejected:
        db_session().commit()  # a wrong try counts
        sent[rejected.field].errors = [rejected.message]
        return _page(sent, 422)
    token = login.confirm()
    db_session().commit()
    response = _go_on()
    login.renew(response, token)
    return response


@bp.post("/code")
@access.resident()
@limits.flood("forms")
@limits.flood("codes", only_done=True)
def by_code() -> Response | Redirect:
    account, flow, form = _account(), CodeFlow(db_session(), portal().mailer, now(), None), ConfirmForm()
    try:
        token = flow.begin(ChallengePurpose.CONFIRM, account.email, language=language(), owner=account)
    except TooManyCodes:
        return _page(form, 429, problem=str(TOO_MANY_CODES))
    db_session().commit()
    session[KEPT] = _to()
    response = redirect(url_for("verification.enter"), 303)
    cookies.CODE.write(response, token)
    return response


@bp.get("/code")
@access.resident()
def back_to_choice() -> Redirect:
    return redirect(url_for(".index"), 303)


def _to() -> str:
    """The endpoint asked for: in the address, in the form, or when the code was asked for."""
    asked = request.values.get("to") or session.get(KEPT, "")
    return asked if asked in ONWARD else USUAL


def _go_on() -> Redirect:
    to = _to()
    return redirect(url_for(to, done="confirmed") if to == USUAL else url_for(to), 303)


def _account() -> Account:
    return db_session().get_one(Account, login.the_resident().account_id)


def _page(form: ConfirmForm, status: int = 200, *, problem: str = "") -> Response:
    account = _account()
    return hx.page(
        "dashboard/confirm",
        title=_("Confirm it’s you"),
        status=status,
        form=form,
        problem=problem,
        email=account.email,
        has_password=bool(account.password_hash),
        to=_to(),
        own_page=login.landing(login.the_resident().state),
    )
