"""How long a browser stays signed in, what is noted of it, and how it ends."""

from datetime import datetime

import pytest
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, ResidentSession
from tests.html import StrictClient
from tests.web.visits import RESIDENT, SIGN_IN, all_of, resident


@pytest.fixture(autouse=True)
def marisol(sqlite_database: Database, clock: FixedClock) -> Account:
    return resident(sqlite_database, clock, AccountState.ACTIVE)


def sign_in(visitor: StrictClient, **more: str) -> None:
    assert visitor.post("/sign-in/password", data={**SIGN_IN, **more}).location == "/dashboard"


def is_signed_in(visitor: StrictClient) -> bool:
    return visitor.get("/dashboard").status_code == 200


def seen_at(database: Database) -> datetime:
    with database.reading() as session:
        return session.exec(select(ResidentSession)).one().last_seen_at


def test_thirty_idle_minutes_end_it(visitor: StrictClient, clock: FixedClock) -> None:
    sign_in(visitor)
    clock.advance(minutes=29, seconds=59)
    assert is_signed_in(visitor)
    clock.advance(minutes=30)
    assert not is_signed_in(visitor)


def test_in_use_it_lasts_twelve_hours(visitor: StrictClient, clock: FixedClock) -> None:
    sign_in(visitor)
    for _ in range(35):
        clock.advance(minutes=20)
        assert is_signed_in(visitor)
    clock.advance(minutes=20)
    assert not is_signed_in(visitor)


def test_kept_signed_in_it_lasts_thirty_days(visitor: StrictClient, clock: FixedClock) -> None:
    sign_in(visitor, keep="y")
    for _ in range(29):
        clock.advance(days=1)
        assert is_signed_in(visitor)
    clock.advance(days=1)
    assert not is_signed_in(visitor)


def test_the_cookie_ends_with_the_browser_unless_kept(visitor: StrictClient) -> None:
    sign_in(visitor)
    cookie = visitor.get_cookie(RESIDENT)
    assert cookie and cookie.max_age is None and cookie.expires is None
    sign_in(visitor, keep="y")
    kept = visitor.get_cookie(RESIDENT)
    assert kept and kept.max_age == 30 * 24 * 60 * 60


def test_use_is_noted_at_most_once_a_minute(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    sign_in(visitor)
    signed_in_at = clock.now()
    clock.advance(seconds=59)
    visitor.get("/dashboard")
    assert seen_at(sqlite_database) == signed_in_at
    clock.advance(seconds=1)
    visitor.get("/dashboard")
    assert seen_at(sqlite_database) == clock.now()


def test_a_static_file_is_no_use(visitor: StrictClient, sqlite_database: Database, clock: FixedClock) -> None:
    sign_in(visitor)
    signed_in_at = clock.now()
    clock.advance(minutes=5)
    visitor.get("/static/portal.css").close()
    assert seen_at(sqlite_database) == signed_in_at


def test_signing_out_ends_the_session_and_clears_the_cookie(visitor: StrictClient, sqlite_database: Database) -> None:
    sign_in(visitor)
    cookie = visitor.get_cookie(RESIDENT)
    assert cookie
    answer = visitor.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    assert not visitor.get_cookie(RESIDENT)
    with sqlite_database.reading() as session:
        assert not all_of(session, ResidentSession)
    visitor.set_cookie(RESIDENT, cookie.value)
    assert not is_signed_in(visitor)


def test_signing_out_twice_or_without_a_session_does_no_harm(visitor: StrictClient) -> None:
    for _ in range(2):
        assert visitor.post("/sign-out").location == "/"


def test_a_link_cannot_sign_anybody_out(visitor: StrictClient) -> None:
    sign_in(visitor)
    assert visitor.get("/sign-out").status_code == 405
    assert is_signed_in(visitor)


def test_a_session_of_somebody_who_is_gone_is_nobodys(visitor: StrictClient, sqlite_database: Database) -> None:
    sign_in(visitor)
    with sqlite_database.writing() as session:
        session.delete(session.exec(select(Account)).one())
        session.commit()
    assert not is_signed_in(visitor)
