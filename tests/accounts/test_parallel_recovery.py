"""Several browsers get back into one account at the same moment: one outcome, and nobody waits for ever."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import Session, select

from css.accounts.changes import password_changes
from css.accounts.codes.challenges import CodeOutcome
from css.accounts.codes.code_flows import CodeFlow
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, Challenge, ChallengePurpose
from tests.accounts.desk import EMAIL, code, wrong
from tests.builders import account, mailer, password_hash


def ask(database: Database, clock: FixedClock, purpose: ChallengePurpose = ChallengePurpose.RESET) -> tuple[str, str]:
    """A browser's secret and the code that was mailed."""
    with database.writing() as session:
        if session.exec(select(Account)).first() is None:
            account(session, clock.now())
        token = CodeFlow(session, mailer(), clock.now(), None).begin(purpose, EMAIL, language="en")
        session.commit()
        return token, code(session)


def verify(session: Session, clock: FixedClock, token: str, text: str) -> str:
    flow = CodeFlow(session, mailer(), clock.now(), token)
    return flow.verify(text).outcome if flow.request else "gone"


def change(session: Session, clock: FixedClock, token: str) -> str:
    owner = CodeFlow(session, mailer(), clock.now(), token).proven()
    if owner is None:
        return "no proof"
    password_changes.change(session, owner, password_hash(), mailer=mailer(), now=clock.now())
    return "changed"


def at_once(database: Database, *acts: object) -> Counter[str]:
    """Each in a thread and a transaction of its own, all beginning together."""
    together = Barrier(len(acts))

    def run(act: object) -> str:
        together.wait()
        with database.writing() as session:
            outcome: str = act(session)  # type: ignore[operator]
            session.commit()
            return outcome

    with ThreadPoolExecutor(len(acts)) as threads:
        return Counter(threads.map(run, acts))


def test_twenty_wrong_codes_at_once_are_five_tries(database: Database, clock: FixedClock) -> None:
    token, right = ask(database, clock)
    outcomes = at_once(database, *[lambda session: verify(session, clock, token, wrong(right))] * 20)
    assert outcomes == {CodeOutcome.WRONG: 4, CodeOutcome.SPENT: 16}
    with database.reading() as session:
        assert max(one.wrong_tries for one in session.exec(select(Challenge))) == 5


def test_one_proof_used_at_once_changes_one_password(database: Database, clock: FixedClock) -> None:
    token, right = ask(database, clock)
    with database.writing() as session:
        assert verify(session, clock, token, right) is CodeOutcome.RIGHT
        session.commit()
    assert at_once(database, *[lambda session: change(session, clock, token)] * 6) == {"changed": 1, "no proof": 5}


@pytest.mark.parametrize("_round", range(5))
def test_a_code_entered_while_the_password_is_changed_waits_or_is_worth_nothing(
    database: Database, clock: FixedClock, _round: int
) -> None:
    mine, proof = ask(database, clock)
    with database.writing() as session:
        verify(session, clock, mine, proof)
        session.commit()
    others = [ask(database, clock) for _ in range(3)]
    outcomes = at_once(
        database,
        lambda session: change(session, clock, mine),
        *[lambda session, other=other: verify(session, clock, *other) for other in others],
    )
    assert outcomes["changed"] == 1
    with database.writing() as session:  # whichever came first, none of the others may choose a password now
        assert [change(session, clock, token) for token, _ in others] == ["no proof"] * 3
