"""Passkeys at the desk, with real keys: what is asked of the browser, what counts, and how uses are counted."""

import json
from dataclasses import replace

import pytest
from sqlmodel import select
from webauthn.helpers import base64url_to_bytes

from css.accounts import proofs
from css.accounts.passkey import passkeys
from css.accounts.passkey.passkey_answers import NotVerified
from css.accounts.passkey.passkeys import MOST, CounterWentBack, TooManyPasskeys
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, OutboxMessage, SpentChallenge
from tests.accounts.authenticator import RP_ID, Device
from tests.accounts.passkey_desk import (
    OTHER,
    account,
    acts,
    add,
    adding,
    enter,
    keep,
    one_passkey,
    options_to_add,
    options_to_enter,
)


@pytest.fixture
def marisol(database: Database, clock: FixedClock) -> Account:
    return account(database, clock)


# What is asked of the browser


def test_a_browser_is_asked_for_a_passkey_that_names_its_owner_and_verifies_them(
    database: Database, clock: FixedClock, marisol: Account
) -> None:
    asked = json.loads(options_to_add(database, marisol, clock.now()))
    assert asked["rp"] == {"id": RP_ID, "name": "City of Encinitas"}
    assert base64url_to_bytes(asked["user"]["id"]) == marisol.public_id.encode()
    assert (asked["user"]["name"], asked["user"]["displayName"]) == (marisol.email, "Marisol Peña")
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert (asked["attestation"], asked["excludeCredentials"]) == ("none", [])
    entering = json.loads(options_to_enter(database, clock.now()))
    assert (entering["rpId"], entering["allowCredentials"], entering["userVerification"]) == (RP_ID, [], "required")


def test_a_device_is_asked_for_no_second_one(database: Database, clock: FixedClock, marisol: Account) -> None:
    device = add(database, marisol, clock.now())
    asked = json.loads(options_to_add(database, marisol, clock.now()))
    assert [base64url_to_bytes(one["id"]) for one in asked["excludeCredentials"]] == [device.credential_id]


def test_being_asked_keeps_nothing_and_no_two_challenges_are_alike(
    database: Database, clock: FixedClock, marisol: Account
) -> None:
    asked = [options_to_enter(database, clock.now()) for _ in range(2)]
    asked += [options_to_add(database, marisol, clock.now()) for _ in range(2)]
    assert len({json.loads(one)["challenge"] for one in asked}) == 4
    with database.reading() as session:
        assert not session.exec(select(SpentChallenge)).all()


# What counts


def test_a_passkey_lets_its_owner_in_and_its_uses_are_noted(
    database: Database, clock: FixedClock, marisol: Account
) -> None:
    device = add(database, marisol, clock.now(), Device(count=7))
    kept = one_passkey(database)
    assert (kept.name, kept.sign_count, kept.last_used_at) == ("Phone", 7, None)
    clock.advance(days=3)
    assert enter(database, device.use(options_to_enter(database, clock.now())), clock.now()) == marisol.email
    kept = one_passkey(database)
    assert (kept.sign_count, kept.last_used_at) == (8, clock.now())


def test_the_owner_is_told_by_mail_of_a_new_one(database: Database, clock: FixedClock, marisol: Account) -> None:
    add(database, marisol, clock.now())
    with database.reading() as session:
        kinds = [mail.kind for mail in session.exec(select(OutboxMessage)) if mail.recipient == marisol.email]
    assert kinds[-1] == "authenticator-changed"


def test_a_passkey_that_does_not_count_is_let_in_each_time(
    database: Database, clock: FixedClock, marisol: Account
) -> None:
    device = add(database, marisol, clock.now())
    for _ in range(3):
        assert enter(database, device.use(options_to_enter(database, clock.now())), clock.now()) == marisol.email
    assert one_passkey(database).sign_count == 0


def test_each_of_two_passkeys_lets_its_own_account_in(database: Database, clock: FixedClock, marisol: Account) -> None:
    other = account(database, clock, OTHER)
    devices = {whose.email: add(database, whose, clock.now()) for whose in (marisol, other)}
    for email, device in devices.items():
        assert enter(database, device.use(options_to_enter(database, clock.now())), clock.now()) == email


def test_an_account_has_ten_at_most(database: Database, clock: FixedClock, marisol: Account) -> None:
    for _ in range(MOST):
        add(database, marisol, clock.now())
    with pytest.raises(TooManyPasskeys):
        add(database, marisol, clock.now())
    with database.reading() as session:
        assert marisol.id and len(passkeys.of(session, marisol.id)) == MOST
        assert adding(session, marisol, clock.now()).is_full


# Counters, once and again


@pytest.mark.parametrize("back", [0, 1, 9])
def test_a_counter_that_does_not_go_up_is_refused_and_noted(
    database: Database, clock: FixedClock, marisol: Account, back: int
) -> None:
    device = add(database, marisol, clock.now(), Device(count=9))
    enter(database, device.use(options_to_enter(database, clock.now())), clock.now())
    copy = replace(device, count=device.count - 1 - back)  # it counts before it answers
    with pytest.raises(CounterWentBack):
        enter(database, copy.use(options_to_enter(database, clock.now())), clock.now())
    assert acts(database) == ["passkey.counter-went-back"]
    assert one_passkey(database).sign_count == 10
    assert enter(database, device.use(options_to_enter(database, clock.now())), clock.now()) == marisol.email


def test_only_who_has_the_key_can_have_a_counter_noted(database: Database, clock: FixedClock, marisol: Account) -> None:
    device = add(database, marisol, clock.now(), Device(count=9))
    posing = replace(device, key=Device().key, count=2)
    with pytest.raises(NotVerified):
        enter(database, posing.use(options_to_enter(database, clock.now())), clock.now())
    assert acts(database) == []


def test_the_same_answer_again_lets_nobody_in_and_is_no_copied_passkey(
    database: Database, clock: FixedClock, marisol: Account
) -> None:
    for count in (0, 5):
        device = add(database, marisol, clock.now(), Device(count=count))
        answer = device.use(options_to_enter(database, clock.now()))
        assert enter(database, answer, clock.now()) == marisol.email
        with pytest.raises(NotVerified):
            enter(database, answer, clock.now())
    assert acts(database) == []


def test_a_passkey_is_added_by_an_answer_once(database: Database, clock: FixedClock, marisol: Account) -> None:
    asked = options_to_add(database, marisol, clock.now())
    for device, refused in ((Device(), False), (Device(), True)):
        with database.writing() as session:
            try:
                keep(session, marisol, device.make(asked), clock.now())
                session.commit()
            except NotVerified:
                assert refused
    assert one_passkey(database)


def test_a_spent_challenge_is_forgotten_once_it_is_too_old_anyway(
    database: Database, clock: FixedClock, marisol: Account
) -> None:
    device = add(database, marisol, clock.now())
    enter(database, device.use(options_to_enter(database, clock.now())), clock.now())
    for minutes, left in ((9, 2), (1, 1), (49, 1), (1, 0)):
        clock.advance(minutes=minutes)
        with database.writing() as session:
            proofs.purge(session, clock.now())
            session.commit()
            assert len(session.exec(select(SpentChallenge)).all()) == left


def test_the_largest_counter_there_is_can_be_kept(database: Database, clock: FixedClock, marisol: Account) -> None:
    device = add(database, marisol, clock.now(), Device(count=2**32 - 2))
    enter(database, device.use(options_to_enter(database, clock.now())), clock.now())
