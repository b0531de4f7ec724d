"""Administrators hand in files of the old system, and see what comes of them. All they do is in the audit."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request, stream_with_context, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Redirect

from css.core import spreadsheets
from css.imports import pages, words
from css.imports.forms import UploadForm
from css.imports.uploading import LARGEST, incoming
from css.matching.importing import uploads
from css.matching.importing.imports import refusals
from css.matching.importing.uploads import Member, NotKept
from css.models import LegacyImport, Role
from css.web import access, hx, login
from css.web import staff_frame as frame
from css.web.context import db_session, now, polled, portal
from css.web.staff_frame import known_id
from css.web.text import _

bp = Blueprint("imports", __name__, url_prefix="/staff/legacy/imports")
frame.for_administrators(bp)


@bp.get("")
@access.staff(Role.ADMINISTRATOR)
def index() -> Response:
    return pages.index(UploadForm())


@bp.post("")
@access.staff(Role.ADMINISTRATOR)
def hand_in() -> Response | Redirect:
    """Nothing of the body is read before the line above has let its sender pass (css/imports/uploading.py)."""
    try:
        waiting = _kept()
    except RequestEntityTooLarge:
        return _again(UploadForm(), _("This file is too large: at most %(most)s MB.", most=LARGEST // 1024**2), 413)
    except CSRFError:
        return _again(UploadForm(), _("This page was open too long. Please choose the file again."), 400)
    if waiting is None:
        return _again(UploadForm.sent(), _("Choose a file"), 422)
    return redirect(url_for(".show", public_id=waiting.public_id), 303)


@bp.get("/<public_id>")
@access.staff(Role.ADMINISTRATOR)
def show(public_id: str) -> Response:
    return pages.show(_found(public_id))


@bp.get("/<public_id>/standing")
@polled
@access.staff(Role.ADMINISTRATOR)
def standing(public_id: str) -> Response | Redirect:
    """What the page asks for every two seconds."""
    if not hx.wants_fragment():
        return redirect(url_for(".show", public_id=known_id(public_id)), 303)
    return pages.standing(_found(public_id), request.args.get("known", ""))


@bp.post("/<public_id>/import")
@access.staff(Role.ADMINISTRATOR)
def import_checked(public_id: str) -> Response | Redirect:
    try:
        waiting = uploads.import_checked(db_session(), known_id(public_id), _member(), now())
    except NotKept:
        problem = _("The file is no longer kept. Please upload it again.")
        return pages.show(_found(public_id), status=409, problem=problem)
    db_session().commit()
    return redirect(url_for(".show", public_id=waiting.public_id), 303)


@bp.post("/<public_id>/cancel")
@access.staff(Role.ADMINISTRATOR)
def cancel(public_id: str) -> Redirect:
    uploads.cancel(db_session(), known_id(public_id), _member(), now())
    db_session().commit()
    return redirect(url_for(".show", public_id=public_id), 303)


@bp.get("/<public_id>/refused.csv")
@access.staff(Role.ADMINISTRATOR)
def refused(public_id: str) -> Response:
    one = _found(public_id)
    response = Response(stream_with_context(spreadsheets.written(_listed(one.id or 0))), mimetype="text/csv")
    name = quote(f"{one.file_name.rpartition('.')[0] or one.file_name}.refused.csv", safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"  # RFC 6266, any script
    return response


def _kept() -> LegacyImport | None:
    """The file that came, waiting for the loop; None where none was chosen."""
    with incoming() as files:
        handed = files.keep(request.files.get("file"))
        if handed is None:
            return None
        dry_run = bool(UploadForm.sent().dry_run.data)
        waiting = uploads.hand_in(db_session(), handed, _member(), now(), dry_run=dry_run)
        db_session().commit()
        return waiting


def _again(form: UploadForm, problem: str, status: int) -> Response:
    form.file.errors = [problem]
    return pages.index(form, status)


def _listed(import_id: int) -> Iterator[tuple[str, ...]]:
    """The refused rows under their heads; with a session of its own, for the request's ends before."""
    yield _("line"), _("column"), _("reason")
    with portal().database.reading() as session:
        yield from map(words.cells, refusals(session, import_id))


def _found(public_id: str) -> LegacyImport:
    return uploads.find(db_session(), known_id(public_id))


def _member() -> Member:
    who = login.the_staff()
    return Member(who.staff_id, who.public_id)
