"""What `flask legacy import` says of files and rows."""

from css.matching.importing.files import FileProblem, FileRefused, RowProblem
from css.matching.importing.imports import Told
from css.matching.importing.rows import Reason, Remark
from css.matching.importing.staging import RefusedRow

_FILES = {
    FileProblem.EMPTY: "the file is empty",
    FileProblem.WORKBOOK: "this is a workbook, not a CSV: save it as CSV (UTF-8) first",
    FileProblem.MISSING: "the first line must name every column, in any order; missing: {}",
    FileProblem.REPEATED: "the first line names a column twice: {}",
    FileProblem.SWAPPED: 'the column "email" holds something else in {} rows; is it swapped with another?',
}
_ROWS: dict[str, str] = {
    RowProblem.QUOTES: "a quote is opened and not closed, or stands inside a value without being doubled",
    RowProblem.FIELDS: "wrong number of values: {}",
    RowProblem.TOO_LONG: "too long",
    Reason.BLANK: "must not be empty",
    Reason.CHARACTERS: "holds characters that can't be kept (control characters, broken bytes)",
    Reason.EMAIL: "not an email address; leave it empty if there is none",
    Reason.REPEATED: "the same legacy_id is on line {}, which was taken",
    Reason.NOT_JSON: "not JSON",
    Reason.NOT_A_LIST: "not a JSON list",
    Reason.NOT_A_RECORD: 'not {{"kind": …, "number": …, "title": …, "status": …}} in text',
}
_REMARKS = {
    Remark.NO_EMAIL: "empty: found by name, phone, address or record number only",
    Remark.SHARED_EMAIL: "the same as on a line before: they will be asked which account is theirs",
    Remark.PHONE: "can't be a phone number: kept as it is, nobody is found by it",
    Remark.STATE: "not a state: kept as it is",
    Remark.ZIP: "not a ZIP of the state: kept as it is",
    Remark.UNKNOWN: "not a column we know: left out",
}
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def of_file(refused: FileRefused) -> str:
    """Why the file as a whole can't be imported, in one line."""
    return _FILES[refused.problem].format(refused.detail)


def of_row(refused: RefusedRow) -> str:
    """Why a row was not taken."""
    return _ROWS[refused.reason].format(refused.detail)


def of_told(told: Told) -> str:
    """Something that was kept but is worth a look."""
    lines = ", ".join(f"{line:,}" for line in told.lines) + (" …" if told.count > len(told.lines) else "")
    return f"{told.field}: {told.count:,} {_REMARKS[told.remark]} (line {lines})"
