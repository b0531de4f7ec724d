"""What is over is deleted after 30 days."""

from sqlmodel import func, select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import OutboxMessage
from css.outbox import deliver_due, purge
from css.outbox.transports import InboxTransport
from tests.builders import mailer


def rows(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(OutboxMessage)).one()


def test_mail_that_is_over_is_deleted_after_30_days_and_mail_that_waits_is_not(
    database: Database, clock: FixedClock
) -> None:
    for _ in range(2):
        with database.writing() as session:
            mailer().queue(
                session, "registration-received", to="ada@example.org", language="en", now=clock.now(), reference="R"
            )
            session.commit()
        if _ == 0:
            deliver_due(database, InboxTransport(database), clock)
    for days, left in ((29, 2), (1, 1)):
        clock.advance(days=days)
        with database.writing() as session:
            purge(session, clock.now())
            session.commit()
        assert rows(database) == left


def test_mail_to_an_address_that_may_never_be_proven_is_deleted_after_a_day(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        mailer().queue(session, "account-exists", to="ada@example.org", language="en", now=clock.now())
        session.commit()
    deliver_due(database, InboxTransport(database), clock)
    for hours, left in ((23, 1), (1, 0)):
        clock.advance(hours=hours)
        with database.writing() as session:
            purge(session, clock.now())
            session.commit()
        assert rows(database) == left
