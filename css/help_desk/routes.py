"""Looking up an old account, for whoever calls and is unsure of their email address.

What was asked for is personal: it is sent by POST and stands in no address, and the audit has only that somebody asked.
"""

from flask import Blueprint, Response

from css.help_desk import words
from css.help_desk.forms import LookUpForm
from css.help_desk.frame import HELP_DESK_ROLES, refuse_in_frame
from css.matching.claiming import look_ups
from css.matching.claiming.look_ups import MOST, Found
from css.web import access, staff_frame
from css.web.context import db_session
from css.web.staff_frame import id_asked_for, legacy_page
from css.web.text import _

bp = Blueprint("help_desk", __name__, url_prefix="/staff/legacy")
refuse_in_frame(bp)


@bp.get("")
@access.staff(*HELP_DESK_ROLES)
def index() -> Response:
    """`for`: the question of a resident whose old account is looked up."""
    return _page(LookUpForm(question=id_asked_for("for")))


@bp.post("")
@access.staff(*HELP_DESK_ROLES)
def look_up() -> Response:
    sent = LookUpForm.sent()
    if not sent.validate():
        return _page(sent, status=422)
    found = look_ups.look_up(db_session(), sent.value("text"))
    staff_frame.record("legacy.looked-up", subject="legacy-account")
    db_session().commit()
    return _page(sent, found)


def _page(form: LookUpForm, found: Found | None = None, status: int = 200) -> Response:
    return legacy_page(
        "help_desk/look-up",
        title=_("Old accounts"),
        tab="look-up",
        status=status,
        form=form,
        found=found,
        most=MOST,
        lines=[words.line(row) for row in found.rows] if found else [],
    )
