"""What the help desk may do with a holder of the old system."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session, col, select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching import legacy_accounts
from css.matching.claiming import claims, holders, questions
from css.matching.claiming.claims import AlreadyClaimed
from css.matching.claiming.holders import (
    MAILS_A_DAY,
    ChangedMeanwhile,
    HasAccount,
    NoEmail,
    SameEmail,
    TakenBack,
    TooManyChanges,
    TooManyMails,
)
from css.models import AuditEntry, AuditValue, ClaimedBy, LegacyClaim, NoteKind, StaffMember
from css.registrations import drafts
from tests import builders
from tests.builders import Person
from tests.matching.claiming.holding import BringIn, held
from tests.matching.claiming.people import NEW, helper, mails, resident
from tests.matching.importing.files import MARISOL, holder

OLD = "Marisol@example.com"


def change(
    session: Session, clock: FixedClock, staff: StaffMember, email: str = "now@example.net", version: int = 0
) -> None:
    holders.change_email(
        session, held(session, "H-1").account.public_id, email,
        version=version, reason="Gave the permit’s date", staff=staff, mailer=builders.mailer(), now=clock.now(),
    )  # fmt: skip


def may_mail(session: Session, clock: FixedClock, staff: StaffMember, legacy_id: str = "H-1") -> str:
    public_id = held(session, legacy_id).account.public_id
    return holders.may_mail(session, public_id, reason="She called", staff=staff, now=clock.now())


def claim(session: Session, clock: FixedClock, how: ClaimedBy = ClaimedBy.PICKED, **values: Any) -> None:
    account = resident(session, clock)
    registration = drafts.of_account(session, account.id or 0)
    assert claims.claim(session, account, registration, held(session, "H-1"), how, clock.now(), **values)
    session.flush()


def audited(session: Session, action: str) -> AuditEntry:
    return session.exec(select(AuditEntry).where(AuditEntry.action == action)).one()


def test_a_holder_is_opened_with_records_notes_and_whoever_claimed(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        public_id = held(session, "H-1").account.public_id
        opened = holders.find(session, public_id)
        assert (opened.owner, opened.has_account, opened.notes, opened.version) == (None, False, (), 0)
        assert [record.number for record in opened.records] == ["BLD-2019-0042"]
        claim(session, clock, ClaimedBy.STAFF, staff=helper(session, clock))
        owner = holders.find(session, public_id).owner
        assert owner and owner.account.email == NEW.email and owner.staff == "Hal Brandt"
        assert owner.reference.startswith("R-2026-")


def test_a_look_at_the_address_is_noted_and_audited_without_a_word_of_it(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        one, staff = held(session, "H-1"), helper(session, clock)
        public_id = one.account.public_id
        assert holders.look(session, public_id, reason="She called", staff=staff, now=clock.now()) == OLD
        session.flush()
        ((note, name),) = holders.find(session, public_id).notes
        assert (note.kind, note.text, name) == (NoteKind.LOOKED, "She called", "Hal Brandt")
        entry = audited(session, "legacy.looked")
        assert (entry.actor_id, entry.subject_id, entry.fields) == (staff.public_id, public_id, [])
        with pytest.raises(NoResultFound):
            holders.look(session, "x" * 20, reason="-", staff=staff, now=clock.now())


def test_a_holder_gets_no_more_than_a_few_mails_a_day(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in(MARISOL, holder("H-2"))
    with database.writing() as session:
        staff = helper(session, clock)
        for _ in range(MAILS_A_DAY):
            assert may_mail(session, clock, staff) == OLD
            clock.advance(seconds=60)
        with pytest.raises(TooManyMails):
            may_mail(session, clock, staff)
        assert may_mail(session, clock, staff, "H-2") == "h-2@example.com"
        clock.advance(seconds=24 * 3600)
        assert may_mail(session, clock, staff) == OLD
        assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "legacy.mailed")).all()) == 5


def test_no_mail_goes_to_who_has_no_address_an_account_or_claimed_already(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in(MARISOL, holder("H-2", email=""), holder("H-3", email="has@example.net"))
    with database.writing() as session:
        staff = helper(session, clock)
        resident(session, clock, Person(email="Has@example.net"))
        with pytest.raises(NoEmail):
            may_mail(session, clock, staff, "H-2")
        with pytest.raises(HasAccount):
            may_mail(session, clock, staff, "H-3")
        claim(session, clock)
        with pytest.raises(AlreadyClaimed):
            may_mail(session, clock, staff)


def test_another_email_claims_for_whoever_proves_it_and_the_old_address_is_told(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        staff = helper(session, clock)
        change(session, clock, staff, "Now@Example.net")
        session.flush()
        assert held(session, "H-1").email == "Now@Example.net"
        assert legacy_accounts.waiting_for(session, "now@example.net").only
        assert not legacy_accounts.waiting_for(session, "marisol@example.com").held
        (mail,) = mails(session)
        assert (mail.kind, mail.recipient) == ("legacy-email-changed", OLD)
        assert "now@example.net" not in (mail.text + mail.html).casefold()
        ((note, _),) = holders.find(session, held(session, "H-1").account.public_id).notes
        assert (note.kind, note.text) == (NoteKind.EMAIL_CHANGED, "Gave the permit’s date")


def test_the_audit_names_the_field_and_keeps_its_values_apart(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        change(session, clock, helper(session, clock))
        entry = audited(session, "legacy.email-changed")
        assert entry.fields == ["email"] and "now@" not in str(entry.model_dump())
        value = session.exec(select(AuditValue).where(AuditValue.entry_id == entry.id)).one()
        assert (value.field, value.before, value.after) == ("email", OLD, "now@example.net")


def test_where_there_was_no_address_nobody_is_told(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in({**MARISOL, "email": ""})
    with database.writing() as session:
        change(session, clock, helper(session, clock))
        assert held(session, "H-1").email == "now@example.net" and mails(session) == []


def test_the_address_can_be_one_that_has_an_account_whose_owner_then_finds_it(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        account = resident(session, clock)
        change(session, clock, helper(session, clock), NEW.email)
        session.flush()
        assert claims.standing(session, account.id or 0) == []
        assert legacy_accounts.waiting_for(session, account.email_key).only
        assert holders.find(session, held(session, "H-1").account.public_id).has_account


def test_a_claimed_holders_email_stays(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with database.writing() as session:
        claim(session, clock)
        with pytest.raises(AlreadyClaimed):
            change(session, clock, helper(session, clock))
        assert held(session, "H-1").email == OLD and mails(session) == []


def test_an_address_is_changed_no_more_than_a_few_times_a_day(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    """Each change mails the one before, which may be anybody's."""
    bring_in()
    with database.writing() as session:
        staff = helper(session, clock)
        for number in range(3):
            change(session, clock, staff, f"n{number}@example.net", version=number)
            session.flush()
        with pytest.raises(TooManyChanges):
            change(session, clock, staff, version=3)
        clock.advance(days=1)
        change(session, clock, staff, version=3)


