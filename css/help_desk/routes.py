"""Looking up an old account, for whoever calls and is unsure of their email address.

What was asked for is personal: it is sent by POST and stands in no address, and the audit has only that somebody asked.
"""

from flask import Blueprint, Response

from css import audit
from css.audit import Actor
from css.help_desk import words
from css.help_desk.forms import LookUpForm
from css.help_desk.frame import HELPERS, page, refuse_in_frame
from css.matching.claiming import look_ups
from css.matching.claiming.look_ups import MOST, Found
from css.models import ActorKind
from css.web import access, login
from css.web.context import db_session, now
from css.web.staff_frame import id_asked_for
from css.web.text import _

bp = Blueprint("help_desk", __name__, url_prefix="/staff/legacy")
refuse_in_frame(bp)


@bp.get("")
@access.staff(*HELPERS)
def index() -> Response:
    """`for`: the question of a resident whose old account is looked up."""
    return _page(LookUpForm(question=id_asked_for("for")))


@bp.post("")
@access.staff(*HELPERS)
def look_up() -> Response:
    sent = LookUpForm.sent()
    if not sent.validate():
        return _page(sent, status=422)
    found = look_ups.look_up(db_session(), sent.value("text"))
    actor = Actor(ActorKind.STAFF, login.the_staff().public_id)
    audit.record(db_session(), actor, "legacy.looked-up", subject="legacy-account", subject_id="", now=now())
    db_session().commit()
    return _page(sent, found)


def _page(form: LookUpForm, found: Found | None = None, status: int = 200) -> Response:
    return page(
        "look-up",
        title=_("Old accounts"),
        tab="look-up",
        status=status,
        form=form,
        found=found,
        most=MOST,
        lines=[words.line(row) for row in found.rows] if found else [],
    )
