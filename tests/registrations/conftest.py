"""A transaction on each engine."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from css.core.db import Database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction that may write; what a test doesn't commit is gone."""
    with database.writing() as opened:
        yield opened
