"""Files of an old system, however they were saved."""

import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from css.matching.importing import files
from css.matching.importing.files import LONGEST_LINE, MOST_LINES, BrokenRow, FileProblem, FileRefused, Row, RowProblem
from tests.matching.importing.files import HEADER, MARISOL, holder, text_of, written

PLAIN = text_of([MARISOL, holder("H-2")])


def read(folder: Path, content: bytes | str) -> list[Row | BrokenRow]:
    path = written(folder, content if isinstance(content, bytes) else content.encode())
    with closing(files.open_file(path)) as file:
        return list(file.rows())


def refused(folder: Path, content: bytes | str) -> FileRefused:
    with pytest.raises(FileRefused) as error:
        read(folder, content)
    return error.value


def broken(rows: list[Row | BrokenRow]) -> list[tuple[int, RowProblem]]:
    return [(row.line, row.problem) for row in rows if isinstance(row, BrokenRow)]


def ids(rows: list[Row | BrokenRow]) -> list[str]:
    return [row.values["legacy_id"] for row in rows if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_was_saved_in(tmp_path: Path, encoding: str, told: str) -> None:
    with closing(files.open_file(written(tmp_path, PLAIN.encode(encoding)))) as file:
        assert [row.values["last_name"] for row in file.rows() if isinstance(row, Row)] == ["Peña", "Peña"]
        assert (file.encoding, file.delimiter) == (told, ",")


def test_a_broken_byte_in_utf_8_spoils_its_own_row_and_not_every_accent(tmp_path: Path) -> None:
    content = PLAIN.encode().replace(b"Pe\xc3\xb1a", b"Pe\xf1a").replace(b"Pe\xf1a", b"Pe\xc3\xb1a", 1)
    first, second = read(tmp_path, content)
    assert isinstance(first, Row) and first.values["last_name"] == "Peña"
    assert isinstance(second, Row) and second.values["last_name"] == "Pe\udcf1a"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_are_told_apart_by_the_header(tmp_path: Path, delimiter: str) -> None:
    person = {**MARISOL, "company": "Peña; Sons, and\tDaughters"}
    (row,) = read(tmp_path, text_of([person], delimiter=delimiter))
    assert isinstance(row, Row) and row.values == person


def test_columns_may_stand_in_any_order_and_be_written_as_people_write_them(tmp_path: Path) -> None:
    text = text_of([MARISOL], tuple(reversed(HEADER)))
    text = text.replace("first_name", " First Name ").replace("legacy_id", "LEGACY-ID")
    (row,) = read(tmp_path, text)
    assert isinstance(row, Row) and row.values == MARISOL


def test_records_may_be_missing(tmp_path: Path) -> None:
    assert ids(read(tmp_path, text_of([MARISOL], HEADER[:-1]))) == ["H-1"]


def test_a_column_that_is_missing_or_named_twice_refuses_the_file(tmp_path: Path) -> None:
    missing = refused(tmp_path, text_of([MARISOL], [name for name in HEADER if name not in {"email", "zip"}]))
    assert (missing.problem, missing.detail) == (FileProblem.MISSING, "email, zip")
    twice = refused(tmp_path, text_of([MARISOL], (*HEADER, "email")))
    assert (twice.problem, twice.detail) == (FileProblem.REPEATED, "email")


def test_a_file_without_a_header_lacks_every_column(tmp_path: Path) -> None:
    assert refused(tmp_path, PLAIN.split("\r\n", 1)[1]).problem is FileProblem.MISSING


def test_columns_we_do_not_know_are_left_out_and_named(tmp_path: Path) -> None:
    path = written(tmp_path, text_of([MARISOL], (*HEADER, "balance")).encode())
    with closing(files.open_file(path)) as file:
        (row,) = file.rows()
        assert isinstance(row, Row) and row.values == MARISOL and file.ignored == ("balance",)


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content).problem is FileProblem.EMPTY


@pytest.mark.parametrize("content", [b"PK\x03\x04....", b"\xd0\xcf\x11\xe0...."])
def test_a_workbook_is_told_from_a_csv(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content).problem is FileProblem.WORKBOOK


def test_emails_in_another_column_refuse_the_file(tmp_path: Path) -> None:
    swapped = [holder(f"H-{n}", email="Peña", company=f"h{n}@example.com") for n in range(12)]
    error = refused(tmp_path, text_of(swapped))
    assert (error.problem, error.detail) == (FileProblem.SWAPPED, "12 12")


def test_few_wrong_emails_or_many_empty_ones_do_not_refuse_the_file(tmp_path: Path) -> None:
    half = [holder(f"H-{n}", email="none" if n % 2 else f"h{n}@example.com") for n in range(12)]
    empty = [holder(f"E-{n}", email="") for n in range(40)]
    assert len(ids(read(tmp_path, text_of(half + empty)))) == 52
    assert len(ids(read(tmp_path, text_of([holder(f"H-{n}", email="none") for n in range(9)])))) == 9


