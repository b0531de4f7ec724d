"""The old system's file, brought in."""

from pathlib import Path

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from tests.matching.claiming.holding import BringIn
from tests.matching.importing.files import MARISOL, Said, load, write


@pytest.fixture
def bring_in(database: Database, clock: FixedClock, tmp_path: Path) -> BringIn:
    """The old system's file with these holders (Marisol alone, unless told)."""

    def bring(*holders: Said) -> None:
        load(database, clock, write(tmp_path, holders or (MARISOL,)))

    return bring
