"""Two things at the same moment: one has locked what the other waits for."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic
from typing import TypeVar

from sqlalchemy import Connection, event, text

from css.core.db import Database

PATIENCE = 10  # seconds
Result = TypeVar("Result")


@contextmanager
def meanwhile(database: Database, act: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """It begins in another thread, and waits for whoever has locked something here; called, says what came of it."""
    begun = Event()

    def note(connection: Connection) -> None:
        if connection.get_execution_options().get("css_writes"):
            begun.set()

    event.listen(database.engine, "engine_connect", note)
    with ThreadPoolExecutor(1) as threads:
        answer: Future[Result] = threads.submit(act)
        assert begun.wait(PATIENCE)
        event.remove(database.engine, "engine_connect", note)
        assert database.is_sqlite or somebody_waits(database)
        yield lambda: answer.result(2 * PATIENCE)


def somebody_waits(database: Database) -> bool:
    until = monotonic() + PATIENCE
    with database.engine.connect() as looking:
        while monotonic() < until:
            if looking.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar():
                return True
    return False
