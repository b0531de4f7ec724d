"""Several browsers use one authenticator app at once: each code lets one of them in, and all guesses count."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from css.accounts import gate, proofs
from css.accounts.owners import Owner
from css.accounts.password import sign_ins
from css.accounts.password.sign_ins import PasswordTry, Refusal
from css.accounts.second_factor import app_sign_ins, apps, second_steps
from css.accounts.second_factor.apps import Offer
from css.accounts.second_factor.half_way import Over, ResidentSecondStep
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AuthenticatorApp, FailureCount, RecoveryCode, ResidentSession, SecondStep
from tests.accounts.app_desk import SEALER, add, apps_of, give_app, owner_of, with_app
from tests.accounts.desk import EMAIL, mails, wrong
from tests.accounts.test_parallel_guesses import all_at_once
from tests.accounts.test_parallel_recovery import at_once
from tests.builders import mailer
from tests.totp import shown


@pytest.fixture
def marisol(database: Database, clock: FixedClock) -> tuple[Owner, Offer]:
    with database.writing() as session:
        made = with_app(session, clock)
        session.commit()
    return made


def trying(marisol: tuple[Owner, Offer], clock: FixedClock, code: str) -> Callable[[Session], Refusal | None]:
    return lambda session: apps_of(session, marisol[0], clock).try_code(code)


def test_a_code_given_ten_times_at_once_is_right_once(
    database: Database, clock: FixedClock, marisol: tuple[Owner, Offer]
) -> None:
    code = shown(marisol[1].secret, clock.now())
    assert all_at_once(database, trying(marisol, clock, code), times=10) == {None: 1, Refusal.WRONG: 9}


def test_also_where_known_devices_have_doors_of_their_own(
    database: Database, clock: FixedClock, marisol: tuple[Owner, Offer]
) -> None:
    code = shown(marisol[1].secret, clock.now())

    def tried(device: str) -> Callable[[Session], Refusal | None]:
        return lambda session: apps_of(session, marisol[0], clock).try_code(code, device)

    assert at_once(database, *map(tried, "abcdef")) == {None: 1, Refusal.WRONG: 5}


def test_a_recovery_code_given_ten_times_at_once_is_right_once(
    database: Database, clock: FixedClock, marisol: tuple[Owner, Offer]
) -> None:
    code = marisol[1].recovery_codes[0]
    assert all_at_once(database, trying(marisol, clock, code), times=10) == {None: 1, Refusal.WRONG: 9}
    with database.reading() as session:
        assert len(session.exec(select(RecoveryCode)).all()) == 9


def test_fifty_wrong_codes_at_once_are_ten_tries(
    database: Database, clock: FixedClock, marisol: tuple[Owner, Offer]
) -> None:
    code = wrong(shown(marisol[1].secret, clock.now()))
    assert all_at_once(database, trying(marisol, clock, code)) == {Refusal.WRONG: 9, Refusal.LOCKED: 41}
    with database.reading() as session:
        assert [count.wrong_in_a_row for count in session.exec(select(FailureCount))] == [10]
        kinds = [mail.kind for mail in mails(session)]
        assert kinds.count("authenticator-changed") == 2  # added, locked


def step(session: Session, token: str, clock: FixedClock) -> ResidentSecondStep:
    return ResidentSecondStep(session, token, sealer=SEALER, mailer=mailer(), now=clock.now())


def finishing(token: str, code: str, clock: FixedClock) -> Callable[[Session], str]:
    """Give a right code, and enter."""

    def run(session: Session) -> str:
        try:
            begun = step(session, token, clock)
            assert begun.answer(code) is None
        except Over:
            return "over"
        enter(session, begun.who, clock)
        return "in"

    return run


def test_one_second_step_finished_at_once_opens_one_session(
    database: Database, clock: FixedClock, marisol: tuple[Owner, Offer]
) -> None:
    """Even with two codes that are both right."""
    with database.writing() as session:
        token = second_steps.begin(session, marisol[0], now=clock.now())
        session.commit()

    finish = [finishing(token, code, clock) for code in marisol[1].recovery_codes[:6]]
    assert at_once(database, *finish) == {"in": 1, "over": 5}
    with database.reading() as session:
        assert len(session.exec(select(ResidentSession)).all()) == 1
        assert len(session.exec(select(RecoveryCode)).all()) == 9


def enter(session: Session, account: Account, clock: FixedClock) -> None:
    gate.enter(session, account, keep=False, device="a test", now=clock.now(), replaced=None, two_factors=True)


@pytest.mark.parametrize("_round", range(5))
def test_whoever_ends_every_proof_meanwhile_ends_the_second_step_too(
    database: Database, clock: FixedClock, marisol: tuple[Owner, Offer], _round: int
) -> None:
    """As a new password does. Whichever comes first, a second step is finished before it or not at all."""
    with database.writing() as session:
        tokens = [second_steps.begin(session, marisol[0], now=clock.now()) for _ in range(4)]
        session.commit()

    def forget(session: Session) -> str:
        account = session.get(Account, marisol[0].id, with_for_update=True)
        assert account
        proofs.forget(session, account)
        return "forgotten"

    pairs = zip(tokens, marisol[1].recovery_codes, strict=False)
    outcomes = at_once(database, forget, *(finishing(token, code, clock) for token, code in pairs))
    assert outcomes["forgotten"] == 1 and outcomes["in"] + outcomes["over"] == 4
    with database.writing() as session:
        assert session.exec(select(SecondStep)).all() == []


@pytest.mark.parametrize("_round", range(3))
def test_both_ways_with_one_code_at_once_let_one_in_and_nobody_waits_for_ever(
    database: Database, clock: FixedClock, marisol: tuple[Owner, Offer], _round: int
) -> None:
    """The password and the code at once hold the account and then want the door; so must the second step."""
    code = shown(marisol[1].secret, clock.now())

    def with_password(session: Session) -> str:
        tried = PasswordTry(EMAIL, sign_ins.stored(session, EMAIL), right=True)
        outcome = app_sign_ins.attempt(session, tried, code, sealer=SEALER, mailer=mailer(), now=clock.now())
        return "in" if isinstance(outcome, Account) else outcome

    def second(session: Session) -> str:
        outcome = apps_of(session, marisol[0], clock).try_code(code)
        return outcome if isinstance(outcome, Refusal) else "in"

    assert at_once(database, *[with_password, second] * 4) == {"in": 1, Refusal.WRONG: 7}


def test_one_app_saved_by_two_windows_at_once_is_one_app(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = owner_of(session, clock)
        session.commit()
    offer = apps.offer()

    def save(session: Session) -> str:
        add(session, owner, offer, clock)
        return "saved"

    assert at_once(database, *[save] * 5) == {"saved": 5}
    with database.reading() as session:
        assert len(session.exec(select(AuthenticatorApp)).all()) == 1
        assert len(session.exec(select(RecoveryCode)).all()) == 10


def test_a_second_step_is_over_after_ten_minutes(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, _ = with_app(session, clock)
        token = second_steps.begin(session, owner, keep=True, now=clock.now())
        clock.advance(minutes=10, seconds=-1)
        assert step(session, token, clock).keep
        clock.advance(seconds=1)
        with pytest.raises(Over):
            step(session, token, clock)
        second_steps.purge(session, clock.now())
        assert session.exec(select(SecondStep)).all() == []


def test_whoever_was_half_way_when_the_apps_change_begins_again(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, _ = with_app(session, clock)
        theirs = apps_of(session, owner, clock)
        changes: tuple[Callable[[], object], ...] = (
            lambda: give_app(session, owner, clock),
            lambda: theirs.remove(theirs.all()[0]),
            theirs.forget_all,
        )
        for change in changes:
            token = second_steps.begin(session, owner, now=clock.now())
            assert step(session, token, clock)
            change()
            with pytest.raises(Over):
                step(session, token, clock)
