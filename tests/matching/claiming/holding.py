"""Holders of the old system, brought in by a file, and residents who prove an email."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlmodel import Session, col, select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching import legacy_accounts
from css.matching.claiming import claims, holders, questions
from css.models import Account, ClaimedBy, LegacyAccount, LegacyClaim, Registration, Review
from css.registrations import drafts, reviews
from tests import builders
from tests.builders import Person

BringIn = Callable[..., None]
MARISOLS = Person()
NAMELESS = Person(first_name="", last_name="", mobile_phone="")


@contextmanager
def proving(
    database: Database, clock: FixedClock, person: Person = MARISOLS, how: ClaimedBy = ClaimedBy.CODE
) -> Iterator[tuple[Session, Account, Registration, bool]]:
    """Somebody has just proven their email: their draft, and whether they are to pick. It is committed."""
    with database.writing() as session:
        account = builders.account(session, clock.now(), person)
        registration = drafts.begin(
            session,
            account,
            builders.jurisdiction(),
            language="en",
            mobile_phone=person.mobile_phone,
            now=clock.now(),
        )
        is_to_pick = claims.begin(session, account, registration, how, clock.now())
        session.commit()
        yield session, account, registration, is_to_pick


def standing(database: Database) -> dict[str, str]:
    """How each legacy account was claimed, by its legacy id."""
    query = (
        select(LegacyAccount.legacy_id, LegacyClaim.how).join(LegacyClaim).where(col(LegacyClaim.undone_at).is_(None))
    )
    with database.reading() as session:
        return dict(session.exec(query).all())


def held(session: Session, legacy_id: str) -> legacy_accounts.Held:
    """The legacy account of this number."""
    public_id = session.exec(select(LegacyAccount.public_id).where(LegacyAccount.legacy_id == legacy_id)).one()
    return legacy_accounts.find(session, public_id)


def finish_names(session: Session, registration: Registration, clock: FixedClock) -> None:
    """The first two steps, with what stands in them."""
    personal = {**registration.answers["personal-info"], "contact_preference": "email"}
    for step, answers in (("acknowledgement", {}), ("personal-info", personal)):
        drafts.save(session, registration, step, answers, version=registration.version, now=clock.now(), finish=True)


def take_back(session: Session, made: LegacyClaim, clock: FixedClock) -> None:
    staff = builders.staff_member(session, clock.now())
    questions.undo(session, made.public_id, reason="It was somebody else's.", staff=staff, now=clock.now())
    session.flush()


def correct(session: Session, legacy_id: str, email: str, clock: FixedClock) -> None:
    """The help desk does, after it has checked an identity."""
    found = holders.find(session, held(session, legacy_id).account.public_id)
    holders.change_email(
        session,
        found.held.account.public_id,
        email,
        version=found.version,
        reason="Showed a passport.",
        staff=builders.staff_member(session, clock.now()),
        mailer=builders.mailer(),
        now=clock.now(),
    )
    session.flush()


def ask_for_more(session: Session, review: Review, clock: FixedClock) -> None:
    reviews.decide(
        session,
        review.public_id,
        "ask",
        version=review.version,
        message="Which unit?",
        staff_id=builders.staff_member(session, clock.now()).id or 0,
        mailer=builders.mailer(),
        undo_for=timedelta(0),
        now=clock.now(),
    )
