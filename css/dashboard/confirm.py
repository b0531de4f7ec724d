"""Confirm it’s you: before somebody changes how they sign in, they prove again who they are (OWASP ASVS 5 §7.5.1).

With the password, or with a code by mail for the account that is signed in here. The standard asks for all that signing
in takes: whoever has an authenticator app gives its code with either.
"""

from flask import Blueprint, Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as Redirect
from wtforms import PasswordField

from css.accounts import owners
from css.accounts.codes.challenges import TooManyCodes
from css.accounts.codes.code_flows import CodeFlow
from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import apps
from css.dashboard import own_password
from css.dashboard.own_password import Rejected
from css.models import Account, ChallengePurpose
from css.web import access, cookies, devices, hx, limits, login
from css.web.app_forms import AppCodeForm, wrong_code
from css.web.authenticators import apps_of
from css.web.context import db_session, language, now, portal
from css.web.forms import TOO_MANY_CODES, GivenPassword
from css.web.text import _, _l

bp = Blueprint("confirm", __name__, url_prefix="/dashboard/confirm")
USUAL = "authenticators.index"
ONWARD = frozenset(
    {USUAL, "passkeys.new", "apps.new", "apps.recovery_codes", "own_email.new", "security.password", "social.index"}
)
"""The endpoints that somebody may be led to afterwards."""
KEPT = "confirm_to"
"""Where the signed session cookie keeps one of them while a code is on its way."""


class ConfirmForm(AppCodeForm):
    """The password that the account has, and the code of its app. The page shows the boxes that the account needs."""

    current_password = PasswordField(
        _l("Password"), [GivenPassword()], render_kw={"autocomplete": "current-password", "spellcheck": "false"}
    )

    def are_filled_in(self, *boxes: str) -> bool:
        """Whether these can be tried; what is wrong with them is said beside each."""
        errors = [self.errors_of(box) for box in boxes]  # of all of them, not up to the first that has one
        return not any(errors)

    def reject(self, rejected: Rejected) -> None:
        """Say it beside the box. By the time this is sent again the app shows another code."""
        self[rejected.field].errors = [rejected.message]
        self.code.data = ""

    def ask_again(self) -> None:
        """The password's box comes back empty: say so, where nothing worse is wrong with it."""
        if not self.current_password.errors:
            self.current_password.errors = [_("Please type your password again")]


@bp.get("")
@access.resident()
def index() -> Response | Redirect:
    """Whoever has confirmed it a moment ago, perhaps with a code just now, goes on to where they wanted."""
    return _go_on() if login.the_resident().confirmed(now()) else _page(ConfirmForm())


@bp.post("")
@access.resident()
@limits.flood("forms")
def prove() -> Response | Redirect:
    """One form, two buttons."""
    return _by_mail() if request.form.get("by") == "mail" else _by_password()


def _by_password() -> Response | Redirect:
    sent = ConfirmForm.sent()
    if not sent.are_filled_in("current_password", *_boxes_besides()):
        sent.ask_again()
        return _page(sent, 422)
    try:
        _try_app(sent, own_password.count(own_password.tried(sent.value("current_password"))))
    except Rejected as rejected:
        db_session().commit()  # a wrong try counts
        sent.reject(rejected)
        sent.ask_again()
        return _page(sent, 422)
    token = login.confirm()
    db_session().commit()
    response = _go_on()
    login.renew(response, token)
    return response


@limits.flood("codes", only_done=True)
def _by_mail() -> Response | Redirect:
    sent = ConfirmForm.sent()
    if not sent.are_filled_in(*_boxes_besides()):
        return _page(sent, 422)
    try:
        _try_app(sent, _account())
        token = _mail_code()
    except Rejected as rejected:
        db_session().commit()  # a wrong try counts
        sent.reject(rejected)
        return _page(sent, 422)
    except TooManyCodes:
        db_session().commit()  # the app's code is spent all the same
        return _page(ConfirmForm(), 429, problem=str(TOO_MANY_CODES))
    db_session().commit()
    session[KEPT] = _to()
    response = redirect(url_for("verification.enter"), 303)
    cookies.CODE.write(response, token)
    return response


def _boxes_besides() -> list[str]:
    """The app's, if there is one; looked up before the transaction begins, for the password is compared before it."""
    with portal().database.reading() as reading:
        account = reading.get_one(Account, login.the_resident().account_id)
        return ["code"] if apps.exist(reading, owners.of_account(account)) else []


def _try_app(sent: ConfirmForm, account: Account) -> None:
    """Try the code, where the account has an app. Raises Rejected."""
    owner = owners.of_account(account)
    if not apps.exist(db_session(), owner):
        return
    if not sent.are_filled_in("code"):  # the app was added while the password was compared
        raise Rejected("code", str(sent.code.errors[0]))
    tried = apps_of(owner).try_code(sent.value("code"), devices.known(account))
    if isinstance(tried, Refusal):
        raise Rejected("code", wrong_code(tried))


def _mail_code() -> str:
    """Returns the browser's secret. Raises TooManyCodes, and then nothing was begun."""
    account, flow = _account(), CodeFlow(db_session(), portal().mailer, now(), None)
    with db_session().begin_nested():
        return flow.begin(ChallengePurpose.CONFIRM, account.email, language=language(), owner=account)


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
        has_app=apps.exist(db_session(), owners.of_account(account)),
        to=_to(),
        own_page=login.landing(login.the_resident().state),
    )
