"""Sign in with an email, then a password; sign out. Known and unknown emails look the same throughout."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts import sessions, sign_ins
from css.accounts.gate import Entry
from css.accounts.sign_ins import PasswordTry, Refusal
from css.models import ResidentSession
from css.sign_in.forms import EmailForm, PasswordForm
from css.web import access, cookies, hx, limits, login
from css.web.context import db_session, device, now, portal
from css.web.text import _

bp = Blueprint("sign_in", __name__)


@bp.get("/sign-in")
@access.anyone
def index() -> Response | Redirect:
    resident = login.resident()
    return redirect(login.landing(resident.state), 303) if resident else _email_page(EmailForm())


@bp.post("/sign-in")
@access.anyone
@limits.flood("forms")
def next_step() -> Response:
    """The password box, whoever asks: the page says nothing of whether the email has an account."""
    sent = EmailForm.sent()
    if not sent.validate():
        return _email_page(sent, 422)
    return _password_page(PasswordForm(email=sent.value("email"), keep=sent.keep.data))


@bp.get("/sign-in/password")
@access.anyone
def back_to_email() -> Redirect:
    return redirect(url_for(".index"), 303)


@bp.post("/sign-in/password")
@access.anyone
@limits.flood("forms")
def sign_in() -> Response | Redirect:
    sent = PasswordForm.sent()
    if not sent.validate():
        return _begin_again() if sent.email.errors else _password_page(sent, 422)
    outcome = _attempt(sent)
    db_session().commit()  # a wrong try counts
    if isinstance(outcome, Refusal):
        sent.password.errors = [_words(outcome)]
        return _password_page(sent, 422)
    return _let_in(outcome, keep=sent.keep.data)


@bp.post("/sign-out")
@access.anyone
def sign_out() -> Redirect:
    token = cookies.RESIDENT.read()
    if token:
        sessions.close(db_session(), ResidentSession, token)
        db_session().commit()
    response = redirect(url_for("home.index"), 303)
    cookies.RESIDENT.clear(response)
    return response


@bp.get("/unlock")
@access.anyone
def unlock() -> Response:
    return hx.page("sign_in/unlock", title=_("Locked account"), flow=True)


def _begin_again() -> Response:
    """The email got lost or broken on its way from the first page: ask for it there, where it can be corrected."""
    sent = EmailForm.sent()
    sent.validate()
    return _email_page(sent, 422)


def _compare(sent: PasswordForm) -> PasswordTry:
    """Compare the password before the transaction begins: it takes a while, for every email the same."""
    with portal().database.reading() as session:
        account_id, password_hash = sign_ins.stored_password(session, sent.value("email"))
    right = portal().hasher.verify(password_hash, sent.value("password"))
    renewed = portal().hasher.renewed(password_hash, sent.value("password")) if right and password_hash else None
    return PasswordTry(sent.value("email"), account_id, right, password_hash, renewed)


def _attempt(sent: PasswordForm) -> Entry | Refusal:
    tried = _compare(sent)
    return sign_ins.attempt(
        db_session(),
        tried,
        keep=sent.keep.data,
        device=device(),
        now=now(),
        replaced=cookies.RESIDENT.read(),
    )


def _let_in(entry: Entry, *, keep: bool) -> Redirect:
    response = redirect(url_for(login.ENDPOINTS[entry.destination]), 303)
    login.remember(response, entry, keep=keep)
    return response


def _words(refusal: Refusal) -> str:
    return {
        Refusal.WRONG: _("The email address or the password is not right."),
        Refusal.LOCKED: _("There were too many wrong tries. Please wait 30 minutes and try again."),
        Refusal.DEACTIVATED: _("This account is switched off. Please contact the city."),
    }[refusal]


def _email_page(form: EmailForm, status: int = 200) -> Response:
    return hx.page(
        "sign_in/sign-in", title=_("Sign in to community access services."), status=status, form=form, flow=True
    )


def _password_page(form: PasswordForm, status: int = 200) -> Response:
    return hx.page("sign_in/password-step", title=_("Enter your password"), status=status, form=form, flow=True)
