"""An import that is killed or stopped half-way leaves nothing half-imported."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from css.core.settings import ROOT
from css.matching.importing import sweep
from css.matching.importing.imports import BATCH
from tests.matching.importing.files import MARISOL, counted, everything, holder, imports, load, write

MANY = 60 * BATCH
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More than is read before somebody comes and kills it."""
    return write(tmp_path_factory.mktemp("legacy"), (holder(f"H-{n}", city="Lyons") for n in range(MANY)))


@contextmanager
def half_way(database: Database, path: Path) -> Iterator[subprocess.Popen[str]]:
    """`flask legacy import` as a process of its own, which has written some of its rows."""
    url = database.url.render_as_string(hide_password=False)
    environment = {"PATH": os.environ["PATH"], "CSS_DATABASE_URL": url, "CSS_SECRET_KEY": "s" * 40}
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "legacy", "import", str(path)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    before, until = counted(database)[1], time.monotonic() + PATIENCE_SECONDS
    while counted(database)[1] == before:
        assert process.poll() is None and time.monotonic() < until, "it wrote nothing"
        time.sleep(0.02)
    yield process
    process.kill()
    process.communicate()


def test_killed_half_way_nothing_of_it_is_true_and_the_loop_deletes_what_it_wrote(
    database: Database, clock: FixedClock, tmp_path: Path, long_file: Path
) -> None:
    load(database, clock, write(tmp_path, [MARISOL]))
    before = everything(database)
    with half_way(database, long_file) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_SECONDS)
    assert 1 < counted(database)[1] < MANY and everything(database) == before

    now = datetime.now(UTC)
    while sweep.tidy(database, now):
        assert everything(database) == before
    assert imports(database)[1].state == "reading"  # it might only be slow
    while sweep.tidy(database, now + timedelta(minutes=1)):
        assert everything(database) == before
    assert imports(database)[1].state == "dropped" and counted(database) == (1, 1, 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_half_way_it_says_that_nothing_was_imported_and_another_may_begin(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path, long_file: Path, number: signal.Signals
) -> None:
    with half_way(sqlite_database, long_file) as process:
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, said) == (1, "Error: nothing was imported: it was stopped\n")
    assert imports(sqlite_database)[0].state == "dropped" and everything(sqlite_database) == {}
    assert load(sqlite_database, clock, write(tmp_path, [MARISOL])).counts == (1, 0, 0, 0)


def test_the_second_of_two_at_once_is_told_in_one_line(database: Database, long_file: Path) -> None:
    with half_way(database, long_file):
        url = database.url.render_as_string(hide_password=False)
        environment = {"PATH": os.environ["PATH"], "CSS_DATABASE_URL": url, "CSS_SECRET_KEY": "s" * 40}
        second = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", "legacy", "import", str(long_file)],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip
    assert second.returncode == 1
    assert second.stderr.startswith("Error: nothing was imported: holders.csv is being imported since ")
    assert len(second.stderr.splitlines()) == 1
