"""`flask work` imports what staff hand in: beside the mail, to the end or not at all."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import select

from css.commands import work
from css.core.clock import FixedClock, SystemClock
from css.core.db import Database
from css.core.settings import ROOT
from css.matching.importing import sweep
from css.matching.importing.folder import Folder
from css.matching.importing.imports import BATCH
from css.models import InboxMail
from tests.accounts.desk import begin
from tests.commands.conftest import Typed
from tests.conftest import NOW
from tests.matching.importing.files import MARISOL, counted, everything, holder, imports, true_versions, write
from tests.matching.importing.handed import Desk

MANY = 20 * BATCH
PATIENCE_SECONDS = 60
MAIL_SECONDS = 2
"""In which a queued mail leaves (design, section 7)."""


@pytest.fixture
def desk(app: Flask, sqlite_database: Database, clock: FixedClock) -> Desk:
    return Desk(sqlite_database, clock, Folder(app.extensions["css"].settings.uploads))


@pytest.fixture
def now_desk(database: Database, tmp_path: Path) -> Desk:
    """By the machine's clock, beside a loop that is a process of its own."""
    return Desk(database, SystemClock(), Folder(tmp_path / "uploads"))


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More than is read before somebody comes and kills the loop."""
    return write(tmp_path_factory.mktemp("legacy"), (holder(f"H-{n}", city="Lyons") for n in range(MANY)))


@contextmanager
def looping(desk: Desk) -> Iterator[subprocess.Popen[str]]:
    """`flask work` as a process of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "CSS_DATABASE_URL": desk.database.url.render_as_string(hide_password=False),
        "CSS_UPLOADS": str(desk.folder.path("")),
        "CSS_SECRET_KEY": "s" * 40,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "work"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    yield process
    process.kill()
    process.communicate()


def wait_until(process: subprocess.Popen[str], what: Callable[[], bool]) -> float:
    """Until it is so; returns the seconds it took."""
    begun = time.monotonic()
    while not what():
        assert process.poll() is None and time.monotonic() < begun + PATIENCE_SECONDS, "it never came"
        time.sleep(0.02)
    return time.monotonic() - begun


def states(database: Database) -> list[str]:
    return [one.state for one in imports(database)]


def test_one_round_imports_everything_that_waits_and_deletes_what_it_replaced(
    typed: Typed, desk: Desk, tmp_path: Path
) -> None:
    for city in ("Lyons", "Nederland"):
        desk.hand_in(write(tmp_path, [holder("H-1", city=city), holder("")]))
    assert typed("work", "--once").exit_code == 0
    assert states(desk.database) == ["done", "done"] and desk.folder.names() == []
    assert true_versions(desk.database)["H-1"].city == "Nederland" and counted(desk.database) == (1, 1, 1)


def test_mail_leaves_while_a_file_is_imported(now_desk: Desk, long_file: Path) -> None:
    database = now_desk.database

    def arrived() -> bool:
        with database.reading() as session:
            return session.exec(select(InboxMail.id)).first() is not None

    public_id = now_desk.hand_in(long_file)
    with looping(now_desk) as process:
        wait_until(process, lambda: counted(database)[1] > 0)
        with database.writing() as session:
            begin(session, datetime.now(UTC))
            session.commit()
        assert wait_until(process, arrived) < MAIL_SECONDS
        assert now_desk.state(public_id) == "reading", "the file was too short to see it"
        wait_until(process, lambda: now_desk.state(public_id) == "done")
    assert len(true_versions(database)) == MANY


def test_stopped_half_way_it_ends_in_order_and_the_next_loop_begins_again(now_desk: Desk, long_file: Path) -> None:
    database = now_desk.database
    now_desk.hand_in(long_file)
    with looping(now_desk) as process:
        wait_until(process, lambda: counted(database)[1] > 0)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, said) == (0, "")
    assert states(database) == ["dropped", "waiting"] and everything(database) == {}
    assert now_desk.run() == 1 and states(database) == ["dropped", "done"]
    assert len(true_versions(database)) == MANY and now_desk.folder.names() == []


def test_killed_half_way_nothing_is_true_and_it_begins_again_a_minute_later(now_desk: Desk, long_file: Path) -> None:
    database = now_desk.database
    now_desk.hand_in(long_file)
    with looping(now_desk) as process:
        wait_until(process, lambda: counted(database)[1] > 0)
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_SECONDS)
    assert states(database) == ["reading"] and everything(database) == {}
    assert now_desk.run() == 0, "it might only be slow"
    clock = FixedClock(datetime.now(UTC))
    clock.advance(minutes=1)
    while sweep.tidy(database, clock.now()):
        assert everything(database) == {}
    assert states(database) == ["dropped", "waiting"] and counted(database) == (0, 0, 0)
    assert now_desk.run() == 1 and len(true_versions(database)) == MANY


def test_an_import_that_fails_says_only_of_what_kind_and_the_loop_goes_on(
    app: Flask, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("marisol@example.com")

    desk.hand_in(write(tmp_path, [MARISOL]))
    monkeypatch.setattr("css.matching.importing.staging.compare", fails)
    with caplog.at_level(logging.DEBUG):
        assert not work._import_next(app.extensions["css"], lambda: False)
    assert "RuntimeError" in caplog.text and "marisol" not in caplog.text
    assert states(desk.database) == ["dropped", "waiting"] and imports(desk.database)[0].ended_at == NOW
