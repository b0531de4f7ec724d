"""What the pages of old accounts share: who reaches them, their frame, and whoever acts."""

from typing import Any

from flask import Blueprint, Response

from css.models import Role, StaffMember
from css.web import login, staff_frame
from css.web.context import db_session
from css.web.text import _l

HELPERS = (Role.HELPDESK, Role.ADMINISTRATOR)


def refuse_in_frame(bp: Blueprint) -> None:
    """What these pages refuse is said on a staff page."""
    staff_frame.refuse_in_frame(bp, _l("This is for the help desk"), _l("Ask an administrator if you need it."))


def page(name: str, *, title: str, tab: str, status: int = 200, **context: Any) -> Response:
    """The page templates/help_desk/<name>.html, at this tab."""
    return staff_frame.page(f"help_desk/{name}", title=title, status=status, here="legacy", tab=tab, **context)


def member() -> StaffMember:
    """Who is signed in."""
    return db_session().get_one(StaffMember, login.the_staff().staff_id)