def test_quotes_and_line_breaks_in_them_belong_to_the_value_and_lines_are_those_of_an_editor(tmp_path: Path) -> None:
    person = holder("H-1", company='The "Roof"\r\n& Co', address2="\n\n")
    rows = read(tmp_path, text_of([person, holder("H-2")]))
    assert isinstance(rows[0], Row) and rows[0].values["company"] == 'The "Roof"\r\n& Co'
    assert [row.line for row in rows] == [2, 6]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_ending_counts_as_one(tmp_path: Path, ending: str) -> None:
    rows = read(tmp_path, PLAIN.replace("\r\n", ending).rstrip(ending))
    assert [row.line for row in rows] == [2, 3] and ids(rows) == ["H-1", "H-2"]


def test_empty_rows_are_passed_over(tmp_path: Path) -> None:
    lines = PLAIN.splitlines()
    rows = read(tmp_path, "\n".join(["", lines[0], "", lines[1], "," * 12, "  ", lines[2], "", ""]))
    assert ids(rows) == ["H-1", "H-2"] and [row.line for row in rows] == [4, 7]


@pytest.mark.parametrize("changed", [PLAIN.replace(",Boulder,", ","), PLAIN.replace(",Boulder,", ",Boulder,CO,USA,")])
def test_a_row_with_too_few_or_too_many_values_is_broken(tmp_path: Path, changed: str) -> None:
    assert broken(read(tmp_path, changed)) == [(2, RowProblem.FIELDS), (3, RowProblem.FIELDS)]


@pytest.mark.parametrize("after", [3, 3000])
def test_a_quote_that_is_never_closed_costs_its_own_row_alone(tmp_path: Path, after: int) -> None:
    good = [holder(f"H-{n}", records="") for n in range(after)]
    lines = text_of([holder("open", records=""), *good]).splitlines()
    lines[1] = lines[1].replace("Boulder", '"Boulder')
    rows = read(tmp_path, "\n".join(lines))
    assert broken(rows) == [(2, RowProblem.QUOTES)] and ids(rows) == [one["legacy_id"] for one in good]
    assert [row.line for row in rows] == list(range(2, after + 3))


def test_a_value_of_more_lines_than_anybody_writes_is_taken_for_an_open_quote(tmp_path: Path) -> None:
    rows = read(tmp_path, text_of([holder("H-1", company="\n" * (MOST_LINES - 1))]))
    assert ids(rows) == ["H-1"]
    first = read(tmp_path, text_of([holder("H-1", company="\n" * MOST_LINES)]))[0]
    assert isinstance(first, BrokenRow) and first.problem is RowProblem.QUOTES


def test_a_quote_inside_a_quoted_value_must_be_doubled(tmp_path: Path) -> None:
    rows = read(tmp_path, PLAIN.replace("Boulder", '"5" pipe"', 1))
    assert broken(rows) == [(2, RowProblem.QUOTES)] and ids(rows) == ["H-2"]
    assert ids(read(tmp_path, PLAIN.replace("Boulder", '5" pipe'))) == ["H-1", "H-2"]


def test_a_line_without_end_costs_its_own_row_and_no_memory(tmp_path: Path) -> None:
    head, first, second = PLAIN.splitlines()
    long = first.replace("Boulder", "x" * 20_000_000)
    path = written(tmp_path, "\n".join([head, long, second]).encode())
    del long
    tracemalloc.start()
    with closing(files.open_file(path)) as file:
        rows = list(file.rows())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert broken(rows) == [(2, RowProblem.TOO_LONG)] and ids(rows) == ["H-2"]
    assert peak < 20 * LONGEST_LINE


def test_a_row_may_be_as_long_as_a_line(tmp_path: Path) -> None:
    long = "x" * (LONGEST_LINE - 1000)
    (row,) = read(tmp_path, text_of([holder("H-1", company=long)]))
    assert isinstance(row, Row) and row.values["company"] == long


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = written(tmp_path, text_of(holder(f"H-{n}") for n in range(rows)).encode())
        tracemalloc.start()
        with closing(files.open_file(path)) as file:
            read_all(file.rows())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(12_000) < 1.5 * peak(2_000)


def read_all(rows: Iterator[object]) -> None:
    for _ in rows:
        pass


def test_nul_bytes_stay_where_they_are_and_stop_nothing(tmp_path: Path) -> None:
    rows = read(tmp_path, PLAIN.replace("Boulder", "Boul\0der", 1))
    assert isinstance(rows[0], Row) and rows[0].values["city"] == "Boul\0der" and ids(rows) == ["H-1", "H-2"]
