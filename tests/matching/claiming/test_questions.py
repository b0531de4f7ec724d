"""A resident asks for an old account; staff say which it was, or that there is none."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session, col, select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import claims, notes, questions
from css.matching.claiming.claims import AlreadyClaimed
from css.matching.claiming.questions import AlreadyAnswered, Asked, AskedAnew
from css.models import (
    Account,
    AuditEntry,
    ClaimedBy,
    LegacyClaim,
    LegacyQuestion,
    NoteKind,
    QuestionState,
    StaffMember,
)
from css.registrations import drafts
from tests import builders
from tests.builders import Person
from tests.matching.claiming.holding import BringIn, held
from tests.matching.claiming.people import ASKED, NEW, ask, give_up, helper, mails, resident
from tests.matching.importing.files import MARISOL, ROOF


def confirm(
    session: Session, question: LegacyQuestion, clock: FixedClock, staff: StaffMember, legacy_id: str = "H-1"
) -> LegacyQuestion:
    return questions.confirm(
        session, question.public_id, held(session, legacy_id),
        staff=staff, version=question.version, mailer=builders.mailer(), now=clock.now(),
    )  # fmt: skip


def undo(session: Session, question: LegacyQuestion, clock: FixedClock, staff: StaffMember) -> LegacyClaim:
    claim = session.get_one(LegacyClaim, question.claim_id)
    return questions.undo(session, claim.public_id, reason="Her sister’s", staff=staff, now=clock.now())


def actions(session: Session) -> list[str]:
    """What is in the audit since the file came in."""
    done = select(AuditEntry.action).where(AuditEntry.action != "legacy.imported")
    return list(session.exec(done.order_by(col(AuditEntry.id))))


def test_a_question_waits_until_staff_answer(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        question = ask(session, clock)
        assert questions.newest(session, question.account_id) == question
        assert questions.said(question) == ASKED
        assert (question.state, questions.number_waiting(session)) == (QuestionState.WAITING, 1)


def test_asking_again_replaces_what_is_said_and_keeps_the_place(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account = resident(session, clock)
        first = questions.ask(session, account, ASKED, clock.now())
        asked_at = first.asked_at
        clock.advance(seconds=60)
        again = questions.ask(session, account, Asked(company="Peña Tile"), clock.now())
        assert again.id == first.id and again.asked_at == asked_at
        assert questions.said(again) == Asked(company="Peña Tile")
        assert questions.number_waiting(session) == 1


def test_a_double_click_asks_once(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        account = resident(session, clock)
        version = questions.ask(session, account, ASKED, clock.now()).version
        assert questions.ask(session, account, ASKED, clock.now()).version == version
        assert actions(session) == ["legacy.asked"]


def test_a_confirmed_holder_is_claimed_and_mail_says_so_without_a_word_of_it(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        question, staff = ask(session, clock), helper(session, clock)
        confirm(session, question, clock, staff)
        (mine,) = claims.old_accounts(session, question.account_id)
        assert (mine.claim.how, mine.claim.staff_id, mine.claim.id) == (ClaimedBy.STAFF, staff.id, question.claim_id)
        assert [record.number for record in mine.records] == [ROOF["number"]]
        assert (question.state, question.staff_id) == (QuestionState.FOUND, staff.id)
        assert questions.number_waiting(session) == 0
        (mail,) = mails(session)
        assert (mail.kind, mail.recipient) == ("old-account-found", NEW.email)
        for detail in (MARISOL["email"], "80302", "BLD-2019", "0142", "H-1", "Peña"):
            assert detail.casefold() not in (mail.text + mail.html + mail.subject).casefold()
        assert actions(session) == ["legacy.asked", "legacy.claimed", "legacy.found"]


def test_giving_up_claims_nothing_and_mail_says_so(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with database.writing() as session:
        question = give_up(session, ask(session, clock), clock, helper(session, clock))
        assert question.state == QuestionState.NOT_FOUND and question.claim_id is None
        assert claims.standing(session, question.account_id) == []
        assert [mail.kind for mail in mails(session)] == ["old-account-not-found"]
        assert actions(session) == ["legacy.asked", "legacy.not-found"]


def test_after_an_answer_the_resident_may_ask_anew(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        first = give_up(session, ask(session, clock), clock, helper(session, clock))
        account = session.get_one(Account, first.account_id)
        second = questions.ask(session, account, ASKED, clock.now())
        assert second.id != first.id and second.state == QuestionState.WAITING
        assert questions.newest(session, first.account_id) == second


@pytest.mark.parametrize("answer", [confirm, give_up])
def test_of_two_helpers_the_second_is_told(
    database: Database, clock: FixedClock, bring_in: BringIn, answer: object
) -> None:
    bring_in()
    with database.writing() as session:
        question, staff = ask(session, clock), helper(session, clock)
        seen = LegacyQuestion(**question.model_dump())
        give_up(session, question, clock, staff)
        with pytest.raises(AlreadyAnswered):
            answer(session, seen, clock, helper(session, clock, "Ines Vega"))  # type: ignore[operator]
        assert question.staff_id == staff.id and len(mails(session)) == 1


def test_staff_do_not_answer_what_the_resident_no_longer_says(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        question = ask(session, clock)
        seen = LegacyQuestion(**question.model_dump())
        account = session.get_one(Account, question.account_id)
        questions.ask(session, account, replace(ASKED, phone=""), clock.now())
        with pytest.raises(AskedAnew):
            confirm(session, seen, clock, helper(session, clock))
        assert claims.standing(session, question.account_id) == [] and mails(session) == []


def test_a_holder_who_was_claimed_meanwhile_is_not_given_away(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        question = ask(session, clock)
        other = resident(session, clock, Person(email="other@example.net"))
        registration = drafts.of_account(session, other.id or 0)
        assert claims.claim(session, other, registration, held(session, "H-1"), ClaimedBy.PICKED, clock.now())
        with pytest.raises(AlreadyClaimed):
            confirm(session, question, clock, helper(session, clock))
        assert question.state == QuestionState.WAITING and mails(session) == []


def test_a_confirmed_claim_can_be_undone_and_the_question_waits_in_its_old_place(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        question, staff = ask(session, clock), helper(session, clock)
        asked_at = question.asked_at
        clock.advance(seconds=60)
        claim = undo(session, confirm(session, question, clock, staff), clock, staff)
        assert claims.old_accounts(session, question.account_id) == []
        assert (question.state, question.claim_id, question.staff_id) == (QuestionState.WAITING, None, None)
        assert question.asked_at == asked_at
        ((note, name),) = notes.of_legacy(session, claim.legacy_account_id)
        assert (note.kind, note.text, name) == (NoteKind.CLAIM_UNDONE, "Her sister’s", "Hal Brandt")
        assert actions(session)[-1] == "legacy.claim-undone"
        confirm(session, question, clock, staff)
        assert question.state == QuestionState.FOUND


def test_undoing_twice_does_nothing_the_second_time(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with database.writing() as session:
        question, staff = ask(session, clock), helper(session, clock)
        claim = undo(session, confirm(session, question, clock, staff), clock, staff)
        confirm(session, question, clock, staff)
        questions.undo(session, claim.public_id, reason="Again", staff=staff, now=clock.now())
        assert question.state == QuestionState.FOUND
        assert len(notes.of_legacy(session, claim.legacy_account_id)) == 1


def test_of_two_questions_of_a_resident_only_the_newer_waits_after_an_undo(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        first, staff = ask(session, clock), helper(session, clock)
        confirm(session, first, clock, staff)
        account = session.get_one(Account, first.account_id)
        second = questions.ask(session, account, ASKED, clock.now())
        undo(session, first, clock, staff)
        session.flush()
        assert (first.state, second.state) == (QuestionState.NOT_FOUND, QuestionState.WAITING)


@pytest.mark.parametrize("how", list(ClaimedBy))
def test_a_claim_can_be_undone_however_it_was_made(
    database: Database, clock: FixedClock, bring_in: BringIn, how: ClaimedBy
) -> None:
    bring_in()
    with database.writing() as session:
        account, staff = resident(session, clock), helper(session, clock)
        registration = drafts.of_account(session, account.id or 0)
        claim = claims.claim(session, account, registration, held(session, "H-1"), how, clock.now())
        session.flush()
        assert claim
        questions.undo(session, claim.public_id, reason="Not theirs", staff=staff, now=clock.now())
        assert claims.of_legacy(session, claim.legacy_account_id) is None


def test_what_does_not_exist_is_not_answered_or_undone(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        staff = helper(session, clock)
        with pytest.raises(NoResultFound):
            give_up(session, LegacyQuestion(public_id="x" * 20, version=1), clock, staff)
        with pytest.raises(NoResultFound):
            questions.undo(session, "x" * 20, reason="-", staff=staff, now=clock.now())


def test_of_two_helpers_at_the_same_moment_one_answers(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        question, one, other = ask(session, clock), helper(session, clock), helper(session, clock, "Ines Vega")
        session.commit()

    def answer(staff: StaffMember) -> str:
        with database.writing() as session:
            try:
                confirm(session, question, clock, staff)
            except AlreadyAnswered:
                return "late"
            session.commit()
            return "answered"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(answer, (one, other))) == ["answered", "late"]
    with database.reading() as session:
        assert len(mails(session)) == 1 and len(claims.standing(session, question.account_id)) == 1


def test_of_two_residents_whom_staff_give_the_same_holder_one_gets_it(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()
    with database.writing() as session:
        asked = [ask(session, clock, person=Person(email=f"r{number}@example.net")) for number in range(2)]
        staff = helper(session, clock)
        session.commit()

    def answer(question: LegacyQuestion) -> str:
        with database.writing() as session:
            try:
                confirm(session, question, clock, staff)
            except AlreadyClaimed:
                return "claimed"
            session.commit()
            return "answered"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(answer, asked)) == ["answered", "claimed"]
