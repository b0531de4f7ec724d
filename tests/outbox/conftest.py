"""A free port, and one worker that delivers to it."""

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from tests.outbox.post import Post
from tests.outbox.servers import free_port


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def post(database: Database, clock: FixedClock, port: int) -> Post:
    return Post(database, clock, port)
