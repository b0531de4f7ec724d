"""A desk on each engine."""

from pathlib import Path

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from tests.matching.inviting.desk import Desk


@pytest.fixture
def desk(database: Database, clock: FixedClock, tmp_path: Path) -> Desk:
    return Desk(database, clock, tmp_path)


@pytest.fixture
def light_desk(sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> Desk:
    """For what is not about the database, and takes long."""
    return Desk(sqlite_database, clock, tmp_path)
