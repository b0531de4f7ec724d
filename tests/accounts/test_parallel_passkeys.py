"""Passkeys used or added many at once: nobody gets in twice by being quick."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from css.accounts.passkey.passkey_answers import NotVerified
from css.accounts.passkey.passkeys import MOST, CounterWentBack, TooManyPasskeys
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account
from tests.accounts.authenticator import Device
from tests.accounts.passkey_desk import (
    account,
    acts,
    add,
    enter,
    keep,
    one_passkey,
    options_to_add,
    options_to_enter,
)
from tests.builders import Person

AT_ONCE = 8


@pytest.fixture
def marisol(database: Database, clock: FixedClock) -> Account:
    return account(database, clock)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What comes of each, all started together."""
    start, outcomes = threading.Barrier(len(acts)), list[object]()

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            outcomes.append(act())
        except (NotVerified, TooManyPasskeys) as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == len(acts)
    return outcomes


def test_one_answer_sent_many_times_at_once_lets_in_once(
    database: Database, clock: FixedClock, marisol: Account
) -> None:
    device = add(database, marisol, clock.now(), Device(count=1))
    answer, now = device.use(options_to_enter(database, clock.now())), clock.now()
    outcomes = at_once([lambda: enter(database, answer, now)] * AT_ONCE)
    assert outcomes.count(marisol.email) == 1 and outcomes.count(NotVerified) == AT_ONCE - 1


def test_one_challenge_answered_by_many_accounts_at_once_lets_in_one(database: Database, clock: FixedClock) -> None:
    now, people = clock.now(), [Person(email=f"{number}@example.com") for number in range(AT_ONCE)]
    devices = [add(database, account(database, clock, person), now) for person in people]
    asked = options_to_enter(database, now)
    answers = [device.use(asked) for device in devices]
    outcomes = at_once([lambda answer=answer: enter(database, answer, now) for answer in answers])  # type: ignore[misc]
    assert outcomes.count(NotVerified) == AT_ONCE - 1


def test_copies_of_a_passkey_used_at_once_count_as_one_use(
    database: Database, clock: FixedClock, marisol: Account
) -> None:
    device, now = add(database, marisol, clock.now(), Device(count=1)), clock.now()
    answers = [replace(device).use(options_to_enter(database, now)) for _ in range(AT_ONCE)]
    outcomes = at_once([lambda answer=answer: enter(database, answer, now) for answer in answers])  # type: ignore[misc]
    assert outcomes.count(marisol.email) == 1 and outcomes.count(CounterWentBack) == AT_ONCE - 1
    assert one_passkey(database).sign_count == 2
    assert len(acts(database)) == AT_ONCE - 1


def test_many_added_at_once_are_ten_at_most(database: Database, clock: FixedClock, marisol: Account) -> None:
    now = clock.now()
    for _ in range(MOST - 2):
        add(database, marisol, now)
    answers = [Device().make(options_to_add(database, marisol, now)) for _ in range(AT_ONCE)]
    outcomes = at_once([lambda answer=answer: kept(database, marisol, answer, now) for answer in answers])  # type: ignore[misc]
    assert outcomes.count(TooManyPasskeys) == AT_ONCE - 2


def test_one_passkey_added_to_many_accounts_at_once_is_ones(database: Database, clock: FixedClock) -> None:
    now, device = clock.now(), Device()
    people = [account(database, clock, Person(email=f"{number}@example.com")) for number in range(AT_ONCE)]
    answers = [(person, device.make(options_to_add(database, person, now))) for person in people]
    outcomes = at_once([lambda one=one: kept(database, *one, now) for one in answers])  # type: ignore[misc]
    assert outcomes.count(NotVerified) == AT_ONCE - 1
    assert one_passkey(database)


def kept(database: Database, whose: Account, answer: str, now: datetime) -> str:
    with database.writing() as session:
        keep(session, whose, answer, now)
        session.commit()
    return "kept"
