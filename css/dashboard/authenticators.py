"""How a resident signs in: the password, codes by mail, passkeys and apps; what was added can be named and removed."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css import audit
from css.accounts import authenticators, identities, owners
from css.accounts.authenticators import Authenticator, LastWayIn
from css.accounts.owners import Owner
from css.accounts.passkey import passkeys
from css.audit import Actor
from css.dashboard.forms import AuthenticatorName
from css.models import Account, ActorKind, AuthenticatorApp, Identity, Passkey
from css.web import access, hx, limits, login
from css.web.authenticators import apps_of
from css.web.context import db_session, now, portal
from css.web.text import _

bp = Blueprint("authenticators", __name__, url_prefix="/dashboard/authenticators")
proven = access.proven(to="authenticators.index")


@bp.get("")
@access.resident()
def index() -> Response:
    account = _account()
    owner = owners.of_account(account)
    return hx.page(
        "dashboard/authenticators",
        title=_("How you sign in"),
        account=account,
        password_since=authenticators.password_since(db_session(), owner),
        identities=identities.of(db_session(), owner.id),
        passkeys=passkeys.of(db_session(), owner.id),
        apps=apps_of(owner).all(),
        recovery_codes=apps_of(owner).recovery_codes_left(),
        done=_said(request.args.get("done", "")),
        own_page=login.landing(login.the_resident().state),
    )


@bp.get("/<public_id>")
@proven
def change(public_id: str) -> Response:
    found = _found(public_id)
    return _page(found, AuthenticatorName(name=found.name))


@bp.post("/<public_id>/name")
@proven
@limits.flood("forms")
def rename(public_id: str) -> Response | Redirect:
    _owner().lock(db_session())  # else another window may just be removing it
    found, sent = _found(public_id), AuthenticatorName.sent()
    if isinstance(found, Identity):
        abort(404)  # it has the provider's name
    if not sent.validate():
        return _page(found, sent, 422)
    found.name = sent.value("name")
    db_session().commit()
    return redirect(url_for(".index", done="named"), 303)


@bp.post("/<public_id>/remove")
@proven
@limits.flood("forms")
def remove(public_id: str) -> Redirect:
    found, owner = _found(public_id), _owner()
    buttons, mailer = portal().settings.providers, portal().mailer
    try:
        authenticators.remove(db_session(), apps_of(owner), found, buttons=buttons, mailer=mailer, now=now())
    except LastWayIn:  # by now: its page says so
        return redirect(url_for(".change", public_id=public_id), 303)
    actor, what = Actor(ActorKind.RESIDENT, owner.public_id), f"{_kind(found)}.removed"
    audit.record(db_session(), actor, what, subject="account", subject_id=owner.public_id, now=now())
    db_session().commit()
    return redirect(url_for(".index", done="removed"), 303)


def _account() -> Account:
    return db_session().get_one(Account, login.the_resident().account_id)


def _owner() -> Owner:
    return owners.of_account(_account())


def _found(public_id: str) -> Authenticator:
    return authenticators.find(db_session(), apps_of(_owner()), public_id)


def _kind(found: Authenticator) -> str:
    return {Passkey: "passkey", Identity: "identity", AuthenticatorApp: "app"}[type(found)]


def _said(done: str) -> str:
    """What has just been done, in words."""
    return {
        "passkey": _("Your passkey is added. You can sign in with it from now on."),
        "app": _("Your authenticator app is added. We ask for its code whenever you sign in."),
        "codes": _("Your new recovery codes work from now on, and the old ones no longer."),
        "email": _("Your email address is changed. From now on you sign in with it."),
        "named": _("The name is changed."),
        "removed": _("It is removed. Whoever is signed in stays so: see “Where you are signed in”."),
        "confirmed": _("Thank you, that was right."),
    }.get(done, "")


def _page(found: Authenticator, form: AuthenticatorName, status: int = 200) -> Response:
    return hx.page(
        "dashboard/authenticator",
        title=found.name,
        status=status,
        found=found,
        kind=_kind(found),
        form=form,
        last_way_in=authenticators.is_last_way_in(db_session(), _owner(), found, portal().settings.providers),
    )
