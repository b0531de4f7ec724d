"""Who has not registered again: a list with masked addresses, and an export, which is in the audit."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, stream_with_context, url_for

from css import audit
from css.audit import Actor
from css.campaigns import words
from css.core.spreadsheets import safe_cell
from css.matching.inviting import left, progress
from css.matching.inviting.left import Left
from css.models import ActorKind, Role
from css.web import access, login
from css.web import staff_frame as frame
from css.web.context import db_session, now, portal
from css.web.staff_frame import id_asked_for
from css.web.text import _, _l

ROWS_AT_ONCE = 500
MARK = "\ufeff"
"""By which Excel sees that it is UTF-8."""
bp = Blueprint("who_is_left", __name__, url_prefix="/staff/legacy/campaign/left")
frame.refuse_in_frame(bp, _l("This is for administrators"), _l("Ask an administrator if you need it."))


@bp.get("")
@access.staff(Role.ADMINISTRATOR)
def index() -> Response:
    found = left.page(db_session(), after=id_asked_for("after"), before=id_asked_for("before"))
    return frame.page(
        "campaigns/left",
        title=_("Who is left"),
        here="legacy",
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
    actor = Actor(ActorKind.STAFF, login.the_staff().public_id)
    audit.record(db_session(), actor, "legacy.exported", subject="legacy-accounts", subject_id="", now=now())
    db_session().commit()
    response = Response(stream_with_context(_written()), mimetype="text/csv")
    day = now().astimezone(portal().jurisdiction.zone).date()
    response.headers.set("Content-Disposition", "attachment", filename=f"not-registered-again-{day}.csv")
    return response


def _written() -> Iterator[str]:
    """The file, some rows at a time, in transactions of their own: the request's is over."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    file.write(MARK)
    writer.writerow(_columns())
    for number, one in enumerate(left.everybody(portal().database), start=1):
        writer.writerow(map(safe_cell, _cells(one)))
        if number % ROWS_AT_ONCE == 0:
            yield file.getvalue()
            file.seek(0), file.truncate()
    yield file.getvalue()


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