def test_nobody_is_mailed_to_claim_what_was_taken_back(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        staff = helper(session, clock)
        claim(session, clock)
        (made,) = session.exec(select(LegacyClaim))
        questions.undo(session, made.public_id, reason="Her sister’s", staff=staff, now=clock.now())
        session.flush()
        with pytest.raises(TakenBack):
            may_mail(session, clock, staff)
        change(session, clock, staff)
        session.flush()
        assert may_mail(session, clock, staff) == "now@example.net"


def test_the_same_address_is_no_change(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with database.writing() as session, pytest.raises(SameEmail):
        change(session, clock, helper(session, clock), " MARISOL@example.com")


def test_of_two_helpers_the_second_does_not_overwrite_what_the_first_has_changed(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        people = helper(session, clock), helper(session, clock, "Ines Vega")
        session.commit()

    def correct(staff: StaffMember) -> str:
        with database.writing() as session:
            try:
                change(session, clock, staff, f"{staff.public_id}@example.net")
            except ChangedMeanwhile:
                return "late"
            session.commit()
            return "changed"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(correct, people)) == ["changed", "late"]
    with database.reading() as session:
        changed = session.exec(select(AuditEntry).where(col(AuditEntry.action) == "legacy.email-changed")).all()
        assert len(changed) == 1
