"""Cells that a spreadsheet opens without running anything."""

import pytest

from css.core.spreadsheets import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Peña", "1=1", " -1", "a@example.com"])
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text
