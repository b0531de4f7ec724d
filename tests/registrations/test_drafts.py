"""The draft: what it begins with, what is kept of it, when it refuses, how it goes."""

import pytest
from sqlmodel import Session, select

from css.accounts import sessions
from css.core import tokens
from css.core.clock import FixedClock
from css.core.db import Database
from css.jurisdictions import Jurisdiction
from css.models import (
    Account,
    AccountState,
    OutboxMessage,
    PasswordRecord,
    Registration,
    RegistrationKey,
    ResidentSession,
    Submission,
)
from css.registrations import drafts
from css.registrations.drafts import NotADraft, NotYet, Stale
from tests import builders
from tests.builders import Person
from tests.registrations.cities import encinitas

STEPS = ["acknowledgement", "personal-info", "address"]
MARISOL = Person()
ADA = Person(email="ada@example.org", first_name="Ada", last_name="Lovelace", mobile_phone="619-555-0100")


def begin(
    session: Session, clock: FixedClock, person: Person = MARISOL, city: Jurisdiction | None = None
) -> Registration:
    account = builders.account(session, clock.now(), person)
    begun = drafts.begin(
        session,
        account,
        city or builders.jurisdiction(),
        language="en",
        mobile_phone=person.mobile_phone,
        now=clock.now(),
    )
    session.flush()
    return begun


def save(session: Session, draft: Registration, clock: FixedClock, step: str, **changes: object) -> None:
    """Keep a step as Person fills it in, finished, from a page that is up to date: but for the changes."""
    asked = {"version": draft.version, "finish": True, "answers": Person().steps[step], **changes}
    drafts.save(session, draft, step, now=clock.now(), **asked)  # type: ignore[arg-type]


def stored(database: Database, draft: Registration) -> Registration:
    with database.reading() as other:
        return other.get_one(Registration, draft.id)


def test_a_draft_begins_with_the_names_and_the_mobile_from_sign_up(session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock)
    assert draft.answers == {
        "personal-info": {"first_name": "Marisol", "last_name": "Peña", "mobile_phone": "760-555-0142"}
    }
    assert draft.steps == STEPS
    assert (draft.finished, draft.submitted_at) == ([], None)
    assert draft.reference.startswith("R-2026-")


def test_a_draft_keeps_the_step_list_it_began_with(database: Database, session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock, city=encinitas(steps=("acknowledgement", "personal-info")))
    session.commit()
    save(session, draft, clock, "acknowledgement")
    save(session, draft, clock, "personal-info")
    session.commit()
    assert stored(database, draft).steps == ["acknowledgement", "personal-info"]
    with pytest.raises(NotYet):
        save(session, draft, clock, "address")


