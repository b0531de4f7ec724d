"""`flask receipts check`: whether anything that was signed was changed since."""

from sqlalchemy import text

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Submission
from css.registrations import submissions
from tests import builders
from tests.builders import Person
from tests.commands.conftest import Typed
from tests.web.visits import all_of


def sign(database: Database, clock: FixedClock, *emails: str) -> None:
    """Residents of Boulder sign."""
    boulder, mailer = builders.jurisdiction("boulder"), builders.mailer("boulder")
    with database.writing() as session:
        for email in emails:
            draft = builders.draft(session, clock.now(), Person(email=email), boulder)
            submissions.submit(session, draft, boulder, mailer, language="en", now=clock.now())
        session.commit()


def test_what_is_as_it_was_signed_is_counted(typed: Typed, sqlite_database: Database, clock: FixedClock) -> None:
    sign(sqlite_database, clock, "marisol@example.com", "ada@example.org")
    checked = typed("receipts", "check")
    assert (checked.output, checked.exit_code) == ("2 signed records, 0 changed\n", 0)


def test_what_was_changed_is_named_by_its_receipt(typed: Typed, sqlite_database: Database, clock: FixedClock) -> None:
    sign(sqlite_database, clock, "marisol@example.com", "ada@example.org")
    with sqlite_database.writing() as session:
        receipt = all_of(session, Submission)[1].receipt
        session.connection().execute(text("DROP TRIGGER submission_is_immutable"))
        session.connection().execute(
            text("UPDATE submission SET snapshot = replace(snapshot, 'Vulcan', 'Vulkan') WHERE receipt = :receipt"),
            {"receipt": receipt},
        )
        session.commit()
    checked = typed("receipts", "check")
    assert (checked.output, checked.exit_code) == (f"CHANGED {receipt}\n2 signed records, 1 changed\n", 1)


def test_what_needs_no_signature_is_not_counted(typed: Typed, sqlite_database: Database, clock: FixedClock) -> None:
    with sqlite_database.writing() as session:
        builders.waiting(session, clock.now())
        session.commit()
    assert typed("receipts", "check").output == "0 signed records, 0 changed\n"
