"""What the pages of old accounts share: who reaches them, and whoever acts."""

from flask import Blueprint

from css.models import Role, StaffMember
from css.web import login, staff_frame
from css.web.context import db_session
from css.web.text import _l

HELP_DESK_ROLES = (Role.HELPDESK, Role.ADMINISTRATOR)


def refuse_in_frame(bp: Blueprint) -> None:
    """What these pages refuse is said on a staff page."""
    staff_frame.refuse_in_frame(bp, _l("This is for the help desk"), _l("Ask an administrator if you need it."))


def member() -> StaffMember:
    """Who is signed in."""
    return db_session().get_one(StaffMember, login.the_staff().staff_id)
