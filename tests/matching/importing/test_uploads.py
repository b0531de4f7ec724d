"""Files that staff hand in: they wait their turn, are imported to the end or not at all, and are deleted."""

import os
from pathlib import Path

import pytest
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.importing import uploads
from css.matching.importing.imports import BATCH, Importing
from css.matching.importing.loop import run_next
from css.matching.importing.turns import Dropped
from css.matching.importing.uploads import NotKept
from css.models import AuditEntry, LegacyImport
from tests.matching.importing.files import (
    MARISOL,
    counted,
    holder,
    imports,
    load,
    opened,
    text_of,
    true_versions,
    write,
    written,
)
from tests.matching.importing.handed import Desk, never


def acts(database: Database) -> list[tuple[str, str, str]]:
    """Who did what with which import."""
    with database.reading() as session:
        return [(one.actor_kind, one.action, one.subject_id) for one in session.exec(select(AuditEntry))]


def test_what_staff_hand_in_waits_and_is_imported_in_their_name(desk: Desk, tmp_path: Path) -> None:
    public_id = desk.hand_in(write(tmp_path, [MARISOL, holder("")]))
    assert desk.state(public_id) == "waiting" and true_versions(desk.database) == {}
    assert desk.run() == 1
    done = desk.find(public_id)
    assert (done.state, done.added, done.refused, done.bytes_read) == ("done", 1, 1, done.bytes_total)
    assert (done.file_name, done.encoding, done.delimiter) == ("holders.csv", "UTF-8", ",")
    assert set(true_versions(desk.database)) == {"H-1"}
    assert acts(desk.database) == [("staff", "legacy.uploaded", public_id), ("staff", "legacy.imported", public_id)]


def test_the_files_are_imported_in_the_order_in_which_they_came(desk: Desk, tmp_path: Path) -> None:
    first = desk.hand_in(write(tmp_path, [holder("H-1", city="Lyons")]))
    second = desk.hand_in(write(tmp_path, [holder("H-1", city="Nederland")]))
    assert run_next(desk.database, desk.clock, desk.folder, never)
    assert (desk.state(first), desk.state(second)) == ("done", "waiting")
    assert desk.run() == 1 and true_versions(desk.database)["H-1"].city == "Nederland"


