"""Recovery codes: each works once, new ones end the old; and ten wrong codes of either kind lock the owner out."""

from sqlmodel import Session

from css.accounts import locks, owners
from css.accounts.locks import Door
from css.accounts.owners import Owner
from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import recovery_codes
from css.accounts.second_factor.apps import Offer
from css.core.clock import FixedClock
from css.core.db import Database
from tests.accounts.app_desk import apps_of, give_app, owner_of, told, with_app
from tests.accounts.desk import EMAIL, wrong
from tests.builders import staff_member
from tests.totp import shown

OTHER = "ruben@example.com"


# Recovery codes


def test_each_recovery_code_works_once_and_the_owner_is_told(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        theirs = apps_of(session, owner, clock)
        for left, code in zip(range(9, -1, -1), offer.recovery_codes, strict=True):
            assert theirs.try_code(code) is None
            assert theirs.try_code(code) is Refusal.WRONG
            assert theirs.recovery_codes_left() == left
        assert told(session)[1:] == ["A recovery code was used"] * 10


def test_the_recovery_code_of_somebody_else_is_wrong(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, _ = with_app(session, clock)
        other, theirs = with_app(session, clock, OTHER)
        assert apps_of(session, owner, clock).try_code(theirs.recovery_codes[0]) is Refusal.WRONG
        assert apps_of(session, other, clock).recovery_codes_left() == 10


def test_new_recovery_codes_end_the_old_ones(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        theirs, new = apps_of(session, owner, clock), recovery_codes.new()
        theirs.replace_recovery_codes(new)
        assert theirs.try_code(offer.recovery_codes[0]) is Refusal.WRONG
        assert theirs.try_code(new[0]) is None and theirs.recovery_codes_left() == 9
        assert told(session)[1] == "You have new recovery codes"


def test_codes_that_were_kept_are_not_kept_again(database: Database, clock: FixedClock) -> None:
    """Or a used one would work once more."""
    with database.writing() as session:
        owner, _ = with_app(session, clock)
        theirs, new = apps_of(session, owner, clock), recovery_codes.new()
        theirs.replace_recovery_codes(new)
        assert theirs.try_code(new[0]) is None
        theirs.replace_recovery_codes(new)
        assert theirs.try_code(new[0]) is Refusal.WRONG and theirs.recovery_codes_left() == 9
        assert told(session).count("You have new recovery codes") == 1


def test_without_an_app_there_are_no_recovery_codes(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        theirs = apps_of(session, owner_of(session, clock), clock)
        theirs.replace_recovery_codes(recovery_codes.new())
        assert theirs.recovery_codes_left() == 0 and told(session) == []


def test_a_recovery_code_cannot_be_misread() -> None:
    made = {code for _ in range(50) for code in recovery_codes.new()}
    assert len(made) == 500
    assert not set("AEIOU01L") & set("".join(made))


# The lock


def guess(session: Session, owner: Owner, clock: FixedClock, offer: Offer, device: str = "") -> Refusal | None:
    return apps_of(session, owner, clock).try_code(wrong(shown(offer.secret, clock.now())), device)


def test_ten_wrong_codes_lock_for_thirty_minutes_even_to_the_right_one(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        for _ in range(9):
            assert guess(session, owner, clock, offer) is Refusal.WRONG
        assert guess(session, owner, clock, offer) is Refusal.LOCKED
        for answer in (shown(offer.secret, clock.now()), offer.recovery_codes[0]):
            assert apps_of(session, owner, clock).try_code(answer) is Refusal.LOCKED
        clock.advance(minutes=29)
        assert guess(session, owner, clock, offer) is Refusal.LOCKED
        clock.advance(minutes=1)
        assert apps_of(session, owner, clock).try_code(shown(offer.secret, clock.now())) is None
        assert told(session)[1:] == ["Ten wrong codes were entered"]


def test_whoever_goes_on_guessing_is_told_of_once_a_day(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        for _ in range(48):  # half an hour each
            for _ in range(10):
                guess(session, owner, clock, offer)
            clock.advance(minutes=30)
        assert told(session)[1:] == ["Ten wrong codes were entered"]


def test_a_right_code_begins_the_count_anew(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        for _ in range(3):
            clock.advance(minutes=1)
            for _ in range(9):
                guess(session, owner, clock, offer)
            assert apps_of(session, owner, clock).try_code(shown(offer.secret, clock.now())) is None


def test_unlocking_the_password_by_mail_opens_nothing_here(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        for device in ("", "my laptop"):
            for _ in range(10):
                guess(session, owner, clock, offer, device)
        locks.unlock(session, Door("resident", owner.email_key))
        for device in ("", "my laptop"):
            assert guess(session, owner, clock, offer, device) is Refusal.LOCKED


def test_a_stranger_who_knows_the_password_locks_no_device_of_the_owner(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        for _ in range(11):
            guess(session, owner, clock, offer)
        theirs, code = apps_of(session, owner, clock), shown(offer.secret, clock.now())
        assert theirs.try_code(code) is Refusal.LOCKED
        assert theirs.try_code(code, "my laptop") is None


def test_residents_and_staff_of_one_email_have_doors_of_their_own(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        member = owners.of_staff(staff_member(session, clock.now(), email=EMAIL))
        for _ in range(11):
            guess(session, owner, clock, offer)
        staffs = give_app(session, member, clock)
        clock.advance(seconds=30)
        assert apps_of(session, member, clock).try_code(staffs.recovery_codes[0]) is None
        assert apps_of(session, member, clock).try_code(shown(staffs.secret, clock.now())) is None
