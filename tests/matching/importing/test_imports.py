"""Imports of the old system's holders: what becomes true, and when."""

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.importing import imports as importing_desk
from css.matching.importing import sweep
from css.matching.importing.imports import BATCH, Importing
from css.matching.importing.turns import Busy, Dropped
from css.models import AuditEntry, LegacyImportState
from tests.conftest import NOW
from tests.matching.importing.files import (
    HEADER,
    MARISOL,
    ROOF,
    Said,
    counted,
    everything,
    holder,
    imports,
    load,
    opened,
    records,
    text_of,
    true_versions,
    write,
    written,
)  # fmt: skip


def test_what_a_file_says_is_true_afterwards(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    permits = json.dumps([ROOF, {"kind": "invoice", "number": "17"}])
    result = load(database, clock, write(tmp_path, [{**MARISOL, "records": permits}, holder("H-2", records="")]))
    assert result.counts == (2, 0, 0, 0) and result.told == {}
    kept = true_versions(database)["H-1"]
    assert (kept.email, kept.email_key, kept.line) == ("Marisol@example.com", "marisol@example.com", 2)
    assert (kept.first_name, kept.last_name, kept.phone_key) == ("Marisol", "Peña", "+13035550142")
    assert (kept.address1, kept.address2, kept.city) == ("505 South Vulcan Avenue", "Apt 2", "Boulder")
    assert records(database, "H-1") == [tuple(ROOF.values()), ("invoice", "17", "", "")]
    assert records(database, "H-2") == []


def test_nothing_is_true_before_the_import_ends(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    load(database, clock, write(tmp_path, [holder(f"H-{n}") for n in range(BATCH + 1)]), finish=False)
    assert counted(database)[1] == BATCH + 1 and true_versions(database) == {}


def test_a_change_is_true_only_at_the_end_and_until_then_what_was(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    load(database, clock, write(tmp_path, [MARISOL, holder("H-2")]))
    before = everything(database)
    changed = write(tmp_path, [holder("H-1", city="Lyons", records="[]"), holder("H-2"), holder("H-3")])
    load(database, clock, changed, finish=False)
    assert everything(database) == before
    clock.advance(minutes=1)
    result = load(database, clock, changed)
    assert result.counts == (1, 1, 1, 0)
    assert true_versions(database)["H-1"].city == "Lyons" and records(database, "H-1") == []
    assert everything(database)["H-2"] == before["H-2"]


def test_who_is_missing_from_a_later_file_stays(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    load(database, clock, write(tmp_path, [MARISOL, holder("H-2")]))
    load(database, clock, write(tmp_path, [holder("H-2", city="Lyons")]))
    assert true_versions(database)["H-1"].city == "Boulder"


def test_the_same_file_again_changes_nothing(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    path = write(tmp_path, [MARISOL, holder("H-2")])
    load(database, clock, path)
    before, rows = everything(database), counted(database)
    assert load(database, clock, path).counts == (0, 0, 2, 0)
    assert everything(database) == before and counted(database) == rows


def test_the_same_content_in_another_order_and_encoding_changes_nothing(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    load(database, clock, write(tmp_path, [MARISOL, holder("H-2")]))
    other = text_of([holder("H-2"), MARISOL], tuple(reversed(HEADER)), delimiter=";").encode("cp1252")
    assert load(database, clock, written(tmp_path, other)).counts == (0, 0, 2, 0)


def test_a_holder_may_go_back_to_what_it_was(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    cities = ("Boulder", "Lyons", "Boulder")
    for city, counts in zip(cities, [(1, 0, 0, 0), (0, 1, 0, 0), (0, 1, 0, 0)], strict=True):
        assert load(database, clock, write(tmp_path, [holder("H-1", city=city)])).counts == counts
        assert true_versions(database)["H-1"].city == city


MIXED = [
    MARISOL, holder("H-2", email="none"), holder("H-3", email=""), holder("H-1", city="Lyons"), holder(""),
    holder("H-4", email="MARISOL@example.com", phone="ask"), holder("H-5", records="{}"), holder("H-6", zip="1"),
]  # fmt: skip


def test_each_refused_row_has_its_line_column_and_reason(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    result = load(database, clock, write(tmp_path, MIXED))
    assert [(one.line, one.field, one.reason, one.detail) for one in result.refused] == [
        (3, "email", "email", ""),
        (5, "legacy_id", "repeated", "2"),
        (6, "legacy_id", "blank", ""),
        (8, "records", "not-a-list", ""),
    ]
    assert result.counts == (4, 0, 0, 4) and set(true_versions(database)) == {"H-1", "H-3", "H-4", "H-6"}
    assert true_versions(database)["H-1"].city == "Boulder"


def test_what_is_kept_but_worth_a_look_is_counted_with_its_first_lines(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    result = load(database, clock, write(tmp_path, MIXED))
    expected = {
        ("email", "no-email"): (1, (4,)),
        ("email", "shared-email"): (1, (7,)),
        ("phone", "phone"): (1, (7,)),
        ("zip", "zip"): (1, (9,)),
    }
    assert result.told == expected
    kept = {(one["field"], one["remark"]): (one["count"], tuple(one["lines"])) for one in imports(database)[0].told}
    assert kept == expected


def test_only_the_first_five_lines_are_told(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    result = load(database, clock, write(tmp_path, [holder(f"H-{n}", email="") for n in range(9)]))
    assert result.told == {("email", "no-email"): (9, (2, 3, 4, 5, 6))}


def test_a_repeated_id_is_found_however_far_away(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    rows = [holder(f"H-{n}") for n in range(2 * BATCH)]
    for _ in range(2):  # the second time no row makes a version by which it could be known
        (refused,) = load(database, clock, write(tmp_path, [*rows, holder("H-0", city="Lyons")])).refused
        assert (refused.line, refused.detail) == (2 * BATCH + 2, "2")


def test_an_id_that_is_an_email_is_nobodys_shared_email(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    rows = [holder("a@example.com", email="b@example.com"), holder("H-2", email="a@example.com")]
    assert load(database, clock, write(tmp_path, rows)).told == {}


def test_a_dry_run_says_what_the_real_one_does_and_changes_nothing(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    load(database, clock, write(tmp_path, [MARISOL, holder("H-6"), holder("H-3", email="")]))
    before, rows = everything(database), counted(database)
    said = load(database, clock, write(tmp_path, MIXED), dry_run=True)
    assert everything(database) == before and counted(database) == rows
    assert imports(database)[1].state == LegacyImportState.CHECKED
    assert said == load(database, clock, write(tmp_path, MIXED)) and said.counts == (1, 1, 2, 4)


def test_a_second_import_waits_for_nobody_and_is_refused(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    load(database, clock, write(tmp_path, [MARISOL], "first.csv"), finish=False)
    clock.advance(seconds=59)
    with pytest.raises(Busy) as busy:
        load(database, clock, write(tmp_path, [MARISOL], "second.csv"))
    assert (busy.value.file_name, busy.value.begun_at) == ("first.csv", NOW)
    clock.advance(seconds=1)
    load(database, clock, write(tmp_path, [MARISOL], "second.csv"))
    assert [one.state for one in imports(database)] == ["dropped", "done"]


def test_an_import_that_was_given_up_notices_at_its_next_step(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    path = write(tmp_path, [holder(f"H-{n}") for n in range(2 * BATCH)])
    with opened(path) as file:
        importing = Importing.begin(database, clock, file, name="slow.csv")
        batches = importing.batches()
        next(batches)
        clock.advance(minutes=1)
        sweep.tidy(database, clock.now())
        with pytest.raises(Dropped):
            next(batches)
        with pytest.raises(Dropped):
            importing.finish()
    assert true_versions(database) == {}


def test_a_sign_of_life_at_every_batch_keeps_an_import_alive(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    path = write(tmp_path, [holder(f"H-{n}") for n in range(3 * BATCH)])
    with opened(path) as file:
        importing = Importing.begin(database, clock, file, name="slow.csv")
        for read in importing.batches():
            assert imports(database)[0].bytes_read <= read
            clock.advance(seconds=59)
            sweep.tidy(database, clock.now())
        importing.finish()
    assert len(true_versions(database)) == 3 * BATCH
    (done,) = imports(database)
    assert (done.state, done.added, done.bytes_read) == ("done", 3 * BATCH, done.bytes_total)
    assert done.ended_at == NOW + timedelta(seconds=59 * 4)


def test_an_import_is_in_the_audit_and_a_dry_run_is_not(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    load(database, clock, write(tmp_path, [MARISOL]), dry_run=True)
    load(database, clock, write(tmp_path, [MARISOL]))
    with database.reading() as session:
        (entry,) = session.exec(select(AuditEntry)).all()
    assert (entry.action, entry.subject_id) == ("legacy.imported", imports(database)[1].public_id)


def test_rows_of_many_records_end_a_batch_early(
    database: Database, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_desk, "BATCH_CHARACTERS", 1000)
    path = write(tmp_path, [holder(f"H-{n}") for n in range(20)])
    with opened(path) as file:
        importing = Importing.begin(database, clock, file, name="heavy.csv")
        assert len(list(importing.batches())) > 2
        importing.finish()
    assert len(true_versions(database)) == 20


def _random_rows(chance: random.Random) -> list[Said]:
    """Any mixture of good, odd, repeated and refused rows."""
    emails = ("", "none", "a@example.com", "b@example.com", "ñ@example.com")
    listed = ("", "[]", "{", json.dumps([ROOF]), json.dumps([ROOF] * 3))
    return [
        holder(
            f"H-{chance.randrange(30)}", email=chance.choice(emails), records=chance.choice(listed),
            city=chance.choice(("Boulder", "Lyons", "")), phone=chance.choice(("", "303 555 0142", "x")),
            last_name=chance.choice(("Peña", "PENA", "O'Brien", "\0")),
        )
        for _ in range(chance.randrange(1, 60))
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_file_twice_is_as_once_and_a_dry_run_tells_the_truth(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(3):
        path = write(tmp_path, _random_rows(chance))
        said = load(sqlite_database, clock, path, dry_run=True)
        assert load(sqlite_database, clock, path) == said
        before, rows = everything(sqlite_database), counted(sqlite_database)
        again = load(sqlite_database, clock, path)
        assert again.counts == (0, 0, said.added + said.changed + said.unchanged, len(said.refused))
        assert (again.refused, again.told) == (said.refused, said.told)
        assert everything(sqlite_database) == before and counted(sqlite_database) == rows
        while chance.random() < 0.5 and sweep.tidy(sqlite_database, clock.now()):
            assert everything(sqlite_database) == before
