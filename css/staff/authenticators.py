"""How a member of the staff signs in: their authenticator apps and recovery codes."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts import owners
from css.accounts.owners import Owner
from css.accounts.second_factor.apps import MOST, Apps, LastApp, TooManyApps, WrongCode
from css.models import AuthenticatorApp, StaffMember
from css.staff import entering, words
from css.staff.password_again import AnotherAppForm, NewCodesForm, RemoveForm, fitting
from css.web import access, app_forms, limits, login
from css.web import staff_frame as frame
from css.web.app_forms import Offered, new_app, new_codes, opened_app, opened_codes
from css.web.authenticators import apps_of
from css.web.context import db_session, portal
from css.web.staff_frame import known_id
from css.web.text import _

HERE = "authenticators"
bp = Blueprint("staff_authenticators", __name__, url_prefix="/staff/authenticators")
frame.refuse_in_frame(bp, words.FOR_REVIEWERS, words.ONLY_LOOK)


@bp.get("")
@access.staff()
def index() -> Response:
    mine = _mine()
    found = mine.all()
    return frame.page(
        "staff/authenticators",
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
    full = len(_mine().all()) >= MOST
    return _add_page(fitting(AnotherAppForm, name=app_forms.app_name()), None if full else new_app(_owner()))


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
        _mine().add(
            offered.offer, sent.value("code"), name=sent.value("name"), this_session=login.the_staff().session_id
        )
    except TooManyApps:
        return redirect(url_for(".new"), 303)
    except WrongCode:
        sent.code.errors = [app_forms.not_shown_now()]
        return _add_page(sent, offered, 422)
    return _done("app-added")


@bp.get("/codes")
@access.staff()
def codes() -> Response | Redirect:
    return _codes_page(fitting(NewCodesForm), new_codes(_owner())) if _mine().all() else _back()


@bp.post("/codes")
@access.staff()
@limits.flood("forms")
def replace_codes() -> Response | Redirect:
    sent = fitting(NewCodesForm.sent)
    right = sent.is_right()
    if not _mine().all():
        return _back()
    offered = opened_codes(_owner(), sent)
    if offered is None:
        return redirect(url_for(".codes", again=1), 303)
    if not right:
        return _codes_page(sent, offered, 422)
    _mine().replace_recovery_codes(offered.codes)
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
        _mine().remove(found, last_stays=_required())
    except LastApp:
        return _remove_page(found, sent, 409)
    return _done("app-removed")


def _owner() -> Owner:
    return owners.of_staff(db_session().get_one(StaffMember, login.the_staff().staff_id))


def _mine() -> Apps:
    return apps_of(_owner())


def _found(public_id: str) -> AuthenticatorApp:
    """The member's app of this id; raises NoResultFound."""
    return _mine().one(known_id(public_id))


def _required() -> bool:
    return portal().settings.staff_second_factor


def _done(what: str) -> Redirect:
    entering.record(what, login.the_staff().public_id)
    db_session().commit()
    return redirect(url_for(".index", done=what), 303)


def _back() -> Redirect:
    return redirect(url_for(".index"), 303)


def _add_page(form: AnotherAppForm, offered: Offered | None, status: int = 200) -> Response:
    return _form_page("add-app", _("Add an authenticator app"), form, status, offered=offered, most=MOST)


def _codes_page(form: NewCodesForm, offered: Offered, status: int = 200) -> Response:
    return _form_page("recovery-codes", _("New recovery codes"), form, status, offered=offered)


def _remove_page(found: AuthenticatorApp, form: RemoveForm, status: int = 200) -> Response:
    is_last = len(_mine().all()) == 1
    title = _("Remove this app?")
    return _form_page(
        "remove-app", title, form, status, found=found, is_last=is_last, keeps_last=is_last and _required()
    )


def _form_page(name: str, title: str, form: object, status: int, **context: object) -> Response:
    again = "again" in request.args
    return frame.page(f"staff/{name}", title=title, status=status, here=HERE, form=form, again=again, **context)
