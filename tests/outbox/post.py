"""A worker at a mail server."""

from datetime import timedelta

from css.core.clock import FixedClock
from css.core.db import Database
from css.outbox import deliver_due, transport_for
from tests.outbox.builders import only, wait_for_turn


class Post:
    """One worker at one server."""

    def __init__(self, database: Database, clock: FixedClock, port: int) -> None:
        self.database, self.clock = database, clock
        self.transport = transport_for(f"smtp://127.0.0.1:{port}", database)

    def deliver(self) -> int:
        return deliver_due(self.database, self.transport, self.clock)

    def deliver_when_due(self) -> timedelta:
        """Wait for the mail's turn and try it; returns how long that was."""
        waited = wait_for_turn(self.clock, only(self.database))
        self.deliver()
        return waited
