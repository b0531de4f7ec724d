"""The background loop's share: one pass over the mail that is due."""

import logging
from datetime import datetime

from css.core.clock import Clock
from css.core.db import Database
from css.models import OutboxMessage
from css.outbox.deliver import claim, settle
from css.outbox.errors import Rejected, TransportError, Unanswered, Unavailable
from css.outbox.mime import mail
from css.outbox.transports import Transport

POLL_SECONDS = 0.5
"""How long the loop sleeps between passes: a queued mail leaves within 2 s."""
MOST_IN_A_PASS = 50
"""So that a long queue does not keep the loop from its other work."""

log = logging.getLogger(__name__)


def deliver_due(database: Database, transport: Transport, clock: Clock) -> int:
    """Send what is due; returns how many mails were taken. A mail server that is down costs one try a pass.

    Raises only what the database raises.
    """
    sent = 0
    try:
        for _ in range(MOST_IN_A_PASS):
            message = claim(database, clock.now())
            if message is None:
                break
            error = _try(transport, message, clock.now())
            settle(database, message, error, clock.now())
            _log(message, error)
            sent += error is None
            if isinstance(error, Unavailable):
                break
    finally:
        transport.close()
    return sent


def _try(transport: Transport, message: OutboxMessage, now: datetime) -> TransportError | None:
    try:
        made = mail(message, now)
    except ValueError as error:
        return Rejected(f"build: {type(error).__name__}")
    try:
        transport.send(made)
    except TransportError as error:
        return error
    except Exception as error:
        return Unanswered(f"send: {type(error).__name__}")
    return None


def _log(message: OutboxMessage, error: TransportError | None) -> None:
    if error is None:
        log.info("mail %s (%s) sent", message.id, message.kind)
    else:
        log.warning("mail %s (%s) not sent at try %s: %s", message.id, message.kind, message.tries, error)
