"""Mail whose fate nobody knows: the server hung up, or the worker died."""

from datetime import timedelta

from css.core.clock import FixedClock
from css.core.db import Database
from css.outbox.deliver import LEASE, claim, settle
from tests.outbox.builders import only, queue_notice
from tests.outbox.post import Post
from tests.outbox.servers import Mailbox, serve

BUSY = "451 4.3.0 try later, marisol@example.com"
UNKNOWN = "550 5.1.1 <marisol@example.com>: no such user"


def test_a_hang_up_before_the_mail_went_out_leaves_nothing_uncertain(
    database: Database, clock: FixedClock, post: Post, port: int
) -> None:
    queue_notice(database, clock.now())
    with serve(Mailbox(on_recipient=None), port=port):
        post.deliver()
    assert only(database).state == "queued"


def test_a_hang_up_after_the_mail_went_out_makes_it_uncertain_and_it_is_sent_once_more(
    database: Database, clock: FixedClock, post: Post, port: int
) -> None:
    queue_notice(database, clock.now())
    with serve(Mailbox(on_data=None), port=port):
        post.deliver()
    assert (only(database).state, only(database).ended_at) == ("uncertain", None)
    assert post.deliver() == 0
    with serve(Mailbox(), port=port):
        assert post.deliver_when_due() == timedelta(minutes=1)
    assert only(database).state == "sent"


def test_a_mail_is_not_sent_a_third_time_into_the_unknown(
    database: Database, clock: FixedClock, post: Post, port: int
) -> None:
    queue_notice(database, clock.now())
    mailbox = Mailbox(on_data=None)
    with serve(mailbox, port=port):
        post.deliver()
        post.deliver_when_due()
        clock.advance(days=1)
        post.deliver()
    message = only(database)
    assert (message.state, message.text, message.tries) == ("uncertain", "", 2)
    assert message.ended_at is not None
    assert len(mailbox.received) == 2


def test_an_uncertain_mail_that_is_rejected_the_second_time_stays_uncertain(
    database: Database, clock: FixedClock, post: Post, port: int
) -> None:
    queue_notice(database, clock.now())
    with serve(Mailbox(on_data=None), port=port):
        post.deliver()
    with serve(Mailbox(on_recipient=UNKNOWN), port=port):
        post.deliver_when_due()
    assert only(database).state == "uncertain"
    assert only(database).ended_at == clock.now()


def test_a_claimed_mail_is_nobody_elses_until_the_lease_ends(database: Database, clock: FixedClock) -> None:
    queue_notice(database, clock.now())
    assert claim(database, clock.now())
    clock.advance(seconds=LEASE.total_seconds() - 1)
    assert claim(database, clock.now()) is None


def test_the_mail_of_a_worker_that_died_is_uncertain_and_sent_once_more(
    database: Database, clock: FixedClock, post: Post, port: int
) -> None:
    queue_notice(database, clock.now())
    claim(database, clock.now())
    clock.advance(seconds=LEASE.total_seconds())
    claim(database, clock.now())
    assert only(database).state == "uncertain"
    clock.advance(seconds=LEASE.total_seconds())
    mailbox = Mailbox()
    with serve(mailbox, port=port):
        assert post.deliver() == 0
    assert (only(database).state, only(database).text) == ("uncertain", "")
    assert mailbox.received == []


def test_the_mail_of_a_worker_that_died_arrives(database: Database, clock: FixedClock, post: Post, port: int) -> None:
    queue_notice(database, clock.now())
    claim(database, clock.now())
    clock.advance(seconds=LEASE.total_seconds())
    with serve(Mailbox(), port=port):
        assert post.deliver() == 1
    assert only(database).state == "sent"


def test_who_lost_the_lease_records_nothing(database: Database, clock: FixedClock) -> None:
    queue_notice(database, clock.now())
    slow = claim(database, clock.now())
    clock.advance(seconds=LEASE.total_seconds())
    quick = claim(database, clock.now())
    assert slow and quick
    settle(database, slow, None, clock.now())
    assert only(database).ended_at is None
    settle(database, quick, None, clock.now())
    assert only(database).state == "sent"
