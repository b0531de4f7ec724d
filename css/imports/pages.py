"""The pages of imports, made ready for their templates."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response, url_for

from css.imports import words
from css.imports.forms import UploadForm
from css.imports.uploading import LARGEST
from css.matching.importing import uploads
from css.matching.importing.imports import refusals
from css.matching.importing.turns import NOT_ENDED
from css.models import LegacyImport, LegacyImportState
from css.web import hx
from css.web import staff_frame as frame
from css.web.context import db_session, now
from css.web.language import moment
from css.web.text import _

REFUSED_SHOWN = 20
ANNOUNCED_EVERY = 25
"""Percent: a screen reader says four times how far it is, not at every look."""
SHOULD_BEGIN = timedelta(seconds=30)
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """An import in the list."""

    url: str
    one: LegacyImport
    who: str
    badge: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an import stands: what is shown anew every two seconds while it is under way."""

    one: LegacyImport
    badge: tuple[str, str]
    under_way: bool
    percent: int
    counts: Pairs
    note: str
    url: str

    @property
    def mark(self) -> str:
        """Changes when there is something to announce."""
        return f"{self.one.state}-{self.percent // ANNOUNCED_EVERY}"

    @property
    def said(self) -> str:
        """What is announced."""
        if self.one.state == LegacyImportState.READING:
            return f"{self.badge[1]}: {self.percent} %"
        return ". ".join([self.badge[1], *(f"{term}: {count}" for term, count in self.counts)])


def index(form: UploadForm, status: int = 200) -> Response:
    """The form, and what was imported before."""
    form.file.description = _(
        "The account holders of the old system. The first line names the columns. At most %(most)s MB.",
        most=LARGEST // 1024**2,
    )
    before = frame.id_asked_for("before")
    found, more = uploads.latest(db_session(), before)
    lines = [
        Line(url_for(".show", public_id=one.public_id), one, who or _command(), words.badge(one)) for one, who in found
    ]
    return frame.legacy_page(
        "imports/imports",
        title=_("Imports"),
        tab="imports",
        status=status,
        form=form,
        lines=lines,
        more=url_for(".index", before=more) if more else "",
        newest=url_for(".index") if before else "",
    )


def show(one: LegacyImport, *, status: int = 200, problem: str = "") -> Response:
    """One import."""
    return frame.legacy_page(
        "imports/import", title=one.file_name, tab="imports", status=status, problem=problem, **_of(one)
    )


def standing(one: LegacyImport, known: str) -> Response:
    """Where it stands now, for the page that shows it already and has announced `known`."""
    stands = _standing(one)
    news = stands.said if stands.mark != known else ""
    return hx.fragment("imports/standing", polled=True, news=news, **_of(one))


def _of(one: LegacyImport) -> dict[str, Any]:
    following = uploads.next_of(db_session(), one)
    kept = uploads.is_kept(db_session(), one, now())
    return {
        "standing": _standing(one),
        "about": _about(one),
        "following": url_for(".show", public_id=following.public_id) if following else "",
        "kept_until": moment(one.ended_at + uploads.CHECKED_KEPT) if kept and one.ended_at else "",
        "why": words.why_refused(one) if one.state == LegacyImportState.FAILED else "",
        "told": words.all_told(one),
        "refused": [
            (row.line, words.place(row), words.of_row(row))
            for row in refusals(db_session(), one.id or 0, REFUSED_SHOWN)
        ],
    }


def _standing(one: LegacyImport) -> Standing:
    return Standing(
        one,
        words.badge(one),
        under_way=one.state in NOT_ENDED,
        percent=100 * one.bytes_read // max(one.bytes_total, 1),
        counts=_counts(one) if one.encoding else [],
        note=_why_it_waits(one) if one.state == LegacyImportState.WAITING else "",
        url=url_for(".standing", public_id=one.public_id),
    )


def _why_it_waits(one: LegacyImport) -> str:
    if uploads.is_behind(db_session(), one):
        return _("Another file is being imported. This one waits its turn.")
    if now() - one.begun_at > SHOULD_BEGIN:
        return _("It should have begun by now. Please ask your IT whether the background loop runs (flask work).")
    return ""


def _counts(one: LegacyImport) -> Pairs:
    """In a dry run, what would be."""
    terms = (
        (_("Would be added"), _("Would be changed"), _("As before"), _("Would be refused"))
        if one.dry_run
        else (_("Added"), _("Changed"), _("As before"), _("Refused"))
    )
    counted = (one.added, one.changed, one.unchanged, one.refused)
    return [(term, f"{count:,}") for term, count in zip(terms, counted, strict=True)]


def _about(one: LegacyImport) -> Pairs:
    who = uploads.who(db_session(), one) or _command()
    read_as = [(_("Read as"), words.read_as(one.encoding, one.delimiter))] if one.encoding else []
    return [
        (_("Kind"), _("Dry run") if one.dry_run else _("For real")),
        (_("By"), who),
        (_("Begun"), moment(one.begun_at)),
        *([(_("Ended"), moment(one.ended_at))] if one.ended_at else []),
        *read_as,
    ]


def _command() -> str:
    return _("Command line")
