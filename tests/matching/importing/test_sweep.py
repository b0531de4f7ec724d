"""What imports leave behind is deleted a little at a time, and nothing else."""

from pathlib import Path

import pytest
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.importing import sweep
from css.models import LegacyImport, LegacyRefusal
from tests.matching.importing.files import MARISOL, counted, everything, holder, imports, load, write
from tests.web.visits import all_of


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "BATCH", 10)


def tidy(database: Database, clock: FixedClock) -> int:
    """Until nothing is left; returns how many steps it took."""
    steps = 0
    while sweep.tidy(database, clock.now()):
        steps += 1
        assert steps < 100, "it never ends"
    return steps


def test_versions_that_were_replaced_are_deleted_in_batches_with_their_records(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    load(database, clock, write(tmp_path, [holder(f"H-{n}") for n in range(35)]))
    load(database, clock, write(tmp_path, [holder(f"H-{n}", city="Lyons") for n in range(25)]))
    load(database, clock, write(tmp_path, [holder(f"H-{n}", city="Nederland") for n in range(5)]))
    before = everything(database)
    assert counted(database) == (35, 65, 65)
    # 35, 25 and 5 versions to look at, ten at a time, and one look that finds no more of each import.
    assert tidy(database, clock) == 4 + 3 + 1 + 3
    assert counted(database) == (35, 35, 35) and everything(database) == before


def test_one_step_deletes_one_batch_and_goes_on_where_it_was(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    load(database, clock, write(tmp_path, [holder(f"H-{n}") for n in range(25)]))
    tidy(database, clock)
    load(database, clock, write(tmp_path, [holder(f"H-{n}", city="Lyons") for n in range(25)]))
    for left in (40, 30, 25):
        assert sweep.tidy(database, clock.now())
        assert counted(database)[1] == left


def test_what_a_dropped_import_wrote_is_deleted_and_holders_that_it_alone_told_of(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    load(database, clock, write(tmp_path, [MARISOL]))
    before = everything(database)
    load(database, clock, write(tmp_path, [holder(f"H-{n}") for n in range(25)]), finish=False)
    assert counted(database) == (25, 26, 26)
    assert tidy(database, clock) == 0 and imports(database)[1].state == "reading"
    clock.advance(minutes=1)
    assert tidy(database, clock) > 2 and imports(database)[1].state == "dropped"
    assert counted(database) == (1, 1, 1) and everything(database) == before


def test_an_import_that_follows_a_dropped_one_loses_nothing_to_its_tidying(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    path = write(tmp_path, [holder(f"H-{n}") for n in range(25)])
    load(database, clock, path, finish=False)
    clock.advance(minutes=1)
    assert load(database, clock, path).counts == (25, 0, 0, 0)
    before = everything(database)
    tidy(database, clock)
    assert len(before) == 25 and everything(database) == before and counted(database) == (25, 25, 25)


def test_nothing_is_deleted_while_an_import_is_under_way(
    database: Database, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It compares with holders that a dropped import left, and is about to write of them."""
    load(database, clock, write(tmp_path, [MARISOL]), finish=False)
    clock.advance(minutes=1)
    load(database, clock, write(tmp_path, [MARISOL]), finish=False)
    assert not sweep.tidy(database, clock.now())
    monkeypatch.setattr(sweep, "_is_due", lambda *_: True)  # it began after the loop had looked
    assert not sweep.tidy(database, clock.now())
    assert counted(database) == (1, 2, 2)


def test_when_all_is_tidy_a_round_of_the_loop_only_looks(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    load(database, clock, write(tmp_path, [MARISOL]))
    load(database, clock, write(tmp_path, [MARISOL]), dry_run=True)
    tidy(database, clock)
    assert all(one.tidied_at == clock.now() for one in imports(database))
    with database.writing() as session:  # holds the only place of a writer on SQLite
        session.exec(select(LegacyImport)).all()
        assert not sweep.tidy(database, clock.now())


def test_lists_of_refused_rows_are_kept_for_thirty_days(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    load(database, clock, write(tmp_path, [holder("")]))
    clock.advance(days=29)
    load(database, clock, write(tmp_path, [holder("H-1", email="none")]))
    for days, left in ((0, 2), (1, 1), (29, 0)):
        clock.advance(days=days)
        with database.writing() as session:
            sweep.purge(session, clock.now())
            session.commit()
        with database.reading() as session:
            assert len(all_of(session, LegacyRefusal)) == left
    assert [one.refused for one in imports(database)] == [1, 1]
