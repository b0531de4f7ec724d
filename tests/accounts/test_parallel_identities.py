"""Several browsers come from providers at the same moment: one account for each email, one for each identity."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from css.accounts import proofs
from css.accounts.codes.social_flows import Need
from css.accounts.identities import Told
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, Identity
from tests.accounts import desk
from tests.accounts.desk import EMAIL, code
from tests.accounts.social_desk import (
    FACEBOOK,
    GOOGLE,
    MICROSOFT,
    UNKNOWN,
    accounts,
    ask,
    come,
    enter,
    open_new,
    owned,
    resume,
    waiting,
)
from tests.accounts.test_parallel_recovery import at_once
from tests.builders import account

rounds = pytest.mark.parametrize("_round", range(3))


def opening(clock: FixedClock, told: Told = GOOGLE) -> Callable[[Session], str]:
    return lambda session: "opened" if open_new(session, clock, told) else "asked"


def entering(clock: FixedClock, token: str, typed: str) -> Callable[[Session], str]:
    def run(session: Session) -> str:
        proof = enter(session, clock, token, typed)
        return f"in as {proof.account.email}" if proof.account else proof.outcome

    return run


def asked(database: Database, clock: FixedClock, told: Told = FACEBOOK, email: str = EMAIL) -> tuple[str, str]:
    """A browser's secret, and the code that was mailed."""
    with database.writing() as session:
        token = ask(session, clock, email, told)
        session.commit()
        return token, code(session, email)


@rounds
def test_one_new_identity_in_many_browsers_opens_one_account(
    database: Database, clock: FixedClock, _round: int
) -> None:
    assert at_once(database, *[opening(clock)] * 6) == {"opened": 1, "asked": 5}
    with database.reading() as session:
        (made,) = accounts(session)
        assert owned(session, made) == [("google", "1001")]


@rounds
def test_one_new_identity_with_another_email_in_each_browser_opens_one_account(
    database: Database, clock: FixedClock, _round: int
) -> None:
    acts = [opening(clock, replace(GOOGLE, email=f"{number}@example.com")) for number in range(6)]
    assert at_once(database, *acts) == {"opened": 1, "asked": 5}
    with database.reading() as session:
        assert len(accounts(session)) == len(session.exec(select(Identity)).all()) == 1


@rounds
def test_one_email_by_two_providers_opens_one_account_and_the_other_is_asked(
    database: Database, clock: FixedClock, _round: int
) -> None:
    assert at_once(database, opening(clock), opening(clock, MICROSOFT)) == {"opened": 1, "asked": 1}
    with database.writing() as session:
        (made,) = accounts(session)
        other = {"google": MICROSOFT, "microsoft": GOOGLE}[owned(session, made)[0][0]]
        assert len(owned(session, made)) == 1
        assert resume(session, clock, come(session, clock, other)).need is Need.OWNER


@rounds
def test_a_provider_and_a_sign_up_prove_one_email_and_one_of_them_has_it(
    database: Database, clock: FixedClock, _round: int
) -> None:
    with database.writing() as session:
        strangers = desk.begin(session, clock.now())
        typed = code(session)
        session.commit()

    def sign_up(session: Session) -> str:
        return "opened" if desk.resume(session, clock.now(), strangers).verify(typed).account else "late"

    outcomes = at_once(database, sign_up, opening(clock))
    assert outcomes["opened"] == 1
    with database.reading() as session:
        (made,) = accounts(session)
        assert bool(made.password_hash) is (owned(session, made) == [])  # never the one's password, the other's button


@pytest.mark.parametrize("known", [True, False])
def test_a_code_entered_many_times_is_right_once(database: Database, clock: FixedClock, known: bool) -> None:
    if known:
        with database.writing() as session:
            account(session, clock.now())
            session.commit()
    entry = entering(clock, *asked(database, clock))
    assert at_once(database, *[entry] * 6) == {f"in as {EMAIL}": 1, "spent": 5}


@rounds
def test_two_codes_for_one_email_open_one_account(database: Database, clock: FixedClock, _round: int) -> None:
    first, second = asked(database, clock), asked(database, clock, replace(FACEBOOK, subject="1002"))
    assert at_once(database, entering(clock, *first), entering(clock, *second)) == {f"in as {EMAIL}": 1, "right": 1}
    with database.reading() as session:
        (made,) = accounts(session)
        assert len(owned(session, made)) == 1


@rounds
def test_two_codes_for_one_identity_open_one_account(database: Database, clock: FixedClock, _round: int) -> None:
    first, second = asked(database, clock), asked(database, clock, email=UNKNOWN)
    outcomes = at_once(database, entering(clock, *first), entering(clock, *second))
    assert outcomes["right"] == 1 and len(outcomes) == 2
    with database.reading() as session:
        (made,) = accounts(session)
        assert owned(session, made) == [("facebook", "1001")]


@rounds
def test_a_code_entered_while_the_password_changes_counts_before_it_or_not_at_all(
    database: Database, clock: FixedClock, _round: int
) -> None:
    with database.writing() as session:
        marisol = account(session, clock.now())
        session.commit()
    pairs = [asked(database, clock) for _ in range(3)]

    def forget(session: Session) -> str:
        found = session.get(Account, marisol.id, with_for_update=True)
        assert found
        proofs.forget(session, found)
        return "forgotten"

    outcomes = at_once(database, forget, *(entering(clock, *pair) for pair in pairs))
    assert outcomes["forgotten"] == 1 and outcomes[f"in as {EMAIL}"] + outcomes["spent"] == 3
    with database.reading() as session:
        assert waiting(session) == []
