"""Reading the old system's CSV, however it was saved: a row at a time, whatever its size in the same memory.

A file that can't be what it should be is refused as a whole (FileRefused); a row that can't be read is a BrokenRow, and
reading goes on with the next line.
"""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import BinaryIO

COLUMNS = (
    "email", "first_name", "middle_name", "last_name", "company", "phone",
    "address1", "address2", "city", "state", "zip", "legacy_id",
)  # fmt: skip
RECORDS = "records"
KNOWN = frozenset({*COLUMNS, RECORDS})
DELIMITERS = (",", ";", "\t")

LONGEST_LINE = 128 * 1024
"""Characters, as many as the csv module allows a field. Some 1,000 records fit into one row."""
MOST_LINES = 64
"""Of one row. A quote that is still open then was never closed."""
LOOKED_AT = 1_000
"""Rows in which a column must hold what its name says, at least in half of them."""
FEWEST_EMAILS = 10
"""Fewer values say nothing of a column: they are looked at row by row."""

_CHUNK = 64 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}


class FileProblem(StrEnum):
    """Why a file can't be imported at all."""

    EMPTY = "empty"
    WORKBOOK = "workbook"
    MISSING = "missing"
    REPEATED = "repeated"
    SWAPPED = "swapped"
    GONE = "gone"


