"""Who is left: a list with masked addresses, and a file that no spreadsheet runs anything of."""

import csv
import io
import re

import pytest
from werkzeug.test import TestResponse

from css.core import spreadsheets
from css.matching.inviting import left
from tests.campaigns.conftest import CAMPAIGN, PLAN
from tests.html import StrictClient
from tests.matching.importing.files import holder
from tests.matching.inviting.desk import Desk

LEFT = f"{CAMPAIGN}/left"


def rows(answer: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"), newline="")))


def test_the_list_shows_nobodys_whole_address(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(2)
    desk.bring_in([holder("H-9", email="", last_name="Ng")])
    page = ruben.get(LEFT).text
    assert "3 of 3 old accounts are not claimed yet" in page and page.count("h•••@example.com") == 2
    assert "h-0@example.com" not in page and "No email" in page and "Never" in page


def test_pages_lead_on_and_back(ruben: StrictClient, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(left.page.__kwdefaults__, "size", 2)
    desk.bring_in(holder(f"H-{number}", last_name=f"Nr{number}") for number in range(3))
    first = ruben.get(LEFT).text
    onward = re.search(r'href="([^"]+)"[^>]*>Next page', first)
    assert onward and "Previous page" not in first and "Nr2" not in first
    second = ruben.get(onward[1]).text
    back = re.search(r'href="([^"]+)"[^>]*>Previous page', second)
    assert back and "Nr2" in second and "Next page" not in second
    assert "Nr0" in ruben.get(back[1]).text


def test_the_file_has_everybody_who_is_left_with_what_it_takes_to_reach_them(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(2, company="Peña Tile")
    desk.register("h-0@example.com")
    ruben.post(CAMPAIGN, data=PLAN)
    desk.do("start")
    desk.round()
    answer = ruben.post(f"{LEFT}/export")
    assert answer.mimetype == "text/csv" and answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == "attachment; filename=not-registered-again-2026-11-20.csv"
    head, row = rows(answer)
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    assert dict(zip(head, row, strict=True)) == {
        "Number in the old system": "H-1",
        "Name": "Marisol Peña",
        "Company": "Peña Tile",
        "Email": "h-1@example.com",
        "Phone": "(303) 555-0142",
        "Address": "505 South Vulcan Avenue Apt 2",
        "City": "Boulder",
        "State": "CO",
        "Zip Code": "80302-1234",
        "Last invited": "2026-11-20",
        "Why not invited": "",
    }


@pytest.mark.parametrize("begins", ["=", "+", "-", "@"])
def test_no_cell_is_taken_for_a_formula(ruben: StrictClient, desk: Desk, begins: str) -> None:
    evil = f'{begins}HYPERLINK("http://x")'
    said = dict.fromkeys(("first_name", "company", "phone", "address1", "city", "state", "zip"), evil)
    desk.bring_in([{**holder(evil), **said, "email": f"{begins}x@example.com" if begins != "@" else ""}])
    _, row = rows(ruben.post(f"{LEFT}/export"))
    assert sum(cell.startswith("'" + begins) for cell in row) == (9 if begins != "@" else 8)
    assert not [cell for cell in row if cell.startswith(begins)]


def test_it_is_read_and_sent_in_pieces(ruben: StrictClient, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left, "EXPORTED_AT_ONCE", 4)
    monkeypatch.setattr(spreadsheets, "ROWS_AT_ONCE", 3)
    desk.holders(10)
    answer = ruben.post(f"{LEFT}/export", buffered=False)
    pieces = list(answer.response)
    assert len(pieces) > 3
    listed = csv.reader(io.StringIO(b"".join(map(bytes, pieces)).decode(), newline=""))  # type: ignore[arg-type]
    assert [row[0] for row in listed][1:] == [f"H-{number}" for number in range(10)]


def test_looking_at_the_file_is_no_get(ruben: StrictClient, desk: Desk) -> None:
    assert ruben.get(f"{LEFT}/export").status_code == 405
