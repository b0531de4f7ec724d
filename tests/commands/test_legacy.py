"""`flask legacy import`, typed as the city's IT types it."""

import csv
import os
from pathlib import Path

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from tests import builders
from tests.commands.conftest import Typed
from tests.matching.importing.files import (
    HEADER,
    MARISOL,
    counted,
    everything,
    holder,
    imports,
    load,
    text_of,
    write,
    written,
)


def refused_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as listed:
        return list(csv.reader(listed))


def test_what_was_added_changed_and_refused_is_said(typed: Typed, sqlite_database: Database, tmp_path: Path) -> None:
    first = typed("legacy", "import", str(write(tmp_path, [MARISOL, holder("H-2")])))
    assert first.exit_code == 0 and "        2 added\n" in first.output and "dry run" not in first.output
    second = typed("legacy", "import", str(write(tmp_path, [MARISOL, holder("H-2", city="Lyons"), holder("")])))
    assert second.exit_code == 3
    assert second.output.splitlines()[-5:] == [
        "holders.csv: UTF-8, commas",
        "        0 added",
        "        1 changed",
        "        1 as before",
        f"        1 refused, listed in {tmp_path}/holders.refused.csv",
    ]
    assert refused_rows(tmp_path / "holders.refused.csv") == [
        ["line", "column", "reason"],
        ["4", "legacy_id", "must not be empty"],
    ]
    assert len(everything(sqlite_database)) == 2


def test_a_dry_run_says_the_same_and_changes_nothing(typed: Typed, sqlite_database: Database, tmp_path: Path) -> None:
    result = typed("legacy", "import", str(write(tmp_path, [MARISOL, holder("")])), "--dry-run")
    assert result.exit_code == 3 and "1 would be added" in result.output and "1 refused, listed in" in result.output
    assert result.output.endswith("Nothing was changed: this was a dry run.\n")
    assert counted(sqlite_database) == (0, 0, 0) and (tmp_path / "holders.refused.csv").exists()


def test_what_is_kept_but_worth_a_look_is_said_in_words(typed: Typed, tmp_path: Path) -> None:
    rows = [*(holder(f"E-{n}", email="") for n in range(7)), holder("H-8", phone="ask"), MARISOL]
    rows.append({**MARISOL, "legacy_id": "H-9"})
    content = text_of(rows, (*HEADER, "balance"), ";").encode("cp1252")
    result = typed("legacy", "import", str(written(tmp_path, content)))
    assert result.exit_code == 0
    assert "holders.csv: Windows-1252, semicolons" in result.output
    assert "email: 7 empty: found by name, phone, address or record number only (line 2, 3, 4, 5, 6 …)" in result.output
    assert "email: 1 the same as on a line before" in result.output and "(line 11)" in result.output
    assert "phone: 1 can’t be a phone number" in result.output
    assert "balance: 1 not a column we know: left out" in result.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04", "this is a workbook, not a CSV"),
        (b"email,zip\n", "must name every column, in any order; missing: first_name, middle_name"),
        (text_of([], (*HEADER, "zip")).encode(), "names a column twice: zip"),
        (
            text_of(holder(f"H-{n}", email="x") for n in range(20)).encode(),
            "holds something else in 20 of the first 20",
        ),
    ],
)
def test_a_file_that_will_not_do_is_refused_as_a_whole_in_one_line(
    typed: Typed, sqlite_database: Database, tmp_path: Path, content: bytes, said: str
) -> None:
    result = typed("legacy", "import", str(written(tmp_path, content)))
    assert result.exit_code == 1 and result.output.startswith("Error: nothing was imported: holders.csv: ")
    assert said in result.output and len(result.output.splitlines()) == 1
    assert imports(sqlite_database) == []


@pytest.mark.parametrize("words", [(), ("there-is-none.csv",), (".",), ("/dev/null",)])
def test_what_is_no_file_is_a_mistake_of_who_typed_it(typed: Typed, words: tuple[str, ...]) -> None:
    result = typed("legacy", "import", *words)
    assert result.exit_code == 2 and "Traceback" not in result.output


def test_a_row_cannot_bring_a_formula_into_the_list_of_refused_rows(typed: Typed, tmp_path: Path) -> None:
    path = written(tmp_path, text_of([MARISOL], (*HEADER, "=1+1")).encode() + b"=1+1,@x\r\n")
    typed("legacy", "import", str(path))
    cells = [cell for row in refused_rows(tmp_path / "holders.refused.csv") for cell in row]
    assert len(cells) == 6 and not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_a_list_that_cannot_be_written_is_said_and_the_import_stands(
    typed: Typed, sqlite_database: Database, tmp_path: Path
) -> None:
    (tmp_path / "holders.refused.csv").mkdir()
    result = typed("legacy", "import", str(write(tmp_path, [MARISOL, holder("")])))
    assert result.exit_code == 3 and "1 refused, which could not be listed in" in result.output
    assert len(everything(sqlite_database)) == 1


def test_a_list_of_an_earlier_try_does_not_stay_beside_a_file_that_is_right(typed: Typed, tmp_path: Path) -> None:
    typed("legacy", "import", str(write(tmp_path, [holder("")])))
    assert typed("legacy", "import", str(write(tmp_path, [MARISOL]))).exit_code == 0
    assert os.listdir(tmp_path).count("holders.refused.csv") == 0


def test_another_import_under_way_is_said_with_its_name_and_time(
    typed: Typed, sqlite_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    load(sqlite_database, clock, write(tmp_path, [MARISOL], "first.csv"), finish=False)
    result = typed("legacy", "import", str(write(tmp_path, [MARISOL])))
    assert result.exit_code == 1 and "first.csv is being imported since 9:00 am" in result.output
    assert len(result.output.splitlines()) == 1


def test_a_database_without_its_tables_is_said_in_one_line(clock: FixedClock, tmp_path: Path) -> None:
    bare = Database(f"sqlite:///{tmp_path}/bare.db")
    made = builders.portal(bare, clock)
    result = made.test_cli_runner().invoke(args=["legacy", "import", str(write(tmp_path, [MARISOL]))])
    made.extensions["css"].database.close()
    bare.close()
    assert result.exit_code == 1 and result.output.startswith("Error: nothing was imported: migrations are missing")


def test_the_loop_deletes_what_imports_left(
    typed: Typed, sqlite_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    load(sqlite_database, clock, write(tmp_path, [MARISOL]))
    load(sqlite_database, clock, write(tmp_path, [holder("H-1", city="Lyons"), holder("")]))
    load(sqlite_database, clock, write(tmp_path, [holder("H-2")]), finish=False)
    clock.advance(minutes=1)
    before = everything(sqlite_database)
    assert typed("work", "--once").exit_code == 0
    assert counted(sqlite_database) == (1, 1, 1) and everything(sqlite_database) == before
