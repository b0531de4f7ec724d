"""The way from the list: the password and the authenticator app's code at once, on the same page for every email."""

from flask import Response, flash, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import app_sign_ins
from css.sign_in.forms import EmailForm, PasswordForm
from css.sign_in.routes import bp, compare
from css.web import access, hx, limits, login
from css.web.app_forms import AppCodeForm, recovered
from css.web.context import db_session, language, now, portal
from css.web.forms import SWITCHED_OFF
from css.web.invitation_links import inviter
from css.web.text import _


class AppForm(PasswordForm, AppCodeForm):
    """Both factors."""


@bp.get("/sign-in/ways/app", endpoint="back_from_app_page")
@bp.get("/sign-in/app", endpoint="back_from_app")
@access.anyone
def back_to_email() -> Redirect:
    return redirect(url_for(".index"), 303)


@bp.post("/sign-in/ways/app")
@access.anyone
@limits.flood("forms")
def app_page() -> Response | Redirect:
    """The same boxes for every email, whether or not its account has an app."""
    sent = EmailForm.sent()
    if not sent.validate():
        return redirect(url_for(".index"), 303)
    return _page(AppForm(email=sent.value("email"), keep=sent.keep.data))


@bp.post("/sign-in/app")
@access.anyone
@limits.flood("forms")
def enter_by_app() -> Response | Redirect:
    sent = AppForm.sent()
    if not sent.validate():
        return redirect(url_for(".index"), 303) if sent.email.errors else _sent_back(sent)
    tried, code = compare(sent), sent.value("code")
    mailer, sealer = portal().mailer, portal().sealer
    outcome = app_sign_ins.attempt(db_session(), tried, code, sealer=sealer, mailer=mailer, now=now())
    if isinstance(outcome, Refusal):
        inviter().remind(db_session(), sent.value("email"), language=language(), now=now())
        db_session().commit()  # a wrong try counts
        return _refused(sent, outcome)
    response = login.let_in(outcome, keep=sent.keep.data, two_factors=True)
    if response and sent.is_recovery_code:
        flash(recovered())
    return response or _refused(sent, Refusal.DEACTIVATED)


def _sent_back(sent: AppForm) -> Response:
    """A page never sends a password back: say so, where nothing worse is wrong."""
    if not sent.password.errors:
        sent.password.errors = [_("Please type your password again")]
    return _page(sent, 422)


def _refused(sent: AppForm, refusal: Refusal) -> Response:
    sent.password.errors = [_words(refusal)]
    sent.code.data = ""  # by the time the password is typed the app shows another
    return _page(sent, 422)


def _words(refusal: Refusal) -> str:
    """The same, whichever of the three is wrong, and whether passwords or codes were tried too often."""
    return {
        Refusal.WRONG: _("The email address, the password or the code is not right."),
        Refusal.LOCKED: _("There were too many wrong tries. Please wait 30 minutes."),
        Refusal.DEACTIVATED: str(SWITCHED_OFF),
    }[refusal]


def _page(form: AppForm, status: int = 200) -> Response:
    return hx.page("sign_in/app", title=_("Enter your password and a code"), status=status, form=form, flow=True)
