"""Administrators invite holders of the old system to register again, and see how many have."""

from flask import Blueprint, Response

from css.models import Role
from css.web import access, staff_frame
from css.web.text import _, _l

bp = Blueprint("campaigns", __name__, url_prefix="/staff/legacy/campaign")
staff_frame.refuse_in_frame(bp, _l("This is for administrators"), _l("Ask an administrator if you need it."))


@bp.get("")
@access.staff(Role.ADMINISTRATOR)
def index() -> Response:
    return staff_frame.page("campaigns/campaign", title=_("Campaign"), here="legacy", tab="campaign")
