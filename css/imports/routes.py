"""Administrators hand in files of the old system, and see what comes of them."""

from flask import Blueprint, Response

from css.models import Role
from css.web import access, staff_frame
from css.web.text import _, _l

bp = Blueprint("imports", __name__, url_prefix="/staff/legacy/imports")
staff_frame.refuse_in_frame(bp, _l("This is for administrators"), _l("Ask an administrator if you need it."))


@bp.get("")
@access.staff(Role.ADMINISTRATOR)
def index() -> Response:
    return staff_frame.page("imports/imports", title=_("Imports"), here="legacy", tab="imports")
