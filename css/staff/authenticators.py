"""How a member of the staff signs in: their authenticator apps and recovery codes."""

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response as Redirect

from css.accounts import owners, staff_steps
from css.accounts.apps import MOST, TooManyApps, WrongCode
from css.accounts.owners import Owner
from css.accounts.staff_steps import LastApp
from css.models import AuthenticatorApp, StaffMember
from css.staff import entering, frame, words
from css.staff.frame import known_id
from css.staff.password_again import AnotherAppForm, NewCodesForm, RemoveForm, fitting
from css.web import access, limits, login
from css.web.app_forms import Offered, new_app, new_codes, opened_app, opened_codes
from css.web.authenticators import apps_of
from css.web.context import db_session, portal
from css.web.text import _

HERE = "authenticators"
bp = Blueprint("staff_authenticators", __name__, url_prefix="/staff/authenticators")
frame.refuse_in_frame(bp)


@bp.get("")
@access.staff()
def index() -> Response:
    mine = apps_of(_owner())
    found = mine.all()
    return frame.page(
        "authenticators",
        title=_("Your sign-in"),
        here=HERE,
        apps=found,
        keeps_last=_required() and len(found) == 1,
        may_add=len(found) < MOST,
        codes_left=mine.recovery_codes_left(),
        done=words.done_with_apps(request.args.get("done", "")),
    )


@bp.get("/new")
@access.staff()
def new() -> Response:
    return _add_page(fitting(AnotherAppForm, name=words.app_name()), new_app(_owner()))


@bp.post("/new")
@access.staff()
@limits.flood("forms")
def add() -> Response | Redirect:
    sent = fitting(AnotherAppForm.sent)
    right = sent.is_right()
    offered = opened_app(_owner(), sent)
    if offered is None:
        return redirect(url_for(".new", again=1), 303)
    if not right:
        return _add_page(sent, offered, 422)
    try:
        staff_steps.add_app(
            db_session(), _owner(), apps_of(_owner()), offered.offer, sent.value("code"), name=sent.value("name")
        )
    except WrongCode:
        sent.code.errors = [words.not_shown_now()]
        return _add_page(sent, offered, 422)
    except TooManyApps:
        sent.form_errors.append(words.too_many_apps(MOST))
        return _add_page(sent, offered, 422)
    return _done("app-added")


@bp.get("/codes")
@access.staff()
def codes() -> Response | Redirect:
    owner = _owner()
    return _codes_page(fitting(NewCodesForm), new_codes(owner)) if apps_of(owner).all() else _back()


@bp.post("/codes")
@access.staff()
@limits.flood("forms")
def replace_codes() -> Response | Redirect:
    sent = fitting(NewCodesForm.sent)
    right, owner = sent.is_right(), _owner()
    if not apps_of(owner).all():
        return _back()
    offered = opened_codes(owner, sent)
    if offered is None:
        return redirect(url_for(".codes", again=1), 303)
    if not right:
        return _codes_page(sent, offered, 422)
    apps_of(owner).replace_recovery_codes(offered.codes)
    return _done("recovery-codes")


@bp.get("/<public_id>/remove")
@access.staff()
def question(public_id: str) -> Response:
    return _remove_page(_found(public_id), fitting(RemoveForm))


@bp.post("/<public_id>/remove")
@access.staff()
@limits.flood("forms")
def remove(public_id: str) -> Response | Redirect:
    sent = fitting(RemoveForm.sent)
    right, found = sent.is_right(), _found(public_id)
    if not right:
        return _remove_page(found, sent, 422)
    try:
        staff_steps.remove_app(db_session(), _owner(), apps_of(_owner()), public_id, required=_required())
    except LastApp:
        return _remove_page(found, sent, 409)
    return _done("app-removed")


def _owner() -> Owner:
    return owners.of_staff(db_session().get_one(StaffMember, login.the_staff().staff_id))


def _found(public_id: str) -> AuthenticatorApp:
    """The member's app of this id; raises NoResultFound."""
    known = known_id(public_id)
    for app in apps_of(_owner()).all():
        if app.public_id == known:
            return app
    raise NoResultFound


def _required() -> bool:
    return portal().settings.staff_second_factor


def _done(what: str) -> Redirect:
    entering.record(what, login.the_staff().public_id)
    db_session().commit()
    return redirect(url_for(".index", done=what), 303)


def _back() -> Redirect:
    return redirect(url_for(".index"), 303)


def _add_page(form: AnotherAppForm, offered: Offered, status: int = 200) -> Response:
    return _form_page("add-app", _("Add an authenticator app"), form, status, offered=offered)


def _codes_page(form: NewCodesForm, offered: Offered, status: int = 200) -> Response:
    return _form_page("recovery-codes", _("New recovery codes"), form, status, offered=offered)


def _remove_page(found: AuthenticatorApp, form: RemoveForm, status: int = 200) -> Response:
    is_last = len(apps_of(_owner()).all()) == 1
    title = _("Remove this app?")
    return _form_page(
        "remove-app", title, form, status, found=found, is_last=is_last, keeps_last=is_last and _required()
    )


def _form_page(name: str, title: str, form: object, status: int, **context: object) -> Response:
    again = "again" in request.args
    return frame.page(name, title=title, status=status, here=HERE, form=form, again=again, **context)
