"""Fifty guesses at once count as fifty: nobody gets more tries by being quick."""

import threading
from collections import Counter
from collections.abc import Callable

from sqlmodel import Session, select

from css.accounts.codes.challenges import CodeOutcome, TooManyCodes
from css.accounts.password import sign_ins
from css.accounts.password.sign_ins import PasswordTry, Refusal, Stored
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import FailureCount
from tests.accounts.desk import EMAIL, begin, challenges, code, mails, resume, wrong
from tests.builders import mailer

GUESSES = 50
BROWSERS = 10


def all_at_once(database: Database, act: Callable[[Session], object], times: int = GUESSES) -> Counter[object]:
    """What came of doing it so many times, in ten threads that start together."""
    start, outcomes = threading.Barrier(BROWSERS), list[object]()

    def run() -> None:
        start.wait()
        for _ in range(times // BROWSERS):
            with database.writing() as session:
                outcomes.append(act(session))
                session.commit()

    threads = [threading.Thread(target=run) for _ in range(BROWSERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == times
    return Counter(outcomes)


def test_fifty_wrong_codes_at_once_are_five_tries(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        right = code(session)
        session.commit()

    def guess(session: Session) -> CodeOutcome:
        return resume(session, clock.now(), token).verify(wrong(right)).outcome

    assert all_at_once(database, guess) == {CodeOutcome.WRONG: 4, CodeOutcome.SPENT: 46}
    with database.reading() as session:
        assert challenges(session)[0].wrong_tries == 5
        assert resume(session, clock.now(), token).verify(right).outcome is CodeOutcome.SPENT


def test_fifty_wrong_passwords_at_once_are_ten_tries(database: Database, clock: FixedClock) -> None:
    def guess(session: Session) -> object:
        return sign_ins.attempt(session, PasswordTry(EMAIL, Stored(), right=False), mailer(), clock.now())

    assert all_at_once(database, guess) == {Refusal.WRONG: 9, Refusal.LOCKED: 41}
    with database.reading() as session:
        counts = session.exec(select(FailureCount)).all()
        assert [count.wrong_in_a_row for count in counts] == [10]


def test_fifty_requests_for_a_code_at_once_mail_five(database: Database, clock: FixedClock) -> None:
    def ask(session: Session) -> bool:
        try:
            begin(session, clock.now())
        except TooManyCodes:
            session.rollback()
            return False
        return True

    assert all_at_once(database, ask) == {True: 5, False: 45}
    with database.reading() as session:
        assert len(mails(session)) == 5


def test_a_right_code_sent_ten_times_at_once_opens_one_account(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        right = code(session)
        session.commit()

    def prove(session: Session) -> bool:
        return resume(session, clock.now(), token).verify(right).account is not None

    assert all_at_once(database, prove, times=10) == {True: 1, False: 9}
