"""Whether an email has an account is told by the mail to it, never by a page, a status, a header or the time."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from css.core.clock import FixedClock
from css.core.db import Database
from tests import builders
from tests.html import StrictClient
from tests.web.visits import EMAIL, SIGN_UP, beside, mails, resident, without_tokens

FREE = "mirabel@example.com"  # as long as the taken one
BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])
RANDOM = {"Date", "Set-Cookie", "Content-Length"}


@pytest.fixture
def taken(sqlite_database: Database, clock: FixedClock) -> None:
    resident(sqlite_database, clock)


def walk(app: Flask, email: str, hx: bool) -> list[TestResponse]:
    """Sign up, see the code's page, guess a code, ask for another, ask for another elsewhere: all the answers."""
    visitor = builders.client(app)
    return [
        visitor.post("/sign-up", data={**SIGN_UP, "email": email}, hx=hx),
        visitor.get("/verify", hx=hx),
        visitor.post("/verify", data={"code": "000000"}, hx=hx),
        visitor.get("/verify/ways", hx=hx),
        visitor.post("/verify/resend", hx=hx),
        visitor.post("/verify/email", data={"email": email}, hx=hx),
    ]


@BOTH
@pytest.mark.usefixtures("taken")
def test_a_taken_email_and_a_free_one_get_the_same_pages(app: Flask, hx: bool) -> None:
    for with_account, without in zip(walk(app, EMAIL, hx), walk(app, FREE, hx), strict=True):
        assert with_account.status_code == without.status_code
        assert without_tokens(with_account) == without_tokens(without).replace(FREE, EMAIL)
        assert set(with_account.headers.keys()) == set(without.headers.keys())
        for name, said in with_account.headers.items():
            assert name in RANDOM or without.headers[name] == said


@pytest.mark.usefixtures("taken")
def test_the_mail_says_it_and_holds_no_code(app: Flask, sqlite_database: Database) -> None:
    before = len(mails(sqlite_database))
    walk(app, EMAIL, hx=False)
    sent = mails(sqlite_database)[before:]
    assert [mail.kind for mail in sent] == ["account-exists"] and "You already have an account" in sent[0].text


@BOTH
@pytest.mark.usefixtures("taken")
def test_no_code_ever_works_for_a_taken_email(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock, hx: bool
) -> None:
    visitor.post("/sign-up", data=SIGN_UP)
    tries = [beside(visitor.post("/verify", data={"code": f"{n:06d}"}, hx=hx), "code") for n in range(5)]
    assert tries[:4] == ["That code is not right. Check it and try again."] * 4
    assert tries[4] == "That code no longer works. Ask for a new one below."


@contextmanager
def statements(database: Database, app: Flask) -> Iterator[list[str]]:
    """The SQL that the portal runs."""
    seen: list[str] = []
    engine = app.extensions["css"].database.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.usefixtures("taken")
def test_both_cost_the_same_queries_and_one_hash(
    app: Flask, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = app.extensions["css"].hasher
    runs = []
    for email in (EMAIL, FREE):
        hashed: list[str] = []
        monkeypatch.setattr(type(hasher), "hash", lambda _self, password, kept=hashed: kept.append(password) or "x")
        with statements(sqlite_database, app) as seen:
            builders.client(app).post("/sign-up", data={**SIGN_UP, "email": email})
        runs.append((seen, len(hashed)))
    assert runs[0] == runs[1] and runs[0][1] == 1
