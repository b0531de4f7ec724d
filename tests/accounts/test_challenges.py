"""Verification codes: six digits, ten minutes, five tries, one use, and not too many of them."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from css.accounts.codes import sign_ups
from css.accounts.codes.challenges import CodeOutcome, TooManyCodes, TooSoon
from css.core.clock import FixedClock
from css.core.db import Database
from tests.accounts.desk import EMAIL, begin, challenges, code, mails, resume, wrong


def answer(session: Session, clock: FixedClock, token: str, typed: str) -> CodeOutcome:
    outcome = resume(session, clock.now(), token).verify(typed).outcome
    session.flush()
    return outcome


def test_the_mail_holds_six_digits_unbroken_and_no_other_number_like_it(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        begin(session, clock.now())
        assert len(code(session)) == 6 and mails(session)[0].kind == "verification-code"


def test_only_a_digest_of_the_code_is_stored(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        stored = challenges(session)[0].model_dump()
        assert code(session) not in {str(value) for value in stored.values()} and len(stored["code_hash"]) == 64
        assert token not in str(stored)


def test_a_code_works_until_ten_minutes_are_over(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        clock.advance(minutes=9, seconds=59.999)
        assert answer(session, clock, token, code(session)) is CodeOutcome.RIGHT


def test_after_exactly_ten_minutes_a_code_has_expired(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        clock.advance(minutes=10)
        assert answer(session, clock, token, code(session)) is CodeOutcome.EXPIRED


def test_after_four_wrong_tries_the_code_still_works(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        right = code(session)
        assert {answer(session, clock, token, wrong(right)) for _ in range(4)} == {CodeOutcome.WRONG}
        assert answer(session, clock, token, right) is CodeOutcome.RIGHT


def test_five_wrong_tries_kill_a_code(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        right = code(session)
        tries = [answer(session, clock, token, wrong(right)) for _ in range(5)]
        assert tries == [CodeOutcome.WRONG] * 4 + [CodeOutcome.SPENT]
        assert answer(session, clock, token, right) is CodeOutcome.SPENT


def test_a_new_code_has_five_tries_of_its_own(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        for _ in range(5):
            answer(session, clock, token, wrong(code(session)))
        clock.advance(seconds=30)
        resume(session, clock.now(), token).resend()
        assert answer(session, clock, token, code(session)) is CodeOutcome.RIGHT


def test_a_code_works_once(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        assert answer(session, clock, token, code(session)) is CodeOutcome.RIGHT
        assert answer(session, clock, token, code(session)) is CodeOutcome.SPENT


def test_a_second_code_kills_the_first(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        first = code(session)
        clock.advance(seconds=30)
        resume(session, clock.now(), token).resend()
        second = code(session)
        if first != second:  # one in a million
            assert answer(session, clock, token, first) is CodeOutcome.WRONG
        assert answer(session, clock, token, second) is CodeOutcome.RIGHT


def test_a_new_code_leaves_another_sign_ups_code_alone(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        first = begin(session, clock.now())
        its_code = code(session)
        begin(session, clock.now())
        assert answer(session, clock, first, its_code) is CodeOutcome.RIGHT


@pytest.mark.parametrize(("waited", "wait"), [(0, 30), (0.5, 30), (12, 18), (29.6, 1)])
def test_another_code_must_wait_thirty_seconds(database: Database, clock: FixedClock, waited: float, wait: int) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        clock.advance(seconds=waited)
        with pytest.raises(TooSoon) as soon:
            resume(session, clock.now(), token).resend()
        assert soon.value.wait == wait and len(mails(session)) == 1


def test_after_thirty_seconds_another_code_is_mailed(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        token = begin(session, clock.now())
        clock.advance(seconds=30)
        resume(session, clock.now(), token).resend()
        assert len(mails(session)) == 2


def test_five_codes_an_hour_for_one_email_whichever_sign_up_asks(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        first = begin(session, clock.now())
        for written in (EMAIL, EMAIL.upper(), f" {EMAIL}", EMAIL):
            begin(session, clock.now(), written.strip())
        clock.advance(seconds=30)
        with pytest.raises(TooManyCodes):
            begin(session, clock.now())
        with pytest.raises(TooManyCodes):
            resume(session, clock.now(), first).resend()
        with pytest.raises(TooManyCodes):
            resume(session, clock.now(), begin(session, clock.now(), "ada@example.com")).change_email(EMAIL)


def test_the_hour_slides(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        for _ in range(5):
            begin(session, clock.now())
            clock.advance(minutes=10)
        clock.advance(minutes=9, seconds=59)
        with pytest.raises(TooManyCodes):
            begin(session, clock.now())
        clock.advance(seconds=1)
        begin(session, clock.now())
        with pytest.raises(TooManyCodes):
            begin(session, clock.now())


def test_twenty_codes_a_day_for_one_email(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        for _ in range(20):
            begin(session, clock.now())
            clock.advance(minutes=15)
        clock.advance(hours=4)
        with pytest.raises(TooManyCodes):
            begin(session, clock.now())
        clock.advance(hours=15)  # the first was sent 24 hours ago
        begin(session, clock.now())


def test_the_days_codes_are_counted_after_their_sign_ups_are_gone(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        for _ in range(5):
            token = begin(session, clock.now())
            resume(session, clock.now(), token).end()
            session.flush()
        with pytest.raises(TooManyCodes):
            begin(session, clock.now())


def test_codes_are_forgotten_once_no_limit_counts_them(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        begin(session, clock.now())
        sign_ups.purge(session, clock.now() + timedelta(hours=23, minutes=59))
        assert challenges(session)
        sign_ups.purge(session, clock.now() + timedelta(hours=24))
        assert not challenges(session)
