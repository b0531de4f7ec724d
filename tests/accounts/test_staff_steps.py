"""The second factor of staff at the desk: between the right password and the session, and afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlmodel import Session, select

from css.accounts import owners, sessions, staff, staff_steps
from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import apps, seals, second_steps
from css.accounts.second_factor.apps import Apps, LastApp, NoApp, Offer, WrongCode
from css.accounts.second_factor.half_way import Over
from css.accounts.second_factor.seals import Seals
from css.accounts.staff import Destination, Entry
from css.accounts.staff_steps import StaffSecondStep
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.sealing import Sealer
from css.models import AuthenticatorApp, OutboxMessage, SecondStep, StaffMember
from tests.accounts import app_desk
from tests.accounts.app_desk import SEALER
from tests.builders import account, mailer, staff_member
from tests.totp import shown

DANA, RUBEN = "dana@example.org", "ruben@example.org"


@dataclass
class Desk:
    """A transaction at the desk, with the clock."""

    session: Session
    clock: FixedClock

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def member(self, email: str = DANA) -> StaffMember:
        return staff_member(self.session, self.now, email=email)

    def apps(self, member: StaffMember) -> Apps:
        return app_desk.apps_of(self.session, owners.of_staff(member), self.clock)

    def give_app(self, member: StaffMember) -> Offer:
        """An app that the member has had for a while."""
        offered = app_desk.give_app(self.session, owners.of_staff(member), self.clock)
        self.clock.advance(minutes=5)
        return offered

    def enter(self, email: str = DANA, *, required: bool = True) -> Entry:
        entry = staff.enter(
            self.session, email, right=True, renewed=None, required=required, replaced=None, now=self.now
        )
        assert isinstance(entry, Entry)
        self.session.flush()
        return entry

    def begun(self, token: str) -> StaffSecondStep:
        return StaffSecondStep(self.session, token, sealer=SEALER, mailer=mailer(), now=self.now)

    def opened(self, entry: Entry | Refusal) -> bool:
        assert isinstance(entry, Entry)
        self.session.flush()
        return sessions.staff(self.session, entry.token, self.now) is not None


@pytest.fixture
def desk(database: Database, clock: FixedClock) -> Iterator[Desk]:
    with database.writing() as session:
        yield Desk(session, clock)


@pytest.mark.parametrize("required", [True, False])
def test_whoever_has_an_app_is_asked_for_its_code_required_or_not(desk: Desk, required: bool) -> None:
    secret = desk.give_app(desk.member()).secret
    entry = desk.enter(required=required)
    assert entry.destination is Destination.SECOND_STEP and not desk.opened(entry)
    assert desk.opened(desk.begun(entry.token).answer(shown(secret, desk.now), replaced=None))


def test_the_first_app_opens_the_session_and_is_asked_for_from_then_on(desk: Desk) -> None:
    desk.member()
    entry, offered = desk.enter(), apps.offer()
    assert desk.begun(entry.token).destination is Destination.SET_UP
    set_up = desk.begun(entry.token).set_up(offered, shown(offered.secret, desk.now), name="Phone", replaced=None)
    assert set_up.opened and desk.opened(set_up)
    assert desk.enter().destination is Destination.SECOND_STEP


def test_a_wrong_code_keeps_no_app(desk: Desk) -> None:
    member = desk.member()
    offered = apps.offer()
    with pytest.raises(WrongCode):
        desk.begun(desk.enter().token).set_up(offered, "000000", name="Phone", replaced=None)
    assert desk.apps(member).all() == []


def test_a_code_works_once_even_for_whoever_gives_the_password_again(desk: Desk) -> None:
    secret = desk.give_app(desk.member()).secret
    code = shown(secret, desk.now)
    first, second = desk.enter(), desk.enter()
    assert desk.opened(desk.begun(second.token).answer(code, replaced=None))
    with pytest.raises(Over):
        desk.begun(first.token)
    assert desk.begun(desk.enter().token).answer(code, replaced=None) is Refusal.WRONG


def test_ten_wrong_codes_lock_for_thirty_minutes_and_are_told_by_mail(desk: Desk) -> None:
    secret = desk.give_app(desk.member()).secret
    token = desk.enter().token
    tried = [desk.begun(token).answer("000000", replaced=None) for _ in range(10)]
    assert tried == [Refusal.WRONG] * 9 + [Refusal.LOCKED]
    assert desk.begun(token).answer(shown(secret, desk.now), replaced=None) is Refusal.LOCKED
    told = desk.session.exec(select(OutboxMessage.subject).where(OutboxMessage.recipient == DANA)).all()
    assert told.count("Ten wrong codes were entered") == 1
    desk.clock.advance(minutes=30)
    assert desk.opened(desk.begun(desk.enter().token).answer(shown(secret, desk.now), replaced=None))


def test_a_new_password_try_gives_no_new_codes_to_guess(desk: Desk) -> None:
    desk.give_app(desk.member())
    for _ in range(10):
        desk.begun(desk.enter().token).answer("000000", replaced=None)
    assert desk.begun(desk.enter().token).answer("000000", replaced=None) is Refusal.LOCKED


def test_a_recovery_code_opens_once(desk: Desk) -> None:
    code = desk.give_app(desk.member()).recovery_codes[0]
    assert desk.opened(desk.begun(desk.enter().token).answer(code, replaced=None))
    assert desk.begun(desk.enter().token).answer(code, replaced=None) is Refusal.WRONG


def test_of_two_windows_with_a_right_code_only_one_gets_the_session(desk: Desk) -> None:
    offered = desk.give_app(desk.member())
    token = desk.enter().token
    first, second = desk.begun(token), desk.begun(token)
    assert desk.opened(first.answer(shown(offered.secret, desk.now), replaced=None))
    with pytest.raises(Over):
        second.answer(offered.recovery_codes[0], replaced=None)


def test_what_one_began_is_no_use_with_the_code_of_another(desk: Desk) -> None:
    desk.give_app(desk.member(DANA))
    rubens = desk.give_app(desk.member(RUBEN))
    danas = desk.begun(desk.enter(DANA).token)
    for code in (shown(rubens.secret, desk.now), rubens.recovery_codes[0]):
        assert danas.answer(code, replaced=None) is Refusal.WRONG


def test_what_was_begun_is_over_after_ten_minutes(desk: Desk) -> None:
    desk.member()
    token = desk.enter().token
    desk.clock.advance(minutes=10, seconds=-1)
    assert desk.begun(token).destination is Destination.SET_UP
    desk.clock.advance(seconds=1)
    with pytest.raises(Over):
        desk.begun(token)


def test_what_a_resident_began_lets_nobody_in_here(desk: Desk) -> None:
    resident = owners.of_account(account(desk.session, desk.now))
    desk.member()
    token = second_steps.begin(desk.session, resident, now=desk.now)
    desk.session.flush()
    for one in (token, "", "x"):
        with pytest.raises(Over):
            desk.begun(one)


def test_whoever_knows_the_password_alone_never_adds_a_second_app(desk: Desk) -> None:
    """Two browsers are half-way to a first app; once the owner has one, the other gets nowhere."""
    member = desk.member()
    owners_own, thiefs = desk.begun(desk.enter().token), desk.begun(desk.enter().token)
    first, second = apps.offer(), apps.offer()
    owners_own.set_up(first, shown(first.secret, desk.now), name="Phone", replaced=None)
    with pytest.raises(Over):
        thiefs.set_up(second, shown(second.secret, desk.now), name="Thief's", replaced=None)
    assert [app.name for app in desk.apps(member).all()] == ["Phone"]


def test_the_last_app_stays_while_one_is_required(desk: Desk) -> None:
    member = desk.member()
    for _ in range(2):
        desk.give_app(member)
    first, last = desk.apps(member).all()
    desk.apps(member).remove(first, last_stays=True)
    with pytest.raises(LastApp):
        desk.apps(member).remove(last, last_stays=True)
    assert desk.apps(member).all() == [last]
    desk.apps(member).remove(last)
    assert desk.apps(member).all() == [] and desk.apps(member).recovery_codes_left() == 0


def test_what_is_lost_is_forgotten_whole_and_told_once(desk: Desk) -> None:
    member, other = desk.member(), desk.member(RUBEN)
    for _ in range(2):
        desk.give_app(member)
    desk.give_app(other)
    token = desk.enter().token
    for _ in range(10):
        desk.begun(token).answer("000000", replaced=None)
    desk.apps(member).forget_all()
    assert desk.apps(member).all() == [] and desk.apps(member).recovery_codes_left() == 0
    assert desk.session.exec(select(SecondStep)).all() == [] and len(desk.apps(other).all()) == 1
    told = desk.session.exec(select(OutboxMessage.subject).where(OutboxMessage.recipient == DANA)).all()
    assert told.count("Your authenticator app was taken away") == 1
    with pytest.raises(NoApp):
        desk.apps(member).forget_all()

    again = desk.give_app(member)  # and no lock is left of the guesses before
    assert desk.opened(desk.begun(desk.enter().token).answer(shown(again.secret, desk.now), replaced=None))


def test_secrets_that_cannot_be_opened_any_more_are_counted(desk: Desk) -> None:
    for email in (DANA, RUBEN):
        desk.give_app(desk.member(email))
    assert seals.count(desk.session, SEALER) == Seals(2, 0)
    first = desk.session.exec(select(AuthenticatorApp)).first()
    assert first
    first.sealed_secret = Sealer(["another" * 8]).seal("JBSWY3DPEHPK3PXP")
    desk.session.flush()
    assert seals.count(desk.session, SEALER) == Seals(2, 1)


def test_members_with_an_app_are_counted_once_each(desk: Desk) -> None:
    app_desk.give_app(desk.session, owners.of_account(account(desk.session, desk.now)), desk.clock)
    assert staff_steps.with_app(desk.session) == (0, 0)
    desk.member(RUBEN)
    for _ in range(2):
        desk.give_app(desk.member(DANA))
    assert staff_steps.with_app(desk.session) == (1, 2)
