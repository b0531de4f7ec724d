"""What is no passkey at the desk: bent, stolen, too old or garbage answers, made with real keys."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from css.accounts.passkey.passkey_answers import LONGEST, NotVerified
from css.accounts.passkey.passkey_challenges import TooOld
from css.accounts.passkey.passkeys import SigningIn
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, Passkey
from tests.accounts.authenticator import PRESENT, VERIFIED, Device
from tests.accounts.passkey_desk import (
    OTHER,
    PARTY,
    account,
    acts,
    add,
    enter,
    keep,
    one_passkey,
    options_to_add,
    options_to_enter,
)


@pytest.fixture
def marisol(database: Database, clock: FixedClock) -> Account:
    return account(database, clock)


BENT: dict[str, Callable[[Device], Device]] = {
    "another origin": lambda device: replace(device, origin="https://encinitas-login.example"),
    "another port": lambda device: replace(device, origin="http://localhost:8001"),
    "another rp": lambda device: replace(device, rp_id="example.com"),
    "nobody verified": lambda device: replace(device, flags=PRESENT),
    "nobody present": lambda device: replace(device, flags=VERIFIED),
    "within another site": lambda device: replace(device, cross_origin=True),
}
BENT_USE: dict[str, Callable[[Device], Device]] = {
    **BENT,
    "another key": lambda device: replace(device, key=Device().key),
    "an unknown passkey": lambda device: replace(device, credential_id=b"x" * 32),
    "nobody's handle": lambda device: replace(device, user_handle=b"nobody"),
    "no handle": lambda device: replace(device, user_handle=b""),
}


@pytest.mark.parametrize("how", BENT)
def test_a_bent_passkey_is_not_added(database: Database, clock: FixedClock, marisol: Account, how: str) -> None:
    with pytest.raises(NotVerified):
        add(database, marisol, clock.now(), BENT[how](Device()))
    with database.reading() as session:
        assert not session.exec(select(Passkey)).all()


@pytest.mark.parametrize("how", BENT_USE)
def test_a_bent_answer_lets_nobody_in_and_the_straight_one_does(
    database: Database, clock: FixedClock, marisol: Account, how: str
) -> None:
    device = add(database, marisol, clock.now())
    asked = options_to_enter(database, clock.now())
    with pytest.raises(NotVerified):
        enter(database, BENT_USE[how](device).use(asked), clock.now())
    assert one_passkey(database).last_used_at is None
    assert enter(database, device.use(asked), clock.now()) == marisol.email
    assert acts(database) == []


def test_another_accounts_handle_lets_neither_in(database: Database, clock: FixedClock, marisol: Account) -> None:
    other = account(database, clock, OTHER)
    device = add(database, marisol, clock.now())
    posing = replace(device, user_handle=other.public_id.encode())
    with pytest.raises(NotVerified):
        enter(database, posing.use(options_to_enter(database, clock.now())), clock.now())


def test_an_answer_to_one_question_is_none_to_the_other(
    database: Database, clock: FixedClock, marisol: Account
) -> None:
    device = add(database, marisol, clock.now())
    to_add, to_enter = options_to_add(database, marisol, clock.now()), options_to_enter(database, clock.now())
    for answer in (device.use(to_add), device.use(to_enter, "webauthn.create")):
        with pytest.raises(NotVerified):
            enter(database, answer, clock.now())
    user = json.loads(to_add)["user"]
    for answer in (
        Device().make(json.dumps({**json.loads(to_enter), "user": user})),
        Device().make(to_add, "webauthn.get"),
    ):
        with database.writing() as session, pytest.raises(NotVerified):
            keep(session, marisol, answer, clock.now())


def test_what_one_account_was_asked_another_can_not_answer(
    database: Database, clock: FixedClock, marisol: Account
) -> None:
    other = account(database, clock, OTHER)
    answer = Device().make(options_to_add(database, marisol, clock.now()))
    with database.writing() as session, pytest.raises(NotVerified):
        keep(session, other, answer, clock.now())


def test_a_passkey_of_one_account_is_added_to_no_other(database: Database, clock: FixedClock, marisol: Account) -> None:
    other = account(database, clock, OTHER)
    device = add(database, marisol, clock.now())
    for whose in (other, marisol):
        with pytest.raises(NotVerified):
            add(database, whose, clock.now(), device)


@pytest.mark.parametrize("length", [1024, 1400])
def test_an_id_longer_than_any_may_be_is_refused(
    database: Database, clock: FixedClock, marisol: Account, length: int
) -> None:
    add(database, marisol, clock.now(), Device(credential_id=b"y" * 1023))
    with pytest.raises(NotVerified):
        add(database, marisol, clock.now(), Device(credential_id=b"x" * length))


def test_a_challenge_that_is_not_ours_is_none(database: Database, clock: FixedClock, marisol: Account) -> None:
    device = add(database, marisol, clock.now())
    strangers = options_to_enter(database, clock.now(), replace(PARTY, secret_keys=("x" * 40,)))
    ours = json.loads(options_to_enter(database, clock.now()))
    for challenge in (json.loads(strangers)["challenge"], ours["challenge"][:-8], "", "AAAA", "%%%", "é"):
        with pytest.raises(NotVerified):
            enter(database, device.use(json.dumps({"challenge": challenge})), clock.now())


def test_a_replaced_secret_key_is_still_taken(database: Database, clock: FixedClock, marisol: Account) -> None:
    device = add(database, marisol, clock.now())
    before = options_to_enter(database, clock.now())
    after = replace(PARTY, secret_keys=("n" * 40, *PARTY.secret_keys))
    with database.writing() as session:
        assert SigningIn(session, after, clock.now()).finish(device.use(before)).email == marisol.email
    asked = options_to_enter(database, clock.now(), after)
    with pytest.raises(NotVerified):  # the new one signs
        enter(database, device.use(asked), clock.now())


def test_a_challenge_is_good_for_its_time_and_then_said_to_be_too_old(
    database: Database, clock: FixedClock, marisol: Account
) -> None:
    device, fresh = add(database, marisol, clock.now()), Device()
    to_add, to_enter = options_to_add(database, marisol, clock.now()), options_to_enter(database, clock.now())
    begun = clock.now()
    last = begun + timedelta(minutes=10)
    with database.writing() as session, pytest.raises(TooOld):
        keep(session, marisol, fresh.make(to_add), last)
    with database.writing() as session:
        keep(session, marisol, fresh.make(to_add), last - timedelta(seconds=1))
    with pytest.raises(TooOld):
        enter(database, device.use(to_enter), begun + timedelta(hours=1))
    assert enter(database, device.use(to_enter), begun + timedelta(minutes=59, seconds=59)) == marisol.email


GARBAGE = {
    "nothing": "",
    "no JSON": "passkey",
    "NUL": '{"id": "\x00"}',
    "a list": "[1]",
    "a number": "1e999",
    "deep": "[" * 15_000,
    "empty": "{}",
    "huge": "x" * (LONGEST + 1),
}
WRONG: tuple[object, ...] = (None, 1, [], {}, "", "\x00", "\ud800", "é", "a", "A" * 5_000, True, ["x"], {"x": {}})


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_is_refused(database: Database, clock: FixedClock, marisol: Account, what: str) -> None:
    with pytest.raises(NotVerified):
        enter(database, GARBAGE[what], clock.now())
    with database.writing() as session, pytest.raises(NotVerified):
        keep(session, marisol, GARBAGE[what], clock.now())


def spoiled(answer: str) -> list[str]:
    """The answer with each of its parts missing, or something else."""
    whole = json.loads(answer)
    found = []
    for name in (*whole, *whole["response"]):
        inside = name in whole["response"]
        for wrong in (..., *WRONG):
            said = {**whole, "response": {**whole["response"]}}
            part = said["response"] if inside else said
            if wrong is ...:
                del part[name]
            else:
                part[name] = wrong
            found.append(json.dumps(said))
    return found


def test_an_answer_with_a_part_spoiled_is_refused(database: Database, clock: FixedClock, marisol: Account) -> None:
    device = add(database, marisol, clock.now())
    for answer in spoiled(device.use(options_to_enter(database, clock.now()))):
        with pytest.raises(NotVerified):
            enter(database, answer, clock.now())
    for answer in spoiled(Device().make(options_to_add(database, marisol, clock.now()))):
        with database.writing() as session, pytest.raises(NotVerified):
            keep(session, marisol, answer, clock.now())
