"""A resident adds a passkey: the browser makes it, and from then on it signs them in."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css import audit
from css.accounts.passkey.passkey_answers import NotVerified
from css.accounts.passkey.passkey_challenges import TooOld
from css.accounts.passkey.passkeys import MOST, Adding, TooManyPasskeys
from css.audit import Actor
from css.dashboard.forms import AuthenticatorName
from css.models import Account, ActorKind
from css.web import access, hx, limits, login, webauthn
from css.web.context import db_session, device, now, portal
from css.web.device_names import device_name
from css.web.text import _

bp = Blueprint("passkeys", __name__, url_prefix="/dashboard/authenticators/passkey")
proven = access.proven(to="passkeys.new")


@bp.get("")
@proven
def new() -> Response:
    return _page(AuthenticatorName(name=device_name(device())), is_full=_flow().is_full)


@bp.get("/options")
@proven
def options() -> Response:
    """What the browser is to make; keeps nothing."""
    return webauthn.options(_flow().options())


@bp.post("")
@proven
@limits.flood("forms")
def add() -> Response | Redirect:
    sent = AuthenticatorName.sent()
    if not sent.validate():
        return _page(sent, 422)
    try:
        _flow().finish(request.form.get("credential", ""), name=sent.value("name"), mailer=portal().mailer)
    except TooManyPasskeys:
        return _page(sent, 422, is_full=True)
    except (NotVerified, TooOld) as error:
        sent.form_errors.append(_words(error))
        return _page(sent, 422)
    return _added()


def _flow() -> Adding:
    account = db_session().get_one(Account, login.the_resident().account_id)
    return Adding(db_session(), account, webauthn.party(), now())


def _added() -> Redirect:
    whose = login.the_resident().public_id
    actor = Actor(ActorKind.RESIDENT, whose)
    audit.record(db_session(), actor, "passkey.added", subject="account", subject_id=whose, now=now())
    db_session().commit()
    return redirect(url_for("authenticators.index", done="passkey"), 303)


def _words(error: NotVerified | TooOld) -> str:
    if isinstance(error, TooOld):
        return webauthn.took_too_long()
    return _("Your passkey was not added. Please try again.")


def _page(form: AuthenticatorName, status: int = 200, *, is_full: bool = False) -> Response:
    title = _("Add a passkey")
    return hx.page("dashboard/new-passkey", title=title, status=status, form=form, is_full=is_full, most=MOST)
