"""Submitting: once, whole, for ever."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import Session, select

from css.core.clock import FixedClock
from css.core.db import Database
from css.jurisdictions import Jurisdiction
from css.models import (
    Account,
    AccountState,
    OutboxMessage,
    Registration,
    RegistrationKey,
    Review,
    ReviewEvent,
    ReviewState,
    Submission,
)
from css.registrations import drafts, snapshots, submissions
from css.registrations.drafts import NotADraft, NotYet
from tests import builders
from tests.builders import Person
from tests.registrations.cities import encinitas

MARISOL = Person(middle_name="Inés", company="Peña Tile & Stone")
AUTOMATIC = {"activation": "automatic"}


def submit(
    session: Session, draft: Registration, clock: FixedClock, city: Jurisdiction | None = None, language: str = "en"
) -> Account:
    account = submissions.submit(
        session, draft, city or builders.jurisdiction(), builders.mailer(), language=language, now=clock.now()
    )
    session.flush()
    return account


def mails(session: Session) -> list[OutboxMessage]:
    """All but the one with the code."""
    return list(session.exec(select(OutboxMessage).where(OutboxMessage.kind != "verification-code")))


def submission(session: Session) -> Submission:
    return session.exec(select(Submission)).one()


def test_the_snapshot_holds_everything_as_it_was_submitted(session: Session, clock: FixedClock) -> None:
    draft = builders.draft(session, clock.now(), MARISOL)
    submit(session, draft, clock)
    read = snapshots.read(submission(session))
    assert read.answers == {step: MARISOL.steps[step] for step in draft.steps}
    assert read.name == "Marisol Inés Peña"
    assert (read.reference, read.email) == (draft.reference, "marisol@example.com")
    assert read.acknowledgement == builders.jurisdiction().acknowledgement("en").digest
    assert read.submitted_at == draft.submitted_at == clock.now()
    assert (read.get("address", "city"), read.get("address", "planet"), read.get("x", "y")) == ("Encinitas", "", "")


def test_the_snapshot_stays_whatever_is_changed_later(session: Session, clock: FixedClock) -> None:
    draft = builders.draft(session, clock.now())
    submit(session, draft, clock)
    before = submission(session).snapshot
    draft.answers = {**draft.answers, "address": {"city": "Atlantis"}}
    session.flush()
    session.expire_all()
    assert submission(session).snapshot == before
    assert snapshots.is_unchanged(submission(session))


def test_a_changed_byte_of_the_snapshot_is_found(session: Session, clock: FixedClock) -> None:
    submit(session, builders.draft(session, clock.now()), clock)
    kept = submission(session)
    assert snapshots.is_unchanged(kept)
    kept.snapshot = kept.snapshot.replace("92024", "92025")
    assert not snapshots.is_unchanged(kept)
    kept.snapshot = kept.snapshot.replace("92025", "92024") + " "
    assert not snapshots.is_unchanged(kept)


def test_the_snapshot_names_the_digest_of_the_text_that_was_accepted(session: Session, clock: FixedClock) -> None:
    submit(session, builders.draft(session, clock.now()), clock)
    kept = json.loads(submission(session).snapshot)
    assert kept["acknowledgement"] == builders.jurisdiction().acknowledgement("en").digest
    assert kept["steps"] == ["acknowledgement", "personal-info", "address"]


def test_where_staff_decide_the_account_waits_and_the_review_is_in_the_queue(
    session: Session, clock: FixedClock
) -> None:
    account = submit(session, builders.draft(session, clock.now()), clock)
    review = session.exec(select(Review)).one()
    assert account.state == AccountState.PENDING
    assert (review.state, review.received_at) == (ReviewState.WAITING, clock.now())
    assert [mail.kind for mail in mails(session)] == ["registration-received"]


def test_where_nobody_decides_the_account_is_active_at_once(session: Session, clock: FixedClock) -> None:
    account = submit(session, builders.draft(session, clock.now()), clock, encinitas(**AUTOMATIC))
    assert account.state == AccountState.ACTIVE
    assert session.exec(select(Review)).all() == []
    assert [mail.kind for mail in mails(session)] == ["registration-approved"]


@pytest.mark.parametrize(("language", "said"), [("en", "received"), ("es", "recib")])
def test_the_mail_tells_the_reference_in_the_residents_language(
    session: Session, clock: FixedClock, language: str, said: str
) -> None:
    draft = builders.draft(session, clock.now())
    account = submit(session, draft, clock, language=language)
    (mail,) = mails(session)
    assert mail.recipient == "marisol@example.com"
    assert draft.reference in mail.text
    assert mail.language == account.language == language
    assert said in (mail.subject + mail.text).lower()


def test_what_is_rolled_back_leaves_no_mail_no_review_and_a_draft(
    database: Database, session: Session, clock: FixedClock
) -> None:
    draft = builders.draft(session, clock.now())
    session.commit()
    submit(session, draft, clock)
    session.rollback()
    with database.reading() as other:
        assert mails(other) == []
        for table in (Review, ReviewEvent, Submission, RegistrationKey):
            assert other.exec(select(table)).all() == []
        assert other.exec(select(Account)).one().state == AccountState.INCOMPLETE
        assert other.exec(select(Registration)).one().submitted_at is None


def test_the_keys_by_which_it_is_found_are_written(session: Session, clock: FixedClock) -> None:
    draft = builders.draft(session, clock.now())
    assert session.exec(select(RegistrationKey)).all() == []
    submit(session, draft, clock)
    values = {key.value for key in session.exec(select(RegistrationKey))}
    assert {"+17605550142", "marisol@example.com", draft.reference.lower()} <= values


@pytest.mark.parametrize("missing", ["acknowledgement", "personal-info", "address"])
def test_a_registration_with_an_unfinished_step_is_not_submitted(
    session: Session, clock: FixedClock, missing: str
) -> None:
    draft = builders.draft(session, clock.now())
    draft.finished = [step for step in draft.finished if step != missing]
    with pytest.raises(NotYet) as refused:
        submit(session, draft, clock)
    assert refused.value.resume_at == missing
    assert session.exec(select(Submission)).all() == []
    assert mails(session) == []


def test_submitted_twice_is_one_review_and_one_mail(session: Session, clock: FixedClock) -> None:
    draft = builders.draft(session, clock.now())
    submit(session, draft, clock)
    with pytest.raises(NotADraft):
        submit(session, draft, clock)
    assert len(session.exec(select(Review)).all()) == len(mails(session)) == 1


@pytest.mark.parametrize("city", [encinitas(), encinitas(**AUTOMATIC)], ids=["staff", "automatic"])
def test_submitted_by_two_tabs_at_once_is_one_submission_and_one_mail(
    database: Database, clock: FixedClock, city: Jurisdiction
) -> None:
    with database.writing() as session:
        account_id = builders.draft(session, clock.now()).account_id
        session.commit()
    together = Barrier(2)

    def press(_tab: int) -> str:
        together.wait()
        with database.writing() as session:
            try:
                submit(session, drafts.of_account(session, account_id, writing=True), clock, city)
            except NotADraft:
                return "too late"
            session.commit()
            return "submitted"

    with ThreadPoolExecutor(2) as tabs:
        outcomes = sorted(tabs.map(press, range(2)))
    assert outcomes == ["submitted", "too late"]
    with database.reading() as session:
        assert len(session.exec(select(Submission)).all()) == len(mails(session)) == 1
        assert len(session.exec(select(Review)).all()) == (1 if city.activation == "staff" else 0)


def test_two_tabs_that_save_at_once_do_not_mix_their_answers(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        draft = builders.draft(session, clock.now())
        session.commit()
    together = Barrier(2)

    def save(city: str) -> str:
        answers = {**Person().steps["address"], "city": city, "unit": city}
        together.wait()
        with database.writing() as session:
            mine = drafts.of_account(session, draft.account_id, writing=True)
            try:
                drafts.save(session, mine, "address", answers, version=draft.version, now=clock.now(), finish=True)
            except drafts.Stale:
                return "stale"
            session.commit()
            return city

    with ThreadPoolExecutor(2) as tabs:
        outcomes = set(tabs.map(save, ("Leucadia", "Cardiff")))
    winner = (outcomes - {"stale"}).pop()
    with database.reading() as session:
        kept = session.exec(select(Registration)).one().answers["address"]
    assert outcomes == {winner, "stale"}
    assert (kept["city"], kept["unit"]) == (winner, winner)
