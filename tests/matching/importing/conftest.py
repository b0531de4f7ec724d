"""A desk where files are handed in, on each engine."""

from pathlib import Path

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.importing.folder import Folder
from tests.matching.importing.handed import Desk


@pytest.fixture
def desk(database: Database, clock: FixedClock, tmp_path: Path) -> Desk:
    return Desk(database, clock, Folder(tmp_path / "uploads"))
