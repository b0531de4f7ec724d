"""A code by mail: to enter, to unlock, to choose a new password. Every email is answered alike."""

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css import audit
from css.accounts.changes import password_changes
from css.accounts.codes.challenges import TooManyCodes
from css.accounts.codes.code_flows import CodeFlow
from css.audit import Actor
from css.models import ActorKind, ChallengePurpose
from css.sign_in.forms import AddressForm, EmailForm, NewPasswordForm
from css.sign_in.routes import bp
from css.web import access, cookies, hx, limits, login
from css.web.context import db_session, language, now, portal
from css.web.forms import TOO_MANY_CODES
from css.web.invitation_links import inviter
from css.web.text import _


@bp.get("/unlock")
@access.anyone
def unlock() -> Response:
    return _ask_page(ChallengePurpose.UNLOCK, AddressForm())


@bp.post("/unlock/for")
@access.anyone
@limits.flood("forms")
def unlock_for() -> Response:
    """With the email that was typed on the page before."""
    return _ask_page(ChallengePurpose.UNLOCK, _carried())


@bp.post("/unlock")
@access.anyone
@limits.flood("forms")
@limits.flood("codes", only_done=True)
def unlock_by_code() -> Response | Redirect:
    return _ask(ChallengePurpose.UNLOCK)


@bp.get("/reset")
@access.anyone
def reset() -> Response:
    """Also where the old address leads that has taken its account back."""
    return _ask_page(ChallengePurpose.RESET, AddressForm())


@bp.post("/reset/for")
@access.anyone
@limits.flood("forms")
def reset_for() -> Response:
    """With the email that was typed on the page before."""
    return _ask_page(ChallengePurpose.RESET, _carried())


@bp.post("/reset")
@access.anyone
@limits.flood("forms")
@limits.flood("codes", only_done=True)
def reset_by_code() -> Response | Redirect:
    return _ask(ChallengePurpose.RESET)


@bp.get("/sign-in/ways")
@access.anyone
def ways() -> Response | Redirect:
    """The authenticator list again, from the page that asks for the code."""
    flow = _flow()
    return _ways_page(EmailForm(email=flow.email)) if flow.request else redirect(url_for(".index"), 303)


@bp.post("/sign-in/ways")
@access.anyone
@limits.flood("forms")
def list_ways() -> Response | Redirect:
    """The same ways for every email, whatever its account has."""
    sent = EmailForm.sent()
    return _ways_page(sent) if sent.validate() else redirect(url_for(".index"), 303)


@bp.post("/sign-in/code")
@access.anyone
@limits.flood("forms")
@limits.flood("codes", only_done=True)
def enter_by_code() -> Response | Redirect:
    return _ask(ChallengePurpose.SIGN_IN)


@bp.get("/reset/new")
@access.anyone
def new_password() -> Response | Redirect:
    account = _flow().proven()
    return _new_page(NewPasswordForm(account.email)) if account else redirect(url_for(".reset"), 303)


@bp.post("/reset/new")
@access.anyone
@limits.flood("forms")
def change_password() -> Response | Redirect:
    sent = _checked()
    if sent is None:
        return redirect(url_for(".reset"), 303)
    if sent.errors:
        return _new_page(sent, 422)
    password_hash = portal().hasher.hash(sent.value("password"))
    account = _flow().proven()
    if account is None:  # it took too long, or was done in another tab
        return redirect(url_for(".reset"), 303)
    password_changes.change(db_session(), account, password_hash, mailer=portal().mailer, now=now())
    actor = Actor(ActorKind.RESIDENT, account.public_id)
    audit.record(db_session(), actor, "password.reset", subject="account", subject_id=account.public_id, now=now())
    # The mail of the change tells the owner of this browser too.
    response = login.let_in(account, first=True) or login.switched_off()
    flash(_("Your password is changed. Every other browser was signed out."))
    return response


@bp.post("/reset/new/check")
@access.anyone
@limits.flood("checks")
def new_password_checklist() -> Response:
    """The requirements, ticked as the password is typed; changes nothing."""
    with portal().database.reading() as session:
        account = CodeFlow(session, portal().mailer, now(), cookies.CODE.read()).proven()
    items = NewPasswordForm.sent(username=account.email if account else "").checklist()
    return hx.fragment("sign_up/password-requirements", items=items)


def _checked() -> NewPasswordForm | None:
    """The new password with what is wrong with it, compared before any transaction; None if no email was proven."""
    with portal().database.reading() as session:
        account = CodeFlow(session, portal().mailer, now(), cookies.CODE.read()).proven()
        hashes = password_changes.remembered(session, account.id) if account and account.id else ()
    if account is None:
        return None
    sent = NewPasswordForm.sent(username=account.email)
    if sent.validate() and password_changes.is_reused(portal().hasher, hashes, sent.value("password")):
        sent.refuse_reused()
    return sent


def _carried() -> AddressForm:
    sent = AddressForm.sent()
    return sent if sent.validate() else AddressForm()


def _ask(purpose: ChallengePurpose) -> Response | Redirect:
    """Mail a code to the address, or that it has no account, and show the box for the code either way."""
    sent = EmailForm.sent()
    if not sent.validate():
        return _ask_page(purpose, sent, 422)
    # Mailed a moment ago: another would kill its code.
    if _flow().waits_for(purpose, sent.value("email"), keep=bool(sent.keep.data)):
        return redirect(url_for("verification.enter"), 303)
    flow = CodeFlow(db_session(), portal().mailer, now(), None, inviter().instead_of_code)
    try:
        token = flow.begin(purpose, sent.value("email"), language=language(), keep=bool(sent.keep.data))
    except TooManyCodes:
        sent.email.errors = [str(TOO_MANY_CODES)]
        return _ask_page(purpose, sent, 429)
    db_session().commit()
    response = redirect(url_for("verification.enter"), 303)
    cookies.CODE.write(response, token)
    return response


def _flow() -> CodeFlow:
    return CodeFlow(db_session(), portal().mailer, now(), cookies.CODE.read())


def _ask_page(purpose: ChallengePurpose, form: AddressForm, status: int = 200) -> Response:
    if purpose is ChallengePurpose.SIGN_IN:
        return _ways_page(form, status)
    is_reset = purpose is ChallengePurpose.RESET
    title = _("Choose a new password") if is_reset else _("Unlock your account")
    action = url_for(".reset" if is_reset else ".unlock")
    return hx.page(
        "sign_in/ask",
        title=title,
        status=status,
        form=form,
        is_reset=is_reset,
        is_back=is_reset and "back" in request.args,
        action=action,
        flow=True,
    )


def _ways_page(form: AddressForm, status: int = 200) -> Response:
    return hx.page("sign_in/ways", title=_("Choose how to prove it’s you"), status=status, form=form, flow=True)


def _new_page(form: NewPasswordForm, status: int = 200) -> Response:
    missed = bool(form.password.errors and form.password.data)
    return hx.page(
        "sign_in/new-password",
        title=_("Choose a new password"),
        status=status,
        form=form,
        items=form.checklist(sent=missed),
        flow=True,
    )
