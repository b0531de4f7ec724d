"""What staff hand in and is stopped is begun again from the start; nothing is left behind."""

from collections.abc import Callable
from pathlib import Path

from css.core.clock import FixedClock
from css.matching.importing import sweep, uploads
from css.matching.importing.imports import BATCH, Importing
from css.matching.importing.loop import run_next
from css.matching.importing.turns import MOST_TRIES
from tests.matching.importing.files import (
    MARISOL,
    counted,
    everything,
    holder,
    imports,
    load,
    opened,
    true_versions,
    write,
)
from tests.matching.importing.handed import Desk


def after(batches: int) -> Callable[[], bool]:
    """Asks the loop to end after so many batches."""
    left = iter(range(batches - 1))
    return lambda: next(left, None) is None


def test_asked_to_end_the_loop_drops_the_import_and_begins_it_again_the_next_time(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, [holder(f"H-{n}") for n in range(3 * BATCH)])
    public_id = desk.hand_in(path)
    assert run_next(desk.database, desk.clock, desk.folder, after(2))
    assert desk.state(public_id) == "dropped" and true_versions(desk.database) == {}
    assert counted(desk.database)[1] == 2 * BATCH and len(desk.folder.names()) == 1
    assert desk.run() == 1
    stopped, again = imports(desk.database)
    assert (again.state, again.added, again.staff_id) == ("done", 3 * BATCH, stopped.staff_id)
    with desk.database.reading() as session:
        following = uploads.next_of(session, stopped)
    assert following is not None and following.public_id == again.public_id
    assert len(true_versions(desk.database)) == 3 * BATCH and desk.folder.names() == []


def test_a_dry_run_that_was_stopped_is_a_dry_run_again(desk: Desk, tmp_path: Path) -> None:
    desk.hand_in(write(tmp_path, [MARISOL]), dry_run=True)
    run_next(desk.database, desk.clock, desk.folder, after(1))
    desk.run()
    assert [one.state for one in imports(desk.database)] == ["dropped", "checked"]
    assert counted(desk.database) == (0, 0, 0)


def test_one_whose_loop_was_killed_is_begun_again_after_a_minute(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    public_id = desk.hand_in(path := write(tmp_path, [holder(f"H-{n}") for n in range(2 * BATCH)]))
    with opened(path) as file:
        next(Importing.begin_waiting(desk.database, clock, file, desk.find(public_id)).batches())
    clock.advance(seconds=59)
    assert desk.run() == 0 and desk.state(public_id) == "reading"
    clock.advance(seconds=1)
    assert sweep.tidy(desk.database, clock.now()) and desk.state(public_id) == "dropped"
    assert desk.run() == 1 and len(true_versions(desk.database)) == 2 * BATCH


def test_a_file_that_brings_the_loop_down_each_time_is_not_begun_for_ever(desk: Desk, tmp_path: Path) -> None:
    desk.hand_in(write(tmp_path, [MARISOL]))
    for _ in range(MOST_TRIES):
        assert run_next(desk.database, desk.clock, desk.folder, after(1))
    assert desk.run() == 0 and [one.state for one in imports(desk.database)] == ["dropped"] * MOST_TRIES
    assert desk.folder.names() == []


def test_a_command_that_was_stopped_is_not_begun_again(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    load(desk.database, clock, write(tmp_path, [MARISOL]), finish=False)
    clock.advance(minutes=1)
    sweep.tidy(desk.database, clock.now())
    assert [one.state for one in imports(desk.database)] == ["dropped"]


def test_what_an_upload_replaced_is_deleted_even_if_the_loop_tidied_while_it_waited(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    load(desk.database, clock, write(tmp_path, [MARISOL]))
    desk.hand_in(write(tmp_path, [holder("H-1", city="Lyons")]))
    for _ in range(10):
        sweep.tidy(desk.database, clock.now())
    desk.run()
    before = everything(desk.database)
    while sweep.tidy(desk.database, clock.now()):
        pass
    assert counted(desk.database) == (1, 1, 1) and everything(desk.database) == before
