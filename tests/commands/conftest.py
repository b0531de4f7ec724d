"""The portal's commands, typed as the city's IT types them, on a database of their own."""

import signal
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from tests import builders

Typed = Callable[..., Result]
OpenPortal = Callable[..., Flask]


@pytest.fixture
def app(sqlite_database: Database, clock: FixedClock) -> Flask:
    return builders.portal(sqlite_database, clock)


@pytest.fixture
def typed(app: Flask) -> Iterator[Typed]:
    """Types `flask …`; what is given as `stdin` comes through a pipe."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def run(*words: str, stdin: str | None = None) -> Result:
        return app.test_cli_runner().invoke(args=words, input=stdin)

    yield run
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def open_portal(sqlite_database: Database, clock: FixedClock) -> Iterator[OpenPortal]:
    """A portal whose environment says what is given."""
    opened: list[Flask] = []

    def portal(**environment: str) -> Flask:
        opened.append(builders.portal(sqlite_database, clock, **environment))
        return opened[-1]

    yield portal
    for app in opened:
        app.extensions["css"].database.close()
