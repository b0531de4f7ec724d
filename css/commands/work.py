"""`flask work`: the background loop. It sends mail, writes a campaign's, imports files, and deletes what is over."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import click
from flask.cli import with_appcontext

from css import outbox
from css.accounts import locks, proofs, sessions
from css.accounts.changes import email_changes
from css.accounts.codes import sign_ups
from css.commands.stopping import Stop
from css.matching.claiming import questions
from css.matching.importing import sweep
from css.matching.importing.folder import Folder
from css.matching.importing.loop import Asked, run_next
from css.matching.inviting import invitations, sending
from css.outbox import POLL_SECONDS, Transport, deliver_due, transport_for
from css.web.context import Portal, portal
from css.web.invitation_links import inviter

log = logging.getLogger("css.work")
PURGE_EVERY = timedelta(minutes=10)
REST_SECONDS = 0.05
"""Between two batches of what is deleted, so that residents who write at the same time get their turn."""


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and end.")
@with_appcontext
def work(once: bool) -> None:
    """Send queued mail, import what staff handed in and delete what is over, again and again."""
    transport = transport_for(portal().settings.mail_url, portal().database)
    stop = Stop()
    purged_at = _pass(transport, None)
    if once:
        _to_the_end(stop)
        return
    with _imports_beside(portal()):
        while not stop.wait(POLL_SECONDS):
            purged_at = _pass(transport, purged_at)


def _to_the_end(stop: Stop) -> None:
    """Whatever waits to be imported, then whatever imports left."""
    stopped: list[bool] = []

    def asked() -> bool:
        stopped.extend([True] * stop.wait(0))
        return bool(stopped)

    while not asked() and _import_next(portal(), asked):
        pass
    while not asked() and sweep.tidy(portal().database, portal().clock.now()) and not stop.wait(REST_SECONDS):
        pass


@contextmanager
def _imports_beside(parts: Portal) -> Iterator[None]:
    """A thread of its own, so that mail doesn't wait for an import, nor an import for a mail server that is slow."""
    end = threading.Event()

    def work_on() -> None:
        while not end.wait(POLL_SECONDS):
            _import_next(parts, end.is_set)

    thread = threading.Thread(target=work_on, name="imports")
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def _import_next(parts: Portal, asked: Asked) -> bool:
    """One file; says whether there was one. As with a round, whatever fails is logged and tried again."""
    try:
        return run_next(parts.database, parts.clock, Folder(parts.settings.uploads), asked)
    except Exception as error:
        log.error("an import failed: %s", type(error).__name__)
        return False


def _pass(transport: Transport, purged_at: datetime | None) -> datetime | None:
    """One round. What fails is logged and tried again in the next, and keeps nothing else from being done."""
    now = portal().clock.now()
    _try(lambda: _deliver(transport))
    _try(lambda: sweep.tidy(portal().database, now))  # one batch: mail does not wait for the next
    _try(_invite)
    is_time = purged_at is None or now - purged_at >= PURGE_EVERY
    return now if is_time and _try(lambda: purge(now)) else purged_at


def _try(what: Callable[[], object]) -> bool:
    """Whether it was done."""
    try:
        what()
    except Exception as error:
        log.error("a round failed: %s", type(error).__name__)
        return False
    return True


def _deliver(transport: Transport) -> None:
    while deliver_due(portal().database, transport, portal().clock):
        pass


def _invite() -> None:
    sending.send_due(portal().database, inviter(), portal().clock, portal().jurisdiction.default_language)


def purge(now: datetime) -> None:
    """Delete unproven sign-ups, sessions that are over, old counts, old mail, old lists of refused rows, and what was
    asked about old accounts.
    """
    with portal().database.writing() as session:
        sign_ups.purge(session, now)
        proofs.purge(session, now)
        sessions.purge(session, now)
        locks.purge(session, now)
        email_changes.purge(session, now)
        outbox.purge(session, now)
        sweep.purge(session, now)
        invitations.purge(session, now)
        questions.purge(session, now)
        session.commit()
