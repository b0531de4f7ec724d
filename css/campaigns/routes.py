"""Administrators invite holders of the old system to register again, and see how many have. All of it is in the
audit."""

from flask import Blueprint, Response, flash, redirect, url_for
from sqlmodel import select
from werkzeug.wrappers import Response as Redirect

from css.campaigns import pages, words
from css.campaigns.forms import BouncesForm, PlanForm, RateForm
from css.matching.inviting import addresses, campaigns
from css.matching.inviting.campaigns import Moved, plan_of
from css.models import Campaign, InvitationKind, Role
from css.web import access, hx, login
from css.web import staff_frame as frame
from css.web.context import db_session, now, polled, portal
from css.web.forms import VersionedForm
from css.web.invitation_links import inviter
from css.web.staff_frame import known_id
from css.web.text import _

bp = Blueprint("campaigns", __name__, url_prefix="/staff/legacy/campaign")
frame.for_administrators(bp)


@bp.get("")
@access.staff(Role.ADMINISTRATOR)
def index() -> Response:
    return pages.show()


@bp.get("/<public_id>/figures")
@polled
@access.staff(Role.ADMINISTRATOR)
def figures(public_id: str) -> Response | Redirect:
    """What the page asks for every ten seconds."""
    if not hx.wants_fragment():
        return redirect(url_for(".index"), 303)
    return pages.figures(_found(public_id))


@bp.post("")
@access.staff(Role.ADMINISTRATOR)
def prepare() -> Response | Redirect:
    sent = PlanForm.sent()
    if not sent.validate():
        return pages.show(sent, status=422)
    try:
        campaigns.prepare(db_session(), sent.plan(), staff_id=login.the_staff().staff_id, now=now())
    except Moved:
        return _moved()
    db_session().commit()
    return _back(_("The campaign is prepared. Nothing is sent before you start it."))


@bp.post("/<public_id>")
@access.staff(Role.ADMINISTRATOR)
def change(public_id: str) -> Response | Redirect:
    shown = _found(public_id)
    sent = RateForm.sent() if shown.started_at else PlanForm.sent()
    if not sent.validate():
        return pages.show(sent, status=422)
    plan, staff_id = sent.plan(plan_of(shown)), login.the_staff().staff_id
    try:
        campaigns.change(db_session(), public_id, sent.made_from, plan, staff_id=staff_id, now=now())
    except Moved:
        return _moved()
    db_session().commit()
    return _back(_("Saved."))


@bp.post("/<public_id>/<any(start,pause,resume,end):verb>")
@access.staff(Role.ADMINISTRATOR)
def move(public_id: str, verb: str) -> Response | Redirect:
    version, staff_id = VersionedForm.sent().made_from, login.the_staff().staff_id
    try:
        campaigns.move(db_session(), known_id(public_id), version, verb, staff_id=staff_id, now=now())
    except Moved:
        return _moved()
    db_session().commit()
    return _back(words.done(verb))


@bp.post("/test")
@access.staff(Role.ADMINISTRATOR)
def send_test() -> Redirect:
    """To whoever asks, and to nobody else, in the language in which holders get it."""
    member = login.the_staff()
    language = portal().jurisdiction.default_language
    made = inviter().invite(db_session(), member.email, InvitationKind.TEST, language=language, now=now())
    frame.record("campaign.tested", subject="invitation", subject_id=made.public_id)
    db_session().commit()
    return _back(_("A test is on its way to %(email)s.", email=member.email))


@bp.post("/bounced")
@access.staff(Role.ADMINISTRATOR)
def bounced() -> Response | Redirect:
    sent = BouncesForm.sent()
    found = sent.addresses()
    if not found:
        return pages.show(bounces=sent, status=422)
    came = addresses.bounced(db_session(), found, now())
    frame.record("campaign.bounces-noted", subject="addresses", changes={"noted": ("", str(came.noted))})
    db_session().commit()
    return _back(words.noted(came))


def _found(public_id: str) -> Campaign:
    return db_session().exec(select(Campaign).where(Campaign.public_id == known_id(public_id))).one()


def _back(said: str) -> Redirect:
    flash(said)
    return redirect(url_for(".index"), 303)


def _moved() -> Response:
    db_session().rollback()
    problem = _("Somebody else changed the campaign, or it has ended. This is how it stands now.")
    return pages.show(status=409, problem=problem)
