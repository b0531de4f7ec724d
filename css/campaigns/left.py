"""Who has not registered again: a list with masked addresses, and an export, which is in the audit."""

from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, stream_with_context, url_for

from css.campaigns import words
from css.core import spreadsheets
from css.matching.inviting import left, progress
from css.matching.inviting.left import Left
from css.models import Role
from css.web import access
from css.web import staff_frame as frame
from css.web.context import db_session, now, portal
from css.web.staff_frame import id_asked_for
from css.web.text import _

bp = Blueprint("who_is_left", __name__, url_prefix="/staff/legacy/campaign/left")
frame.for_administrators(bp)


@bp.get("")
@access.staff(Role.ADMINISTRATOR)
def index() -> Response:
    found = left.page(db_session(), after=id_asked_for("after"), before=id_asked_for("before"))
    return frame.legacy_page(
        "campaigns/left",
        title=_("Who is left"),
        tab="campaign",
        holders=progress.holders(db_session()),
        rows=[(one, words.obstacle(one.obstacle)) for one in found.rows],
        earlier=url_for(".index", before=found.before) if found.before else "",
        later=url_for(".index", after=found.after) if found.after else "",
    )


@bp.post("/export")
@access.staff(Role.ADMINISTRATOR)
def export() -> Response:
    """Everybody who is left, with what it takes to reach them. A POST, for it is a look at personal data."""
    frame.record("legacy.exported", subject="legacy-accounts")
    db_session().commit()
    response = Response(stream_with_context(spreadsheets.written(_rows())), mimetype="text/csv")
    day = now().astimezone(portal().jurisdiction.zone).date()
    response.headers.set("Content-Disposition", "attachment", filename=f"not-registered-again-{day}.csv")
    return response


def _rows() -> Iterator[tuple[str, ...]]:
    """Read in transactions of their own: the request's is over."""
    yield _columns()
    yield from map(_cells, left.everybody(portal().database))


def _columns() -> tuple[str, ...]:
    return (
        _("Number in the old system"),
        _("Name"),
        _("Company"),
        _("Email"),
        _("Phone"),
        _("Address"),
        _("City"),
        _("State"),
        _("Zip Code"),
        _("Last invited"),
        _("Why not invited"),
    )


def _cells(one: Left) -> tuple[str, ...]:
    told = one.held.version
    return (
        one.held.account.legacy_id,
        " ".join(filter(None, (told.first_name, told.middle_name, told.last_name))),
        told.company,
        one.held.email,
        told.phone,
        " ".join(filter(None, (told.address1, told.address2))),
        told.city,
        told.state,
        told.zip,
        _day(one.invited_at),
        words.obstacle(one.obstacle),
    )


def _day(when: datetime | None) -> str:
    """2026-11-22, in the city: a spreadsheet can sort by it."""
    return str(when.astimezone(portal().jurisdiction.zone).date()) if when else ""
