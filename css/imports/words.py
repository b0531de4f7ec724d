"""What is said of files, rows and imports: on the page in its language, by the command in English."""

from css.matching.importing.files import FileProblem, FileRefused, RowProblem
from css.matching.importing.imports import Told
from css.matching.importing.rows import Reason, Remark
from css.matching.importing.staging import RefusedRow
from css.matching.importing.turns import CANCELLED
from css.models import LegacyImport, LegacyImportState
from css.web.text import _, _l

_FILES = {
    FileProblem.EMPTY: _l("the file is empty"),
    FileProblem.WORKBOOK: _l("this is a workbook, not a CSV: save it as CSV (UTF-8) first"),
    FileProblem.MISSING: _l("the first line must name every column, in any order; missing: %(columns)s"),
    FileProblem.REPEATED: _l("the first line names a column twice: %(columns)s"),
    FileProblem.SWAPPED: _l(
        'the column "email" holds something else in %(wrong)s of the first %(all)s rows; is it swapped with another?'
    ),
    FileProblem.GONE: _l(
        "the background loop did not find the file: on two machines, both need the same folder of uploads"
    ),
}
_ROWS: dict[str, str] = {
    RowProblem.QUOTES: _l("a quote is opened and not closed, or stands inside a value without being doubled"),
    RowProblem.FIELDS: _l("wrong number of values: %(wrong)s instead of %(all)s"),
    RowProblem.TOO_LONG: _l("too long"),
    Reason.BLANK: _l("must not be empty"),
    Reason.CHARACTERS: _l("holds characters that can’t be kept (control characters, broken bytes)"),
    Reason.EMAIL: _l("not an email address; leave it empty if there is none"),
    Reason.REPEATED: _l("the same legacy_id is on line %(wrong)s, which was taken"),
    Reason.NOT_JSON: _l("not JSON"),
    Reason.NOT_A_LIST: _l("not a JSON list"),
    Reason.NOT_A_RECORD: _l('not {"kind": …, "number": …, "title": …, "status": …} in text'),
}
_REMARKS = {
    Remark.NO_EMAIL: _l("empty: found by name, phone, address or record number only"),
    Remark.SHARED_EMAIL: _l("the same as on a line before: they will be asked which account is theirs"),
    Remark.PHONE: _l("can’t be a phone number: kept as it is, nobody is found by it"),
    Remark.STATE: _l("not a state: kept as it is"),
    Remark.ZIP: _l("not a ZIP of the state: kept as it is"),
    Remark.UNKNOWN: _l("not a column we know: left out"),
}
_DELIMITERS = {",": _l("commas"), ";": _l("semicolons"), "\t": _l("tabs")}
_STATES = {
    LegacyImportState.WAITING: _l("Waiting"),
    LegacyImportState.READING: _l("Being read"),
    LegacyImportState.CHECKED: _l("Checked, nothing changed"),
    LegacyImportState.DONE: _l("Imported"),
    LegacyImportState.DROPPED: _l("Stopped, nothing imported"),
    LegacyImportState.FAILED: _l("Refused, nothing imported"),
}
_BADGES = {LegacyImportState.DONE: "good", LegacyImportState.CHECKED: "good", LegacyImportState.FAILED: "bad"}


def of_file(refused: FileRefused) -> str:
    """Why the file as a whole can't be imported, in one line."""
    return _filled(_FILES[refused.problem], refused.detail)


def of_row(refused: RefusedRow) -> str:
    """Why a row was not taken."""
    return _filled(_ROWS[refused.reason], refused.detail)


def cells(refused: RefusedRow) -> tuple[str, str, str]:
    """A refused row in the list of them: its line, the column, the reason."""
    return str(refused.line), place(refused), of_row(refused)


def of_told(told: Told) -> str:
    """Something that was kept but is worth a look."""
    lines = ", ".join(f"{line:,}" for line in told.lines) + (" …" if told.count > len(told.lines) else "")
    what = str(_REMARKS[told.remark])
    return _(
        "%(column)s: %(count)s %(what)s (line %(lines)s)",
        column=told.field,
        count=f"{told.count:,}",
        what=what,
        lines=lines,
    )


def all_told(one: LegacyImport) -> list[str]:
    """All that was kept of it but is worth a look."""
    return [
        of_told(Told(told["field"], Remark(told["remark"]), told["count"], tuple(told["lines"]))) for told in one.told
    ]


def read_as(encoding: str, delimiter: str) -> str:
    """How the file was read: UTF-8, commas."""
    return f"{encoding}, {_DELIMITERS[delimiter]}"


def state(one: LegacyImport) -> str:
    """Where an import stands."""
    if one.problem == CANCELLED:
        return _("Cancelled, nothing imported")
    return str(_STATES[LegacyImportState(one.state)])


def badge(one: LegacyImport) -> tuple[str, str]:
    """The same beside its shape."""
    under_way = one.state == LegacyImportState.READING
    return _BADGES.get(LegacyImportState(one.state), "sun" if under_way else "ring"), state(one)


def why_refused(one: LegacyImport) -> str:
    """Why nothing of a file could be read."""
    return of_file(FileRefused(FileProblem(one.problem), one.detail))


def place(refused: RefusedRow) -> str:
    """The column, as the file names it."""
    return refused.field or _("whole row")


def _filled(text: str, detail: str) -> str:
    """The text with what was found: columns, or a number or two."""
    wrong, _rest, every = detail.partition(" ")
    return str(text) % {"columns": detail, "wrong": wrong, "all": every}
