"""Delivery over a real SMTP server: once, again later, or given up."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import col, update

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import OutboxMessage
from css.outbox import deliver_due
from css.outbox.deliver import BACK_OFF, claim
from css.outbox.mime import Mail
from tests.outbox.builders import MAILER, only, queue_code, queue_notice, queued
from tests.outbox.post import Post
from tests.outbox.servers import Mailbox, serve

BUSY = "451 4.3.0 try later, marisol@example.com"
UNKNOWN = "550 5.1.1 <marisol@example.com>: no such user"


def test_a_queued_mail_is_sent_and_its_bodies_are_blanked(
    database: Database, clock: FixedClock, post: Post, port: int
) -> None:
    queue_code(database, clock.now())
    mailbox = Mailbox()
    with serve(mailbox, port=port):
        assert post.deliver() == 1
        assert post.deliver() == 0
    message = only(database)
    assert (message.state, message.text, message.html) == ("sent", "", "")
    assert (message.ended_at, message.tries, message.leased_until) == (clock.now(), 1, None)
    assert mailbox.recipients == ["marisol@example.com"]


def queue_for_later(database: Database, clock: FixedClock) -> str:
    """A mail that is due in a minute, committed; returns its Message-ID."""
    later = clock.now() + timedelta(seconds=60)
    with database.writing() as session:
        message = MAILER.queue(session, "account-exists", to="a@b.co", language="en", now=clock.now(), due_at=later)
        session.commit()
    return message.message_id


def withdraw(database: Database, message_id: str) -> bool:
    with database.writing() as session:
        in_time = MAILER.withdraw(session, message_id)
        session.commit()
    return in_time


def test_a_mail_waits_until_it_is_due(database: Database, clock: FixedClock, post: Post, port: int) -> None:
    queue_for_later(database, clock)
    with serve(Mailbox(), port=port):
        clock.advance(seconds=59)
        assert post.deliver() == 0
        clock.advance(seconds=1)
        assert post.deliver() == 1


def test_a_mail_that_waits_can_be_withdrawn(database: Database, clock: FixedClock) -> None:
    first, second = queue_for_later(database, clock), queue_for_later(database, clock)
    assert withdraw(database, first)
    assert only(database).message_id == second
    assert not withdraw(database, first)


def test_a_mail_that_somebody_is_sending_can_not_be_withdrawn(database: Database, clock: FixedClock) -> None:
    message_id = queue_for_later(database, clock)
    clock.advance(seconds=60)
    claim(database, clock.now())
    assert not withdraw(database, message_id)


def test_a_mail_that_may_have_arrived_can_not_be_withdrawn(
    database: Database, clock: FixedClock, post: Post, port: int
) -> None:
    message_id = queue_for_later(database, clock)
    clock.advance(seconds=60)
    with serve(Mailbox(on_data=None), port=port):
        post.deliver()
    assert not withdraw(database, message_id)


def test_workers_side_by_side_send_every_mail_once(database: Database, clock: FixedClock, port: int) -> None:
    everybody = [f"resident-{number}@example.com" for number in range(20)]
    for to in everybody:
        queue_notice(database, clock.now(), to)
    mailbox = Mailbox(seconds=0.02)
    counts: list[int] = []

    def work() -> None:
        counts.append(Post(database, clock, port).deliver())

    with serve(mailbox, port=port):
        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sorted(mailbox.recipients) == sorted(everybody)
    assert sum(counts) == len(everybody)
    assert {message.state for message in queued(database)} == {"sent"}


def test_a_pass_uses_one_connection(database: Database, clock: FixedClock, post: Post, port: int) -> None:
    for number in range(3):
        queue_notice(database, clock.now(), f"resident-{number}@example.com")
    mailbox = Mailbox()
    with serve(mailbox, port=port):
        assert post.deliver() == 3
    assert len(mailbox.connections) == 1


def test_while_the_server_is_down_mail_is_queued_and_it_leaves_when_the_server_is_back(
    database: Database, clock: FixedClock, post: Post, port: int
) -> None:
    for _ in range(3):
        queue_notice(database, clock.now())
        assert post.deliver() == 0
    clock.advance(seconds=5)
    mailbox = Mailbox()
    with serve(mailbox, port=port):
        assert post.deliver() == 3
    assert len(mailbox.received) == 3


def test_a_server_that_is_down_costs_one_try_a_pass(database: Database, clock: FixedClock, post: Post) -> None:
    for _ in range(3):
        queue_notice(database, clock.now())
    post.deliver()
    assert [message.tries for message in queued(database)] == [1, 0, 0]


def test_a_refused_mail_is_tried_again_later_and_later_and_given_up_after_two_days(
    database: Database, clock: FixedClock, post: Post, port: int
) -> None:
    queue_notice(database, clock.now())
    began = clock.now()
    with serve(Mailbox(on_recipient=BUSY), port=port):
        post.deliver()
        waits: list[timedelta] = []
        while only(database).state == "queued" and len(waits) < 100:
            waits.append(post.deliver_when_due())
    assert waits[:6] == [timedelta(seconds=s) for s in (5, 30, 120, 600, 3600, 3600)]
    assert set(waits[6:]) == {BACK_OFF[-1]}
    message = only(database)
    assert timedelta(hours=46) < clock.now() - began <= timedelta(hours=48)
    assert (message.state, message.text, message.ended_at) == ("failed", "", clock.now())


def test_every_try_has_the_same_message_id_and_the_same_bytes(
    database: Database, clock: FixedClock, post: Post, port: int
) -> None:
    queue_notice(database, clock.now())
    sent = Mailbox(on_data=None)
    with serve(sent, port=port):
        post.deliver()
        post.deliver_when_due()
    assert sent.message_ids == [only(database).message_id] * 2
    assert sent.received[0].as_bytes() == sent.received[1].as_bytes()


@pytest.mark.parametrize("mailbox", [Mailbox(on_recipient=UNKNOWN), Mailbox(on_data="554 5.7.1 spam")])
def test_a_mail_that_will_never_be_taken_has_failed(
    mailbox: Mailbox, database: Database, clock: FixedClock, post: Post, port: int
) -> None:
    queue_notice(database, clock.now())
    with serve(mailbox, port=port):
        post.deliver()
    message = only(database)
    assert (message.state, message.tries, message.text) == ("failed", 1, "")


def test_one_bad_address_does_not_stop_the_others(database: Database, clock: FixedClock, post: Post, port: int) -> None:
    for to in ("a@b.co", "josé@correo.es", "c@d.co"):
        queue_notice(database, clock.now(), to)
    with database.writing() as session:
        session.execute(update(OutboxMessage).where(col(OutboxMessage.recipient) == "a@b.co").values(sender="x\n"))
        session.commit()
    mailbox = Mailbox()
    with serve(mailbox, port=port):
        assert post.deliver() == 2
    assert [message.state for message in queued(database)] == ["failed", "sent", "sent"]


def test_an_expired_code_is_not_sent(database: Database, clock: FixedClock, post: Post, port: int) -> None:
    queue_code(database, clock.now())
    clock.advance(minutes=10)
    mailbox = Mailbox()
    with serve(mailbox, port=port):
        assert post.deliver() == 0
    assert mailbox.received == []
    assert (only(database).state, only(database).last_error) == ("failed", "too late to send")


def test_logs_and_errors_hold_nothing_personal(
    database: Database, clock: FixedClock, post: Post, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with serve(Mailbox(on_recipient=UNKNOWN), port=port):
        queue_code(database, clock.now())
        post.deliver()
    with serve(Mailbox(), port=port):
        queue_code(database, clock.now())
        post.deliver()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("css.")]
    assert len(ours) == 2
    for line in (*ours, *(message.last_error for message in queued(database))):
        assert "marisol" not in line
        assert "482913" not in line
    assert queued(database)[0].last_error == "recipient: 550 5.1.1"


class Broken:
    """A transport with a bug."""

    def send(self, mail: Mail) -> None:
        raise RuntimeError(mail.recipient)

    def check(self) -> None: ...

    def close(self) -> None: ...


def test_a_bug_in_a_transport_does_not_stop_the_loop(database: Database, clock: FixedClock) -> None:
    queue_notice(database, clock.now())
    assert deliver_due(database, Broken(), clock) == 0
    assert (only(database).state, only(database).last_error) == ("uncertain", "send: RuntimeError")