class FileRefused(ValueError):
    """The file as a whole; `detail` names the columns, or is two numbers: what was wrong, of how many."""

    def __init__(self, problem: FileProblem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem, self.detail = problem, detail


class RowProblem(StrEnum):
    """Why a row can't be read."""

    QUOTES = "quotes"
    FIELDS = "fields"
    TOO_LONG = "too-long"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the file; `line`: where it begins, counted from 1."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that can't be read."""

    line: int
    problem: RowProblem
    detail: str = ""


class LegacyFile:
    """The rows of one file, which is open until `close`. `ignored`: columns we don't know."""

    def __init__(self, path: Path, encoding: str) -> None:
        """Reads the header; raises FileRefused if it won't do."""
        self.encoding = _NAMES.get(encoding, "UTF-16")
        self.size = path.stat().st_size
        self._binary = path.open("rb")
        self._lines = _Lines(self._binary, encoding)
        try:
            self.delimiter, self._columns = _header(self._lines)
        except FileRefused:
            self.close()
            raise
        self.ignored = tuple(name for name in self._columns if name and name not in KNOWN)

    def close(self) -> None:
        """Let the file go."""
        self._binary.close()

    @property
    def bytes_read(self) -> int:
        """How far the file is read."""
        return self._binary.tell()

    def rows(self) -> Iterator[Row | BrokenRow]:
        """Every row that is not empty."""
        while found := self._lines.row(self.delimiter, len(self._columns)):
            line, fields = found
            if isinstance(fields, BrokenRow):
                yield fields
            elif any(map(str.strip, fields)):
                named = zip(self._columns, fields, strict=True)
                yield Row(line, {name: text for name, text in named if name in KNOWN})


def open_file(path: Path) -> LegacyFile:
    """The file, ready to be read from its first row: a regular one, for it is read more than once.

    Raises FileRefused for what is no such CSV, lacks a column, names one twice or has emails in another column.
    """
    with path.open("rb") as binary:
        encoding = _encoding(binary)
    with closing(LegacyFile(path, encoding)) as looked_at:
        _refuse_swapped(looked_at)
    return LegacyFile(path, encoding)


def _encoding(binary: BinaryIO) -> str:
    """By the mark at the beginning, else UTF-8 if it can be, else Windows-1252: the same for the same bytes."""
    head = binary.read(4)
    if head.startswith(_WORKBOOKS):
        raise FileRefused(FileProblem.WORKBOOK)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if b"\0" in head[:2]:
        return "utf-16-be" if head.startswith(b"\0") else "utf-16-le"
    return "utf-8" if _is_utf8(binary) else "cp1252"


def _is_utf8(binary: BinaryIO) -> bool:
    """Whether the bytes are UTF-8, or were until something broke: then only the broken rows are refused."""
    binary.seek(0)
    decoder, beyond_ascii = codecs.getincrementaldecoder("utf-8")(), False
    try:
        while chunk := binary.read(_CHUNK):
            beyond_ascii |= not decoder.decode(chunk).isascii()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return beyond_ascii or not error.object[: error.start].isascii()
    return True


def _header(lines: "_Lines") -> tuple[str, tuple[str, ...]]:
    """The delimiter and the names of the columns."""
    first = lines.first()
    if not first:
        raise FileRefused(FileProblem.EMPTY)
    delimiter = max(DELIMITERS, key=lambda one: len(KNOWN.intersection(_names(first, one))))
    columns = _names(first, delimiter)
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise FileRefused(FileProblem.MISSING, ", ".join(missing))
    if repeated := [name for name in sorted(KNOWN) if columns.count(name) > 1]:
        raise FileRefused(FileProblem.REPEATED, ", ".join(repeated))
    return delimiter, columns


def _names(line: str, delimiter: str) -> tuple[str, ...]:
    """Columns as they are called here: "First Name" is first_name."""
    fields = next(csv.reader([line], delimiter=delimiter), [])
    return tuple("_".join(name.casefold().replace("-", " ").split()) for name in fields)


def _refuse_swapped(file: LegacyFile) -> None:
    """Refuse a file whose column of emails holds something else: row by row, nobody would see why."""
    rows = [row.values for row in islice(file.rows(), LOOKED_AT) if isinstance(row, Row)]
    emails = [row["email"] for row in rows if row["email"].strip()]
    wrong = sum("@" not in email for email in emails)
    if len(emails) >= FEWEST_EMAILS and wrong > len(emails) / 2:
        raise FileRefused(FileProblem.SWAPPED, f"{wrong} {len(emails)}")


class _Lines:
    """The lines of a file, some of which can be given back, and the rows they make."""

    def __init__(self, binary: BinaryIO, encoding: str) -> None:
        # A byte that means nothing becomes a lone surrogate, by which its row is refused; UTF-16 has no such way.
        errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
        self._text = io.TextIOWrapper(binary, encoding=encoding, errors=errors, newline="")
        self._back: deque[str] = deque()
        self._number = 0

    def first(self) -> str:
        """The first line that says something, or ""."""
        while (line := self._take()) and not line.strip():
            pass
        return line

    def row(self, delimiter: str, width: int) -> tuple[int, list[str] | BrokenRow] | None:
        """The next row and the line it begins on; None at the end.

        Of a row that can't be right only its first line is used up: an open quote must not swallow the rows below.
        """
        taken: list[str] = []
        number = self._number + 1
        fields = self._fields(csv.reader(self._some(taken), delimiter=delimiter, strict=True))
        if not taken:
            return None
        problem = _problem(taken, fields, width)
        if problem is None:
            return number, fields or []
        self._give_back(taken[1:])
        return number, BrokenRow(number, *problem)

    @staticmethod
    def _fields(reader: "Iterator[list[str]]") -> list[str] | None:
        try:
            return next(reader, None)
        except csv.Error:
            return None

    def _some(self, taken: list[str]) -> Iterator[str]:
        while len(taken) < MOST_LINES and (line := self._take()):
            taken.append(line)
            yield line

    def _take(self) -> str:
        line = self._back.popleft() if self._back else self._read()
        self._number += bool(line)
        return line

    def _give_back(self, lines: Sequence[str]) -> None:
        self._back.extendleft(reversed(lines))
        self._number -= len(lines)

    def _read(self) -> str:
        """The next line; of one that is too long its beginning."""
        line = more = self._text.readline(LONGEST_LINE)
        while len(more) == LONGEST_LINE and not more.endswith(("\r", "\n")):
            more = self._text.readline(LONGEST_LINE)
        return line


def _problem(taken: Sequence[str], fields: list[str] | None, width: int) -> tuple[RowProblem, str] | None:
    if any(len(line) == LONGEST_LINE for line in taken):
        return RowProblem.TOO_LONG, ""
    if fields is None:
        return RowProblem.QUOTES, ""
    if fields and len(fields) != width and any(map(str.strip, fields)):
        return RowProblem.FIELDS, f"{len(fields)} {width}"
    return None
