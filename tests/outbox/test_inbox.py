"""The development inbox shows what would have gone over the wire."""

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from css.outbox import deliver_due, transport_for
from css.outbox.inbox import latest, read
from tests.outbox.builders import CODE, only, queue_code


@pytest.fixture
def delivered(database: Database, clock: FixedClock) -> Database:
    """Two mails, a minute apart."""
    for to in ("Marisol@example.com", "josé@correo.es"):
        queue_code(database, clock.now(), to)
        assert deliver_due(database, transport_for("inbox:", database), clock) == 1
        clock.advance(minutes=1)
    return database


def test_the_newest_mail_comes_first(delivered: Database) -> None:
    with delivered.reading() as session:
        assert [mail.to for mail in latest(session)] == ["josé@correo.es", "Marisol@example.com"]
        assert [mail.to for mail in latest(session, limit=1)] == ["josé@correo.es"]


def test_the_inbox_of_one_recipient_holds_nobody_elses_mail(delivered: Database) -> None:
    with delivered.reading() as session:
        assert [mail.to for mail in latest(session, "marisol@EXAMPLE.com")] == ["Marisol@example.com"]
        assert latest(session, "nobody@example.com") == []


def test_a_mail_is_shown_whole(delivered: Database) -> None:
    with delivered.reading() as session:
        mail = latest(session)[-1]
        assert read(session, mail.public_id) == mail
        assert read(session, "nothing") is None
    assert mail.sender == "City of Encinitas <noreply@encinitasca.gov>"
    assert mail.subject == "Your verification code for Encinitas"
    assert f"\n{CODE}\n" in mail.text
    assert "</html>" in mail.html


def test_the_inbox_can_be_checked(database: Database) -> None:
    transport_for("inbox:", database).check()


def test_mail_to_the_inbox_is_blanked_in_the_outbox_like_any_other(database: Database, clock: FixedClock) -> None:
    queue_code(database, clock.now())
    deliver_due(database, transport_for("inbox:", database), clock)
    assert (only(database).state, only(database).text, only(database).html) == ("sent", "", "")
