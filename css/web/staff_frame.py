"""The frame that all staff pages share, and what they see when something is refused."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import Forbidden, NotFound

from css import audit
from css.audit import Actor
from css.models import ActorKind
from css.web import hx, login
from css.web.context import db_session, now
from css.web.text import _, _l

_PUBLIC_ID = re.compile(r"[a-z]{20}")


def page(name: str, *, title: str, status: int = 200, here: str = "approvals", **context: Any) -> Response:
    """The page templates/<name>.html in the staff's own frame; `here` is the place of the bar that it belongs to."""
    member = login.staff()
    return hx.page(
        name,
        title=title,
        status=status,
        masthead="partials/staff/staff-bar.html",
        staff_member=member.name if member else "",
        staff_role=member.role if member else "",
        here=here,
        **context,
    )


def legacy_page(name: str, *, title: str, tab: str, status: int = 200, **context: Any) -> Response:
    """A page of old accounts, at one of their tabs."""
    return page(name, title=title, status=status, here="legacy", tab=tab, **context)


def record(
    action: str, *, subject: str, subject_id: str = "", changes: Mapping[str, tuple[str, str]] | None = None
) -> None:
    """A line in the audit: the staff member who is signed in has done this."""
    actor = Actor(ActorKind.STAFF, login.the_staff().public_id)
    audit.record(db_session(), actor, action, subject=subject, subject_id=subject_id, now=now(), changes=changes)


def known_id(text: str) -> str:
    """A public id from an address; whatever else it is ends in 404 before any database sees it."""
    if not _PUBLIC_ID.fullmatch(text):
        abort(404)
    return text


def id_asked_for(name: str) -> str:
    """A public id from the query string, "" if there is none."""
    text = request.args.get(name, "")
    return text if _PUBLIC_ID.fullmatch(text) else ""


def refuse_in_frame(bp: Blueprint, whose: str, advice: str) -> None:
    """What this blueprint refuses is said on a staff page; `whose` and `advice` are for those without the role."""

    def _forbidden(_error: Exception) -> Response:
        return _refused(403, str(whose), str(advice))

    bp.register_error_handler(Forbidden, _forbidden)
    bp.register_error_handler(NotFound, _missing)
    bp.register_error_handler(NoResultFound, _missing)


def for_administrators(bp: Blueprint) -> None:
    """What this blueprint refuses is said on a staff page, to whoever is no administrator."""
    refuse_in_frame(bp, _l("This is for administrators"), _l("Ask an administrator if you need it."))


def _missing(_error: Exception) -> Response:
    return _refused(404, _("There is no such page"), _("The address may be mistyped, or the page is gone."))


def _refused(status: int, heading: str, advice: str) -> Response:
    if hx.wants_fragment() and request.method == "POST":
        return hx.trouble(f"{heading}. {advice}", status)
    return page("staff/refused", title=heading, status=status, heading=heading, advice=advice)
