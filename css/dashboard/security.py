"""What a resident sees to themselves: where they are signed in, and their password."""

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts import owners, proofs, sessions
from css.accounts.second_factor import apps
from css.dashboard import own_password
from css.dashboard.forms import PasswordForm
from css.models import Account
from css.web import access, hx, limits, login
from css.web.context import db_session, now, portal
from css.web.device_names import device_name
from css.web.text import _

bp = Blueprint("security", __name__, url_prefix="/dashboard")


@bp.get("/sessions")
@access.resident()
def list_sessions() -> Response:
    resident = login.the_resident()
    found = sessions.list_of(db_session(), resident.account_id, now())
    return hx.page(
        "dashboard/sessions",
        title=_("Where you are signed in"),
        sessions=sorted(found, key=lambda one: one.session_id != resident.session_id),
        this=resident.session_id,
        device_name=device_name,
        said=request.args.get("done"),
        own_page=login.landing(resident.state),
    )


@bp.post("/sessions/<handle>/end")
@access.resident()
@limits.flood("forms")
def end_session(handle: str) -> Redirect:
    """Also when it has ended meanwhile: that is what was asked for."""
    sessions.close_one(db_session(), login.the_resident().account_id, handle)
    db_session().commit()
    return redirect(url_for(".list_sessions", done="ended"), 303)


@bp.post("/sessions/end")
@access.resident()
@limits.flood("forms")
def end_every_session() -> Redirect:
    """This browser's too."""
    account = db_session().get_one(Account, login.the_resident().account_id)
    sessions.close_all(db_session(), login.the_resident().account_id)
    proofs.forget(db_session(), account)
    db_session().commit()
    response = redirect(url_for("sign_in.index"), 303)
    login.forget(response)
    flash(_("You are signed out of every browser."))
    return response


@bp.get("/password")
@access.resident()
def password() -> Response | Redirect:
    return _app_first() or _password_page(PasswordForm())


@bp.post("/password")
@access.resident()
@limits.flood("forms")
def change_password() -> Response | Redirect:
    refused = _app_first()
    if refused:
        return refused
    sent = PasswordForm.sent()
    if not sent.validate():
        return _sent_back(sent)
    try:
        account = own_password.change(own_password.compare(sent))
    except own_password.Rejected as rejected:
        db_session().commit()  # a wrong try counts
        sent[rejected.field].errors = [rejected.message]
        return _sent_back(sent)
    # Every session has ended with the old password; this one goes on as what it was, and the mail tells the owner.
    keep, to = login.the_resident().kept, url_for(".list_sessions", done="password")
    return login.let_in(account, keep=keep, first=True, two_factors=True, to=to) or login.switched_off()


@bp.post("/password/check/<field>")
@access.check()
@limits.flood("checks")
def check_password(field: str) -> Response:
    """The message of a field that the resident has just left; changes nothing."""
    sent = PasswordForm.sent()
    if field not in sent:
        abort(404)
    return hx.fragment("message", errors=sent.errors_of(field))


@bp.post("/password/checklist")
@access.check()
@limits.flood("checks")
def checklist() -> Response:
    """The new password's requirements, ticked as it is typed; changes nothing."""
    return hx.fragment("sign_up/password-requirements", items=PasswordForm.sent().checklist())


def _app_first() -> Redirect | None:
    """Whoever has an app has proven who they are with its code too, a moment ago, or does so now.

    Else the new password would open a session that the code was never given for.
    """
    with portal().database.reading() as session:
        account = session.get_one(Account, login.the_resident().account_id)
        has_app = apps.exist(session, owners.of_account(account))
    if request.method == "GET" and not account.password_hash:
        abort(404)
    if not has_app or login.the_resident().confirmed(now()):
        return None
    return redirect(url_for("confirm.index", to="security.password"), 303)


def _sent_back(sent: PasswordForm) -> Response:
    sent.ask_again()
    return _password_page(sent, 422)


def _password_page(form: PasswordForm, status: int = 200) -> Response:
    return hx.page(
        "dashboard/change-password",
        title=_("Change your password"),
        status=status,
        form=form,
        email=form.username,
        items=form.checklist(sent=bool(form.password.errors and form.password.data)),
    )
