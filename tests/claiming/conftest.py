"""The portal, the old system's file brought in, and residents who have proven an email."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from tests import builders
from tests.claiming.newcomer import Newcomer
from tests.matching.importing.files import MARISOL, Said, load, write
from tests.web.visits import app

__all__ = ["app"]
BringIn = Callable[..., None]


@pytest.fixture
def bring_in(sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> BringIn:
    """The old system's file with these holders (Marisol alone, unless told)."""

    def bring(*holders: Said) -> None:
        load(sqlite_database, clock, write(tmp_path, holders or (MARISOL,)))

    return bring


@pytest.fixture
def newcomer(app: Flask, sqlite_database: Database, clock: FixedClock) -> Newcomer:
    return Newcomer(builders.client(app), sqlite_database, clock)
