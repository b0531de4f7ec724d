"""Residents who say that they had an old account which their email did not find: staff answer them."""

from flask import Blueprint, Response

from css.help_desk.routes import HELPERS
from css.web import access, staff_frame
from css.web.text import _, _l

bp = Blueprint("legacy_questions", __name__, url_prefix="/staff/legacy/questions")
staff_frame.refuse_in_frame(bp, _l("This is for the help desk"), _l("Ask an administrator if you need it."))


@bp.get("")
@access.staff(*HELPERS)
def index() -> Response:
    return staff_frame.page("help_desk/questions", title=_("Old accounts"), here="legacy", tab="questions")
