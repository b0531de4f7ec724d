"""`flask work`: the background loop. It sends mail and deletes what is over."""

import logging
from datetime import datetime, timedelta

import click
from flask.cli import with_appcontext

from css import outbox
from css.accounts import locks, proofs, sessions
from css.accounts.changes import email_changes
from css.accounts.codes import sign_ups
from css.commands.stopping import Stop
from css.matching.importing import sweep
from css.outbox import POLL_SECONDS, Transport, deliver_due, transport_for
from css.web.context import portal

log = logging.getLogger("css.work")
PURGE_EVERY = timedelta(minutes=10)
REST_SECONDS = 0.05
"""Between two batches of what is deleted, so that residents who write at the same time get their turn."""


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and end.")
@with_appcontext
def work(once: bool) -> None:
    """Send queued mail and delete what is over, again and again."""
    transport = transport_for(portal().settings.mail_url, portal().database)
    stop = Stop()
    purged_at = _pass(transport, None)
    while once and sweep.tidy(portal().database, portal().clock.now()) and not stop.wait(REST_SECONDS):
        pass
    while not once and not stop.wait(POLL_SECONDS):
        purged_at = _pass(transport, purged_at)


def _pass(transport: Transport, purged_at: datetime | None) -> datetime | None:
    """One round. Whatever fails is logged and tried again in the next: the loop itself never ends of it."""
    now = portal().clock.now()
    try:
        while deliver_due(portal().database, transport, portal().clock):
            pass
        sweep.tidy(portal().database, now)  # one batch: mail does not wait for the next
        if purged_at is None or now - purged_at >= PURGE_EVERY:
            purge(now)
            return now
    except Exception as error:
        log.error("a round failed: %s", type(error).__name__)
    return purged_at


def purge(now: datetime) -> None:
    """Delete unproven sign-ups, sessions that are over, old counts, old mail and old lists of refused rows."""
    with portal().database.writing() as session:
        sign_ups.purge(session, now)
        proofs.purge(session, now)
        sessions.purge(session, now)
        locks.purge(session, now)
        email_changes.purge(session, now)
        outbox.purge(session, now)
        sweep.purge(session, now)
        session.commit()
