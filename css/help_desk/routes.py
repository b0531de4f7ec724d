"""Looking up a legacy account, for whoever calls and is unsure of their email address."""

from flask import Blueprint, Response

from css.models import Role
from css.web import access, staff_frame
from css.web.text import _, _l

HELPERS = (Role.HELPDESK, Role.ADMINISTRATOR)
bp = Blueprint("help_desk", __name__, url_prefix="/staff/legacy")
staff_frame.refuse_in_frame(bp, _l("This is for the help desk"), _l("Ask an administrator if you need it."))


@bp.get("")
@access.staff(*HELPERS)
def index() -> Response:
    return staff_frame.page("help_desk/look-up", title=_("Old accounts"), here="legacy", tab="look-up")