def test_a_reference_that_somebody_has_is_not_given_again(
    session: Session, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = begin(session, clock)
    made = iter([first.reference, first.reference, "R-2026-BCDFG"])
    monkeypatch.setattr(tokens, "new_reference", lambda year: next(made))
    assert begin(session, clock, ADA).reference == "R-2026-BCDFG"


def test_each_step_is_in_the_database_once_it_is_saved(database: Database, session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock)
    for count, step in enumerate(STEPS, start=1):
        clock.advance(minutes=1)
        save(session, draft, clock, step)
        session.commit()
        kept = stored(database, draft)
        assert kept.answers[step] == Person().steps[step]
        assert kept.finished == STEPS[:count]
        assert (kept.version, kept.saved_at) == (count, clock.now())


def test_a_step_cannot_be_saved_before_those_ahead_of_it(session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock)
    save(session, draft, clock, "acknowledgement")
    with pytest.raises(NotYet) as refused:
        save(session, draft, clock, "address")
    assert refused.value.resume_at == "personal-info"
    assert "address" not in draft.answers


def test_a_finished_step_can_be_changed(session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock)
    builders.fill_in(session, draft, clock.now())
    answers = {**Person().steps["personal-info"], "company": "Peña Tile & Stone"}
    save(session, draft, clock, "personal-info", answers=answers)
    assert draft.answers["personal-info"]["company"] == "Peña Tile & Stone"
    assert set(draft.finished) == set(STEPS)


def test_the_account_bears_the_name_that_was_finished_last(session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock)
    save(session, draft, clock, "acknowledgement")
    typed = {**Person().steps["personal-info"], "first_name": "Inés"}
    save(session, draft, clock, "personal-info", answers=typed, finish=False)
    assert session.get_one(Account, draft.account_id).name == "Marisol Peña"
    save(session, draft, clock, "personal-info", answers=typed)
    assert session.get_one(Account, draft.account_id).name == "Inés Peña"


def test_what_is_kept_wrong_is_kept_as_typed_and_unfinishes_the_step(session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock)
    builders.fill_in(session, draft, clock.now())
    wrong = {**Person().steps["address"], "zip_code": "1000"}
    save(session, draft, clock, "address", answers=wrong, finish=False)
    assert draft.answers["address"]["zip_code"] == "1000"
    assert draft.finished == ["acknowledgement", "personal-info"]


def test_what_is_right_and_unchanged_stays_finished_though_not_confirmed_again(
    session: Session, clock: FixedClock
) -> None:
    draft = begin(session, clock)
    builders.fill_in(session, draft, clock.now())
    before = draft.version
    save(session, draft, clock, "address", finish=False)
    assert "address" in draft.finished
    assert draft.version == before


def test_a_page_older_than_the_draft_is_refused_and_the_draft_is_as_it_was(session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock)
    builders.fill_in(session, draft, clock.now())
    old = draft.version
    save(session, draft, clock, "address", answers={**Person().steps["address"], "unit": "Apt 4"})
    with pytest.raises(Stale):
        save(session, draft, clock, "address", answers={**Person().steps["address"], "unit": "Apt 5"}, version=old)
    assert draft.answers["address"]["unit"] == "Apt 4"
    save(session, draft, clock, "address", answers={**Person().steps["address"], "unit": "Apt 5"})
    assert draft.answers["address"]["unit"] == "Apt 5"


def test_the_same_answers_twice_from_one_page_are_a_double_click(session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock)
    save(session, draft, clock, "acknowledgement", version=0)
    save(session, draft, clock, "acknowledgement", version=0)
    assert draft.version == 1
    save(session, draft, clock, "personal-info", version=1)
    save(session, draft, clock, "personal-info", version=1)
    assert draft.version == 2


@pytest.mark.parametrize("state", [state for state in AccountState if state != AccountState.INCOMPLETE])
def test_only_an_incomplete_account_has_a_draft_to_change(
    session: Session, clock: FixedClock, state: AccountState
) -> None:
    draft = begin(session, clock)
    session.get_one(Account, draft.account_id).state = state
    with pytest.raises(NotADraft):
        save(session, draft, clock, "acknowledgement")


def test_an_answer_is_kept_until_it_is_sent(database: Database, session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock)
    assert drafts.kept_answer(draft) == ""
    drafts.keep_answer(draft, "The house was sold.")
    session.commit()
    assert drafts.kept_answer(stored(database, draft)) == "The house was sold."


def test_cancelling_deletes_draft_account_and_every_session(
    database: Database, session: Session, clock: FixedClock
) -> None:
    draft = begin(session, clock)
    account = session.get_one(Account, draft.account_id)
    for _ in range(2):
        sessions.open_resident(session, account, keep=True, device="a test", now=clock.now())
    session.commit()
    drafts.cancel(session, draft)
    session.commit()
    with database.reading() as other:
        for table in (Account, Registration, ResidentSession, PasswordRecord):
            assert other.exec(select(table)).all() == []


def test_cancelling_leaves_everybody_else_alone(session: Session, clock: FixedClock) -> None:
    mine, other = begin(session, clock), begin(session, clock, ADA)
    drafts.cancel(session, mine)
    assert [account.email for account in session.exec(select(Account))] == ["ada@example.org"]
    assert drafts.of_account(session, other.account_id).reference == other.reference


def test_who_cancelled_may_register_again(session: Session, clock: FixedClock) -> None:
    drafts.cancel(session, begin(session, clock))
    clock.advance(minutes=5)
    assert begin(session, clock).finished == []


@pytest.mark.parametrize("reopened", [False, True])
def test_after_submitting_there_is_nothing_to_cancel(session: Session, clock: FixedClock, reopened: bool) -> None:
    draft = builders.draft(session, clock.now())
    builders.submit(session, draft, clock.now())
    if reopened:
        session.get_one(Account, draft.account_id).state = AccountState.INCOMPLETE
        drafts.reopen(draft, clock.now())
    with pytest.raises(NotADraft):
        drafts.cancel(session, draft)
    for table in (Account, Registration, Submission, RegistrationKey, OutboxMessage):
        assert session.exec(select(table)).first() is not None


def test_a_reopened_draft_holds_all_that_was_entered_and_is_walked_again(session: Session, clock: FixedClock) -> None:
    draft = builders.draft(session, clock.now())
    before = draft.version
    drafts.reopen(draft, clock.now())
    assert draft.finished == []
    assert draft.answers["address"] == Person().steps["address"]
    assert draft.version > before
