"""An authenticator app of one's own, and new recovery codes.

Only who has just proven who they are is shown a secret. It is kept when its page comes back: the seal tells that it was
theirs, so whoever first has to find an app and install it is not asked to prove anything twice.
"""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css import audit
from css.accounts import owners
from css.accounts.owners import Owner
from css.accounts.second_factor import apps
from css.accounts.second_factor.apps import MOST, TooManyApps, WrongCode
from css.audit import Actor
from css.models import Account, ActorKind
from css.web import access, app_forms, hx, limits, login
from css.web.app_forms import NewAppForm, Offered, OfferForm
from css.web.authenticators import apps_of
from css.web.context import db_session, now
from css.web.text import _

bp = Blueprint("apps", __name__, url_prefix="/dashboard/authenticators")


@bp.get("/app")
@access.proven(to="apps.new")
def new() -> Response:
    owner = _owner()
    full = len(apps_of(owner).all()) >= MOST
    return _new_page(NewAppForm(name=app_forms.app_name()), None if full else app_forms.new_app(owner))


@bp.post("/app")
@access.held
@limits.flood("forms")
def add() -> Response | Redirect:
    owner, sent = _owner(), NewAppForm.sent()
    offered = app_forms.opened_app(owner, sent)
    if offered is None:
        return redirect(url_for(".new", again=1), 303)
    if not sent.validate():
        return _new_page(sent, offered, 422)
    try:
        apps_of(owner).add(
            offered.offer, sent.value("code"), name=sent.value("name"), this_session=login.the_resident().session_id
        )
    except TooManyApps:
        return redirect(url_for(".new"), 303)
    except WrongCode:
        sent.code.errors = [app_forms.not_shown_now()]
        return _new_page(sent, offered, 422)
    return _done(owner, "app.added", "app")


@bp.get("/recovery-codes")
@access.proven(to="apps.recovery_codes")
def recovery_codes() -> Response | Redirect:
    owner = _owner()
    if not apps.exist(db_session(), owner):
        return redirect(url_for("authenticators.index"), 303)
    return hx.page(
        "dashboard/recovery-codes",
        title=_("New recovery codes"),
        offered=app_forms.new_codes(owner),
        left=apps_of(owner).recovery_codes_left(),
        again="again" in request.args,
    )


@bp.post("/recovery-codes")
@access.held
@limits.flood("forms")
def use_recovery_codes() -> Redirect:
    owner = _owner()
    offered = app_forms.opened_codes(owner, OfferForm.sent())
    if offered is None:
        return redirect(url_for(".recovery_codes", again=1), 303)
    if not apps.exist(db_session(), owner):
        return redirect(url_for("authenticators.index"), 303)
    apps_of(owner).replace_recovery_codes(offered.codes)
    return _done(owner, "recovery-codes.replaced", "codes")


def _owner() -> Owner:
    return owners.of_account(db_session().get_one(Account, login.the_resident().account_id))


def _done(owner: Owner, action: str, said: str) -> Redirect:
    actor = Actor(ActorKind.RESIDENT, owner.public_id)
    audit.record(db_session(), actor, action, subject="account", subject_id=owner.public_id, now=now())
    db_session().commit()
    return redirect(url_for("authenticators.index", done=said), 303)


def _new_page(form: NewAppForm, offered: Offered | None, status: int = 200) -> Response:
    return hx.page(
        "dashboard/new-app",
        title=_("Add an authenticator app"),
        status=status,
        form=form,
        offered=offered,
        most=MOST,
        again="again" in request.args,
    )
