"""CSV that a spreadsheet opens without running anything."""

import csv
import io

import pytest

from css.core.spreadsheets import MARK, ROWS_AT_ONCE, safe_cell, written


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1+1", "\u200b=1", "\ufeff@A1"])
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Peña", "1=1", " -1", "a@example.com"])
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_rows_come_some_at_a_time_after_the_mark_and_every_cell_is_safe() -> None:
    cells = [(str(number), "=1+1", 'Peña, "Tile"\r\nDenver') for number in range(ROWS_AT_ONCE + 1)]
    parts = list(written(cells))
    assert len(parts) == 2 and parts[0].startswith(MARK) and MARK not in parts[1]
    whole = "".join(parts).removeprefix(MARK)
    assert list(csv.reader(io.StringIO(whole, newline=""))) == [[one, f"'{two}", three] for one, two, three in cells]


def test_nothing_is_asked_of_the_rows_before_it_is_written() -> None:
    asked = iter([("1",)] * (3 * ROWS_AT_ONCE))
    next(written(asked))
    assert len(list(asked)) == 2 * ROWS_AT_ONCE
