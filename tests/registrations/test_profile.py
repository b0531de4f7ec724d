"""An active resident's own details: changed, told apart, recorded."""

import pytest
from sqlmodel import Session, select

from css.core.clock import FixedClock
from css.models import Account, AccountState, AuditEntry, AuditValue, Registration, RegistrationKey
from css.registrations import profile, snapshots, submissions
from css.registrations.drafts import NotADraft, Stale
from tests import builders
from tests.builders import Person
from tests.registrations.cities import encinitas


@pytest.fixture
def registration(session: Session, clock: FixedClock) -> Registration:
    """Of a resident whose account is active."""
    draft = builders.draft(session, clock.now())
    automatic = encinitas(activation="automatic")
    submissions.submit(session, draft, automatic, builders.mailer(), language="en", now=clock.now())
    return draft


def change(
    session: Session, registration: Registration, clock: FixedClock, step: str, version: int | None = None, **new: str
) -> None:
    profile.change(
        session,
        registration,
        step,
        {**Person().steps[step], **new},
        version=registration.version if version is None else version,
        now=clock.now(),
    )


def test_a_change_is_kept(session: Session, clock: FixedClock, registration: Registration) -> None:
    clock.advance(days=3)
    before = registration.version
    change(session, registration, clock, "address", unit="Apt 4")
    assert registration.answers["address"]["unit"] == "Apt 4"
    assert registration.version == before + 1
    assert registration.saved_at == clock.now()


def test_a_new_name_is_the_accounts_name(session: Session, clock: FixedClock, registration: Registration) -> None:
    change(session, registration, clock, "personal-info", first_name="Inés")
    assert session.get_one(Account, registration.account_id).name == "Inés Peña"


def test_the_record_names_the_fields_and_keeps_the_values_apart(
    session: Session, clock: FixedClock, registration: Registration
) -> None:
    change(session, registration, clock, "address", unit="Apt 4", city="Leucadia")
    entry = session.exec(select(AuditEntry)).one()
    account = session.get_one(Account, registration.account_id)
    assert (entry.actor_kind, entry.actor_id) == ("resident", account.public_id)
    assert (entry.action, entry.subject, entry.subject_id) == (
        "details changed", "registration", registration.public_id
    )  # fmt: skip
    assert entry.fields == ["city", "unit"]
    values = {value.field: (value.before, value.after) for value in session.exec(select(AuditValue))}
    assert values == {"city": ("Encinitas", "Leucadia"), "unit": ("", "Apt 4")}


def test_saving_what_is_there_already_is_no_change(
    session: Session, clock: FixedClock, registration: Registration
) -> None:
    before = registration.version
    change(session, registration, clock, "address", version=-1)
    assert registration.version == before
    assert session.exec(select(AuditEntry)).all() == []


def test_a_change_from_a_page_that_is_out_of_date_is_refused(
    session: Session, clock: FixedClock, registration: Registration
) -> None:
    old = registration.version
    change(session, registration, clock, "address", unit="Apt 4")
    with pytest.raises(Stale):
        change(session, registration, clock, "address", version=old, unit="Apt 5")
    assert registration.answers["address"]["unit"] == "Apt 4"
    assert len(session.exec(select(AuditEntry)).all()) == 1


def test_staff_find_the_resident_by_the_new_words(
    session: Session, clock: FixedClock, registration: Registration
) -> None:
    change(session, registration, clock, "personal-info", company="Peña Tile")
    assert "tile" in session.exec(select(RegistrationKey.value)).all()


def test_what_was_submitted_stays_as_it_was(session: Session, clock: FixedClock, registration: Registration) -> None:
    change(session, registration, clock, "address", city="Leucadia")
    assert registration.id is not None
    kept = snapshots.newest(session, registration.id)
    assert kept is not None and snapshots.is_unchanged(kept)
    assert snapshots.read(kept).get("address", "city") == "Encinitas"


@pytest.mark.parametrize("state", [state for state in AccountState if state != AccountState.ACTIVE])
def test_only_an_active_resident_changes_details(
    session: Session, clock: FixedClock, registration: Registration, state: AccountState
) -> None:
    session.get_one(Account, registration.account_id).state = state
    with pytest.raises(NotADraft):
        change(session, registration, clock, "address", unit="Apt 4")
