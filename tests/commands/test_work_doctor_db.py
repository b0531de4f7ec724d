"""`flask work`, `flask doctor` and `flask db upgrade`."""

import logging
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import select

from css.accounts import sessions
from css.commands import work
from css.core import migrations
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.models import FailureCount, InboxMail, OutboxMessage, ResidentSession, SignUp
from tests import builders
from tests.accounts.desk import begin
from tests.commands.conftest import OpenPortal, Typed
from tests.web.visits import all_of


def test_one_round_sends_what_is_queued(typed: Typed, sqlite_database: Database, clock: FixedClock) -> None:
    with sqlite_database.writing() as session:
        begin(session, clock.now())
        session.commit()
    assert typed("work", "--once").exit_code == 0
    with sqlite_database.reading() as session:
        assert session.exec(select(InboxMail)).one().recipient == "marisol@example.com"
        assert session.exec(select(OutboxMessage)).one().text == ""


def test_one_round_deletes_what_is_over(typed: Typed, sqlite_database: Database, clock: FixedClock) -> None:
    with sqlite_database.writing() as session:
        begin(session, clock.now(), "ada@example.com")
        account = builders.account(session, clock.now())
        sessions.open_resident(session, account, keep=False, device="", now=clock.now())
        session.add(FailureCount(key="k", last_at=clock.now()))
        session.commit()
    over = (SignUp, ResidentSession, FailureCount)
    typed("work", "--once")
    with sqlite_database.reading() as session:
        assert all(all_of(session, table) for table in over)
    clock.advance(hours=24)
    typed("work", "--once")
    with sqlite_database.reading() as session:
        assert not any(all_of(session, table) for table in over)


def test_what_fails_in_a_round_is_told_by_its_kind_alone_and_the_rest_is_done(
    app: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> int:
        raise RuntimeError("marisol@example.com")

    monkeypatch.setattr(work, "deliver_due", fails)
    with app.app_context(), caplog.at_level(logging.DEBUG):
        assert work._pass(object(), None) == clock.now()  # type: ignore[arg-type] # it has purged
    assert "RuntimeError" in caplog.text and "marisol" not in caplog.text


def test_deleting_happens_every_ten_minutes(app: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    purged: list[object] = []
    monkeypatch.setattr(work, "deliver_due", lambda *_: 0)
    monkeypatch.setattr(work, "purge", purged.append)
    with app.app_context():
        last = work._pass(object(), None)  # type: ignore[arg-type]
        for seconds, times in ((0, 1), (599, 1), (1, 2)):
            clock.advance(seconds=seconds)
            last = work._pass(object(), last)  # type: ignore[arg-type]
            assert len(purged) == times


def test_the_doctor_says_one_line_for_each_thing_that_works(typed: Typed) -> None:
    result = typed("doctor")
    lines = result.output.splitlines()
    assert result.exit_code == 0 and all(line.startswith("ok ") for line in lines)
    names = [line.split()[1].rstrip(":") for line in lines]
    assert names == ["settings", "jurisdiction", "database", "uploads", "mail", "second", "passkeys", *Provider]
    assert "Encinitas, 3 steps, staff activation" in lines[1] and "sqlite" in lines[2]


def test_the_doctor_names_what_is_wrong_and_ends_with_one(tmp_path: Path, clock: FixedClock) -> None:
    """An empty database and a mail server that is not there: two lines, no password, no traceback."""
    empty = Database(f"sqlite:///{tmp_path}/empty.db")
    made = builders.portal(empty, clock, CSS_MAIL_URL="smtp://portal:hunter2@127.0.0.1:9")
    result = made.test_cli_runner().invoke(args=["doctor"])
    wrong = [line for line in result.output.splitlines() if line.startswith("WRONG")]
    assert result.exit_code == 1 and len(wrong) == 2 and len(result.output.splitlines()) == 11
    assert wrong[0].startswith("WRONG database: migrations are missing") and wrong[1].startswith("WRONG mail: ")
    assert "hunter2" not in result.output and "Traceback" not in result.output
    made.extensions["css"].database.close()
    empty.close()


def test_the_doctor_tells_a_folder_of_uploads_that_cannot_be_written(open_portal: OpenPortal, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = open_portal(CSS_UPLOADS=str(tmp_path / "file")).test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == 1 and "WRONG uploads: " in result.output and f"{tmp_path}/file" in result.output


def test_upgrading_makes_the_database_current_and_twice_does_no_harm(tmp_path: Path, clock: FixedClock) -> None:
    bare = Database(f"sqlite:///{tmp_path}/bare.db")
    made = builders.portal(bare, clock)
    for _ in range(2):
        result = made.test_cli_runner().invoke(args=["db", "upgrade"])
        assert result.exit_code == 0 and "up to date" in result.output
    assert migrations.is_current(bare)
    made.extensions["css"].database.close()
    bare.close()


def test_what_cannot_be_used_ends_the_process_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from app import create_app

    monkeypatch.setenv("CSS_ENV", "production")
    with pytest.raises(SystemExit) as ended:
        create_app()
    assert str(ended.value).startswith("CSS_") and "\n" not in str(ended.value)
