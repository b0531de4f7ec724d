"""Sign in with an email, then a password; sign out. Known and unknown emails look the same throughout."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts import sessions
from css.accounts.password import sign_ins
from css.accounts.password.sign_ins import PasswordTry, Refusal
from css.models import ResidentSession
from css.sign_in.forms import EmailForm, PasswordForm
from css.web import access, cookies, devices, hx, limits, login
from css.web.context import db_session, language, now, portal
from css.web.forms import SWITCHED_OFF
from css.web.invitation_links import inviter
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
    outcome = sign_ins.attempt(db_session(), compare(sent), portal().mailer, now())
    if isinstance(outcome, Refusal):
        inviter().remind(db_session(), sent.value("email"), language=language(), now=now())
        db_session().commit()  # a wrong try counts
        return _refused(sent, outcome)
    return login.let_in(outcome, keep=sent.keep.data) or _refused(sent, Refusal.DEACTIVATED)


@bp.post("/sign-out")
@access.anyone
def sign_out() -> Redirect:
    token = cookies.RESIDENT.read()
    if token:
        sessions.close(db_session(), ResidentSession, token)
        db_session().commit()
    response = redirect(url_for("home.index"), 303)
    login.forget(response)
    flash(_("You are signed out."))
    return response


def _begin_again() -> Response:
    """The email got lost or broken on its way from the first page: ask for it there, where it can be corrected."""
    sent = EmailForm.sent()
    sent.validate()
    return _email_page(sent, 422)


def compare(sent: PasswordForm) -> PasswordTry:
    """Compare the password before the transaction begins: it takes a while, for every email the same."""
    email, password, hasher = sent.value("email"), sent.value("password"), portal().hasher
    with portal().database.reading() as session:
        stored = sign_ins.stored(session, email)
    right = hasher.verify(stored.password_hash, password)
    renewed = hasher.renewed(stored.password_hash, password) if right and stored.password_hash else None
    return PasswordTry(email, stored, right, devices.known(stored), renewed, tuple(portal().settings.providers))


def _refused(sent: PasswordForm, refusal: Refusal) -> Response:
    sent.password.errors = [_words(refusal)]
    return _password_page(sent, 422)


def _words(refusal: Refusal) -> str:
    return {
        Refusal.WRONG: _("The email address or the password is not right."),
        Refusal.LOCKED: _("There were too many wrong tries. Please wait 30 minutes, or unlock the account by email."),
        Refusal.DEACTIVATED: str(SWITCHED_OFF),
    }[refusal]


def _email_page(form: EmailForm, status: int = 200) -> Response:
    return hx.page(
        "sign_in/sign-in",
        title=_("Sign in to community access services."),
        status=status,
        form=form,
        unlocked="unlocked" in request.args,
        switched_off=_words(Refusal.DEACTIVATED) if "switched_off" in request.args else "",
        late="late" in request.args,
        ended=bool(cookies.RESIDENT.read()),  # and nobody is signed in, or they would not be here
        flow=True,
    )


def _password_page(form: PasswordForm, status: int = 200) -> Response:
    return hx.page("sign_in/password-step", title=_("Enter your password"), status=status, form=form, flow=True)
