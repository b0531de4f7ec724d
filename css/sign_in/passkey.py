"""A passkey lets in: from the list of ways by a button, or by the browser's own offer at the email box.

It is two factors in one, so no app is asked for besides. Whether an email has a passkey is never told: no page asks.
"""

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts.passkey.passkey_answers import NotVerified
from css.accounts.passkey.passkey_challenges import TooOld
from css.accounts.passkey.passkeys import SigningIn
from css.sign_in.forms import EmailForm
from css.sign_in.routes import bp
from css.web import access, hx, limits, login, webauthn
from css.web.context import db_session, now
from css.web.forms import SWITCHED_OFF
from css.web.text import _


@bp.get("/sign-in/passkey/options")
@access.anyone
def passkey_options() -> Response:
    """What the browser is to sign; keeps nothing."""
    return webauthn.options(_flow().options())


@bp.post("/sign-in/ways/passkey")
@access.anyone
@limits.flood("forms")
def passkey_page() -> Response | Redirect:
    """The same page for every email, whatever its account has."""
    sent = EmailForm.sent()
    return _passkey_page(sent) if sent.validate() else redirect(url_for(".index"), 303)


@bp.get("/sign-in/passkey")
@bp.get("/sign-in/ways/passkey")
@access.anyone
def back_from_passkey() -> Redirect:
    return redirect(url_for(".index"), 303)


@bp.post("/sign-in/passkey")
@access.anyone
@limits.flood("forms")
def enter_by_passkey() -> Response | Redirect:
    try:
        account = _flow().finish(request.form.get("credential", ""))
    except TooOld:
        return _refused(webauthn.took_too_long())
    except NotVerified:
        db_session().commit()  # a counter that went back is noted
        return _refused(_("That passkey did not work here. Try again, or choose another way."))
    keep = EmailForm.sent().keep.data
    return login.let_in(account, keep=keep, two_factors=True) or _refused(str(SWITCHED_OFF))


def _flow() -> SigningIn:
    return SigningIn(db_session(), webauthn.party(), now())


def _refused(message: str) -> Response:
    """Back to where it came from: the page of this way, which knows the email, or the first page."""
    sent = EmailForm.sent()
    if sent.validate():
        return _passkey_page(sent, 422, message)
    return hx.page(
        "sign_in/sign-in",
        title=_("Sign in to community access services."),
        status=422,
        form=EmailForm(keep=sent.keep.data),
        refused=message,
        flow=True,
    )


def _passkey_page(form: EmailForm, status: int = 200, refused: str = "") -> Response:
    title = _("Sign in with your passkey")
    return hx.page("sign_in/passkey", title=title, status=status, form=form, refused=refused, flow=True)
