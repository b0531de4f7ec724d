"""What an administrator sees of imports: while they wait, while they are read, and what came of them."""

import csv
import io
import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from css.core.clock import FixedClock
from css.core.spreadsheets import ROWS_AT_ONCE
from css.imports.pages import REFUSED_SHOWN
from css.matching.importing.imports import BATCH
from css.matching.importing.loop import run_next
from css.models import LegacyImport, LegacyRefusal
from tests.html import StrictClient
from tests.imports.conftest import IMPORTS, Upload
from tests.matching.importing.files import MARISOL, holder, imports, load, text_of, true_versions, write
from tests.matching.importing.handed import Desk, never
from tests.staff.conftest import DANA, HAL, SignIn
from tests.web.visits import heading

NOBODYS = "a" * 20
VIEWS = [
    ("GET", IMPORTS),
    ("GET", f"{IMPORTS}/{NOBODYS}"),
    ("GET", f"{IMPORTS}/{NOBODYS}/standing"),
    ("GET", f"{IMPORTS}/{NOBODYS}/refused.csv"),
    ("POST", f"{IMPORTS}/{NOBODYS}/import"),
    ("POST", f"{IMPORTS}/{NOBODYS}/cancel"),
]


def words(answer: TestResponse) -> str:
    """What the page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).strip()


def refused_rows(answer: TestResponse) -> list[list[str]]:
    """What the file lists, read as a spreadsheet does."""
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def polled(client: StrictClient, page: TestResponse) -> TestResponse:
    """What the page asks for next."""
    address = re.search(r'hx-get="([^"]+/standing[^"]*)"', page.text)
    assert address, "it asks for nothing any more"
    return client.get(address[1].replace("&amp;", "&"), hx=True)


def test_a_dry_run_says_what_would_change_and_is_then_imported_for_real(
    ruben: StrictClient, upload: Upload, desk: Desk, tmp_path: Path
) -> None:
    location = upload(write(tmp_path, [MARISOL, holder("H-2", email="")]), dry_run="y").location
    waiting = ruben.get(location)
    assert heading(waiting) == "holders.csv" and "Waiting" in waiting.text and "Dry run" in waiting.text
    desk.run()
    page = ruben.get(location)
    assert "Checked, nothing changed" in words(page) and "Would be added 2" in words(page)
    assert "email: 1 empty: found by name" in words(page) and "UTF-8, commas" in words(page)
    assert true_versions(desk.database) == {}
    real = ruben.post(f"{location}/import").location
    assert real != location and ruben.post(f"{location}/import").location == real
    desk.run()
    assert "Imported Added 2 Changed 0 As before 0 Refused 0" in words(ruben.get(real))
    assert f'href="{real}"' in ruben.get(location).text and "Import it now" not in ruben.get(location).text
    assert set(true_versions(desk.database)) == {"H-1", "H-2"}


def test_a_dry_run_whose_file_is_gone_says_so(
    ruben: StrictClient, upload: Upload, desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    location = upload(write(tmp_path, [MARISOL]), dry_run="y").location
    desk.run()
    clock.advance(minutes=20)
    assert "The file is kept until Monday, November 23, 9:00 am." in words(ruben.get(location))
    with desk.database.writing() as session:
        checked = session.get_one(LegacyImport, 1)
        checked.ended_at = clock.now().replace(year=2025)
        session.add(checked)
        session.commit()
    assert "Import it now" not in ruben.get(location).text
    answer = ruben.post(f"{location}/import")
    assert answer.status_code == 409 and "The file is no longer kept. Please upload it again." in words(answer)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Nothing was imported: the file is empty."),
        (b"PK\x03\x04", "this is a workbook, not a CSV: save it as CSV (UTF-8) first."),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "the first line must name every column, in any order; missing: email, first_name",
        ),
        (b"email,zip\n", "missing: first_name, middle_name"),
        (text_of(holder(f"H-{n}", email="x") for n in range(20)).encode(), "something else in 20 of the first 20 rows"),
    ],
)
def test_a_file_that_will_not_do_is_refused_in_words(
    ruben: StrictClient, upload: Upload, desk: Desk, content: bytes, said: str
) -> None:
    location = upload(content).location
    desk.run()
    page = ruben.get(location)
    assert said in words(page) and "Refused, nothing imported" in words(page) and "hx-trigger" not in page.text


def test_a_file_that_the_loop_did_not_find_says_what_to_do(
    ruben: StrictClient, upload: Upload, desk: Desk, tmp_path: Path
) -> None:
    location = upload(write(tmp_path, [MARISOL])).location
    desk.folder.delete(desk.folder.names()[0])
    desk.run()
    assert "both need the same folder of uploads" in words(ruben.get(location))


def test_semicolons_and_windows_letters_are_recognized(ruben: StrictClient, upload: Upload, desk: Desk) -> None:
    location = upload(text_of([MARISOL], delimiter=";").encode("cp1252")).location
    desk.run()
    assert "Windows-1252, semicolons" in words(ruben.get(location)) and "Added 1" in words(ruben.get(location))
    assert true_versions(desk.database)["H-1"].last_name == "Peña"


def test_while_it_is_read_the_page_asks_again_and_at_the_end_no_more(
    ruben: StrictClient, upload: Upload, desk: Desk, tmp_path: Path
) -> None:
    location = upload(write(tmp_path, [holder("") for _ in range(4 * BATCH)])).location
    page = ruben.get(location)
    assert "every 2s" in page.text and "Waiting" in page.text and "Refresh" in page.text
    looks: list[TestResponse] = []

    def look() -> bool:
        looks.append(polled(ruben, looks[-1] if looks else page))
        looks.append(polled(ruben, looks[-1]))
        return False

    run_next(desk.database, desk.clock, desk.folder, look)
    last = polled(ruben, looks[-1])
    first, same = words(looks[0]), words(looks[1])
    percent = re.search(r"(\d+) %", first)
    assert percent and 20 < int(percent[1]) < 30 and "Refused 500" in first
    assert f"Being read: {percent[1]} %" in first and "Being read:" not in same, "announced once, not at every look"
    assert "every 2s" not in last.text and "Imported. Added: 0." in words(last)
    assert 'id="outcome" hx-swap-oob="true"' in last.text and "Download all refused rows" in last.text
    assert not any("<html" in look.text or "HX-Push-Url" in look.headers for look in looks)


def test_without_htmx_the_part_that_is_asked_for_leads_to_its_page(ruben: StrictClient, upload: Upload) -> None:
    location = upload(b"x").location
    answer = ruben.get(f"{location}/standing")
    assert (answer.status_code, answer.location) == (303, location)


def test_one_that_waits_says_why(
    ruben: StrictClient, upload: Upload, desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    upload(write(tmp_path, [MARISOL]))
    location = upload(write(tmp_path, [MARISOL])).location
    assert "This one waits its turn." in words(ruben.get(location))
    run_next(desk.database, desk.clock, desk.folder, never)
    assert "This one waits its turn." not in words(ruben.get(location))
    clock.advance(seconds=31)
    assert "whether the background loop runs (flask work)" in words(ruben.get(location))


def test_one_that_waits_is_cancelled(ruben: StrictClient, upload: Upload, desk: Desk, tmp_path: Path) -> None:
    location = upload(write(tmp_path, [MARISOL])).location
    assert ruben.post(f"{location}/cancel").location == location
    assert "Cancelled, nothing imported" in words(ruben.get(location)) and desk.run() == 0
    assert "Cancel import" not in ruben.get(location).text


def test_one_that_was_stopped_leads_to_where_it_was_begun_again(
    ruben: StrictClient, upload: Upload, desk: Desk, tmp_path: Path
) -> None:
    location = upload(write(tmp_path, [MARISOL])).location
    run_next(desk.database, desk.clock, desk.folder, lambda: True)
    again = imports(desk.database)[1].public_id
    page = ruben.get(location)
    assert "Stopped, nothing imported" in words(page) and "It was begun again from the start" in words(page)
    assert f'href="{IMPORTS}/{again}"' in page.text


def test_the_first_refused_rows_are_shown_and_all_can_be_downloaded(
    ruben: StrictClient, upload: Upload, desk: Desk, tmp_path: Path
) -> None:
    rows = [holder("") for _ in range(ROWS_AT_ONCE + 30)]
    path = write(tmp_path, [*rows, MARISOL, {**MARISOL, "city": "Lyons"}])
    location = upload(path, "old holders é.csv").location
    desk.run()
    page = ruben.get(location)
    assert page.text.count("must not be empty") == REFUSED_SHOWN
    assert f"The first 20 of {len(rows) + 1}." in words(page)
    answer = ruben.get(f"{location}/refused.csv")
    assert answer.is_streamed and answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''old%20holders%20%C3%A9.refused.csv"
    listed = refused_rows(answer)
    assert listed[0] == ["line", "column", "reason"] and len(listed) == len(rows) + 2
    assert listed[1] == ["2", "legacy_id", "must not be empty"]
    assert listed[-1] == [
        str(len(rows) + 3),
        "legacy_id",
        f"the same legacy_id is on line {len(rows) + 2}, which was taken",
    ]


def test_no_refused_row_opens_as_a_formula(ruben: StrictClient, upload: Upload, desk: Desk, tmp_path: Path) -> None:
    location = upload(write(tmp_path, [holder("")])).location
    desk.run()
    with desk.database.writing() as session:
        for field in ("=cmd|'/c calc'!A1", "+1", "-1", "@x", "\t=1", "\r=1"):
            session.add(LegacyRefusal(import_id=1, line=3, field=field, reason="blank", detail=""))
        session.commit()
    listed = refused_rows(ruben.get(f"{location}/refused.csv"))
    assert len(listed) == 8
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in listed for cell in row)


def test_of_a_list_that_is_kept_no_more_the_page_says_so(
    ruben: StrictClient, upload: Upload, desk: Desk, tmp_path: Path
) -> None:
    location = upload(write(tmp_path, [holder("")])).location
    desk.run()
    with desk.database.writing() as session:
        session.delete(session.get_one(LegacyRefusal, 1))
        session.commit()
    page = words(ruben.get(location))
    assert "Refused 1" in page and "The list of refused rows was kept for 30 days." in page


def test_past_imports_are_listed_with_who_and_what_came_of_them(
    ruben: StrictClient, upload: Upload, desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    assert "Nothing was imported yet." in words(ruben.get(IMPORTS))
    load(desk.database, clock, write(tmp_path, [MARISOL], "typed.csv"))
    upload(write(tmp_path, [MARISOL, holder("H-2"), holder("")]), "sent.csv", dry_run="y")
    desk.run()
    page = words(ruben.get(IMPORTS))
    assert "sent.csv Dry run Checked, nothing changed Friday, November 20, 9:00 am Ruben Salcedo 1 0 1 1" in page
    assert "typed.csv Imported Friday, November 20, 9:00 am Command line 1 0 0 0" in page
    assert page.index("sent.csv") < page.index("typed.csv")


def test_a_long_list_has_pages(ruben: StrictClient, desk: Desk, tmp_path: Path) -> None:
    for number in range(26):
        desk.hand_in(write(tmp_path, [MARISOL], f"{number}.csv"))
    page = ruben.get(IMPORTS)
    more = re.search(rf'href="({IMPORTS}\?before=\w+)"', page.text)
    assert more and ">0.csv<" not in page.text
    older = ruben.get(more[1])
    assert ">0.csv<" in older.text and "Newest" in older.text and "Next page" not in older.text


@pytest.mark.parametrize(("method", "path"), VIEWS)
def test_only_administrators_come_here(app: Flask, sign_in: SignIn, method: str, path: str) -> None:
    for email in (DANA, HAL):
        answer = sign_in(email).open(path, method=method)
        assert answer.status_code == 403 and "This is for administrators" in answer.text


@pytest.mark.parametrize(("method", "path"), VIEWS[1:])
def test_what_there_is_not_is_not_found(ruben: StrictClient, method: str, path: str) -> None:
    for name in (NOBODYS, "x", "' OR 1=1"):
        hx = path.endswith("standing")
        assert ruben.open(path.replace(NOBODYS, name), method=method, hx=hx).status_code == 404