def test_one_waits_while_another_is_under_way(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    load(desk.database, clock, write(tmp_path, [MARISOL]), finish=False)
    public_id = desk.hand_in(write(tmp_path, [holder("H-2")]))
    with desk.database.reading() as session:
        assert uploads.is_behind(session, desk.find(public_id))
    assert desk.run() == 0 and desk.state(public_id) == "waiting"
    clock.advance(minutes=1)  # whoever ran the other was killed
    assert desk.run() == 1 and set(true_versions(desk.database)) == {"H-2"}


def test_one_that_begins_in_the_same_moment_goes_first(
    desk: Desk, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop has looked, then somebody typed the command."""
    public_id = desk.hand_in(write(tmp_path, [holder("H-2")]))
    load(desk.database, clock, write(tmp_path, [MARISOL]), finish=False)
    waiting = desk.find(public_id)
    monkeypatch.setattr("css.matching.importing.loop._next", lambda *_: waiting)
    assert run_next(desk.database, desk.clock, desk.folder, never)
    assert desk.state(public_id) == "waiting" and len(desk.folder.names()) == 1


def test_a_dry_run_is_imported_without_being_sent_again(desk: Desk, tmp_path: Path) -> None:
    checked = desk.hand_in(write(tmp_path, [MARISOL, holder("")]), dry_run=True)
    desk.run()
    assert desk.state(checked) == "checked" and counted(desk.database) == (0, 0, 0)
    real = desk.import_checked(checked)
    assert real == desk.import_checked(checked), "pressed twice it is one import"
    assert desk.run() == 1 and (desk.find(real).added, desk.find(real).refused) == (1, 1)
    assert [act for _, act, about in acts(desk.database) if about == real] == ["legacy.import-asked", "legacy.imported"]
    assert not desk.find(real).dry_run and set(true_versions(desk.database)) == {"H-1"}


def test_a_file_is_deleted_when_its_import_has_ended(desk: Desk, tmp_path: Path) -> None:
    for content in (text_of([MARISOL]).encode(), b"", b"PK\x03\x04"):
        desk.hand_in(written(tmp_path, content))
        desk.run()
        assert desk.folder.names() == []
    desk.cancel(desk.hand_in(write(tmp_path, [MARISOL])))
    desk.run()
    assert desk.folder.names() == []


def test_a_dry_runs_file_is_kept_for_three_days_or_until_it_is_imported(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    first, second = (desk.hand_in(write(tmp_path, [MARISOL]), dry_run=True) for _ in range(2))
    desk.run()
    assert len(desk.folder.names()) == 2
    desk.import_checked(first)
    desk.run()
    assert desk.folder.names() == [desk.find(second).stored]
    clock.advance(days=3)
    desk.run()
    assert desk.folder.names() == []
    with pytest.raises(NotKept):
        desk.import_checked(second)


def test_only_the_file_of_a_dry_run_is_imported_once_more(desk: Desk, tmp_path: Path) -> None:
    done = desk.hand_in(write(tmp_path, [MARISOL]))
    desk.run()
    waiting = desk.hand_in(write(tmp_path, [MARISOL]))
    for public_id in (done, waiting):
        with pytest.raises(NotKept):
            desk.import_checked(public_id)


def test_one_that_waits_can_be_cancelled(desk: Desk, tmp_path: Path) -> None:
    public_id = desk.hand_in(write(tmp_path, [MARISOL]))
    desk.cancel(public_id)
    assert desk.run() == 0 and true_versions(desk.database) == {}
    cancelled = desk.find(public_id)
    assert (cancelled.state, cancelled.problem) == ("dropped", "cancelled")
    assert acts(desk.database)[-1] == ("staff", "legacy.dropped", public_id)


def test_one_that_is_cancelled_while_it_is_read_ends_at_its_next_batch_and_is_not_begun_again(
    desk: Desk, tmp_path: Path
) -> None:
    public_id = desk.hand_in(write(tmp_path, [holder(f"H-{n}") for n in range(3 * BATCH)]))
    asked_at: list[tuple[int, int, int]] = []

    def cancel() -> bool:
        if not asked_at:
            desk.cancel(public_id)
        asked_at.append(counted(desk.database))
        return False

    assert run_next(desk.database, desk.clock, desk.folder, cancel)
    assert len(asked_at) == 1 and counted(desk.database) == asked_at[0] and asked_at[0][1] == BATCH
    assert [one.state for one in imports(desk.database)] == ["dropped"] and true_versions(desk.database) == {}
    assert desk.folder.names() == []


def test_one_that_is_cancelled_just_before_it_begins_is_not_begun(desk: Desk, tmp_path: Path) -> None:
    public_id = desk.hand_in(path := write(tmp_path, [MARISOL]))
    waiting = desk.find(public_id)
    desk.cancel(public_id)
    with opened(path) as file, pytest.raises(Dropped):
        Importing.begin_waiting(desk.database, desk.clock, file, waiting)


def test_what_has_ended_is_not_cancelled(desk: Desk, tmp_path: Path) -> None:
    public_id = desk.hand_in(write(tmp_path, [MARISOL]))
    desk.run()
    desk.cancel(public_id)
    assert desk.state(public_id) == "done" and acts(desk.database)[-1][1] == "legacy.imported"


def test_a_file_that_will_not_do_is_refused_and_says_why(desk: Desk, tmp_path: Path) -> None:
    for content, problem, detail in (
        (b"", "empty", ""),
        (b"PK\x03\x04 a workbook", "workbook", ""),
        (text_of([], ("email", "zip")).encode(), "missing", "first_name, middle_name, last_name, company, phone"),
        (text_of(holder(f"H-{n}", email="x") for n in range(20)).encode(), "swapped", "20 20"),
    ):
        public_id = desk.hand_in(written(tmp_path, content))
        assert desk.run() == 1
        failed = desk.find(public_id)
        assert (failed.state, failed.problem) == ("failed", problem) and failed.detail.startswith(detail)
        assert failed.ended_at == desk.clock.now()
    assert counted(desk.database) == (0, 0, 0)


def test_a_file_that_the_loop_cannot_find_is_said(desk: Desk, tmp_path: Path) -> None:
    public_id = desk.hand_in(write(tmp_path, [MARISOL]))
    desk.folder.delete(desk.find(public_id).stored)
    desk.run()
    assert (desk.find(public_id).state, desk.find(public_id).problem) == ("failed", "gone")


def test_folder_and_files_are_for_this_user_alone(desk: Desk, tmp_path: Path) -> None:
    desk.hand_in(write(tmp_path, [MARISOL]))
    (name,) = desk.folder.names()
    assert desk.folder.path(name).stat().st_mode & 0o777 == 0o600
    assert desk.folder.path(name).parent.stat().st_mode & 0o777 == 0o700


def test_a_file_that_no_import_names_is_left_alone_for_an_hour(desk: Desk, clock: FixedClock) -> None:
    name, stream = desk.folder.new()
    stream.close()
    moment = clock.now().timestamp()
    os.utime(desk.folder.path(name), (moment, moment))
    clock.advance(seconds=59 * 60)
    desk.run()
    assert desk.folder.names() == [name]
    clock.advance(minutes=1)
    desk.run()
    assert desk.folder.names() == []


def test_what_somebody_else_keeps_in_the_folder_is_left_alone(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    desk.hand_in(write(tmp_path, [MARISOL]))
    other = desk.folder.path("holders.csv")
    other.touch()
    os.utime(other, (0, 0))
    desk.folder.path("archive").mkdir()
    desk.run()
    assert other.exists() and desk.folder.path("archive").is_dir()


def test_a_round_without_files_asks_only_what_waits(desk: Desk) -> None:
    with desk.database.writing() as session:  # holds the only place of a writer on SQLite
        session.exec(select(LegacyImport)).all()
        assert desk.run() == 0


def test_the_list_is_newest_first_and_goes_on_where_it_ended(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    load(desk.database, clock, write(tmp_path, [MARISOL], "typed.csv"))
    for number in range(uploads.SHOWN):
        desk.hand_in(write(tmp_path, [MARISOL], f"{number}.csv"))
    with desk.database.reading() as session:
        shown, more = uploads.latest(session)
        rest, end = uploads.latest(session, more)
    assert [one.file_name for one, _ in shown] == [f"{number}.csv" for number in reversed(range(uploads.SHOWN))]
    assert {who for _, who in shown} == {"Dana Whitfield"}
    assert [(one.file_name, who) for one, who in rest] == [("typed.csv", "")] and end == ""
