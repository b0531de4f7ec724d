"""Before a session ends for idleness, pages say so, in time to stay (WCAG 2.2, 2.2.1). static/session.js asks here.

The server alone knows how long is left: another tab may be in use. Asking is no use of the session.
"""

import math
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as Redirect

from css.accounts import sessions
from css.web import access, cookies, hx, limits, login
from css.web.context import db_session, now
from css.web.text import _

bp = Blueprint("idle", __name__, url_prefix="/session")


@bp.get("/left")
@access.anyone
def left() -> Response:
    """Seconds until this browser's session ends, 0 where there is none."""
    token = cookies.RESIDENT.read()
    # Looked up here and not by login.resident(), which would note it as use.
    found = sessions.resident(db_session(), token, now()) if token else None
    return _number(_seconds_until(found.ends_at) if found else 0)


@bp.post("/extend")
@access.resident()
@limits.flood("checks")
def extend() -> Response:
    """The request itself was the use; says how many seconds are left now."""
    return _number(_seconds_until(replace(login.the_resident(), seen_at=now()).ends_at))


@bp.get("/over")
@access.anyone
def over() -> Response | Redirect:
    """What stands on screen instead of the page, once the session has ended."""
    resident = login.resident()
    if resident:
        return redirect(login.landing(resident.state), 303)
    minutes = int(sessions.IDLE.total_seconds() // 60)
    title = _("You were signed out after %(count)s minutes", count=minutes)
    return hx.page("dashboard/over", title=title, flow=True)


@bp.app_context_processor
def _for_every_template() -> dict[str, object]:
    """`idle_seconds`: after how many seconds the page should ask how long is left, or None where nobody need be warned.

    What this request adds is not counted in: asking a little early does no harm.
    """
    resident = login.resident()
    if resident is None or resident.kept:  # who is kept signed in has thirty days
        return {"idle_seconds": None}
    return {"idle_seconds": _seconds_until(resident.ends_at)}


def _seconds_until(end: datetime) -> int:
    return max(0, math.ceil((end - now()).total_seconds()))


def _number(seconds: int) -> Response:
    return Response(str(seconds), mimetype="text/plain")
