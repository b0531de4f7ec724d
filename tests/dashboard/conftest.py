"""The portal of Encinitas, and Marisol at the end of her registration: with HTMX and without."""

from collections.abc import Iterator

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import AccountState
from tests.builders import Person
from tests.wizard.browser import Resident
from tests.wizard.portals import borrowed


@pytest.fixture
def app(sqlite_database: Database, clock: FixedClock) -> Iterator[Flask]:
    with borrowed(sqlite_database, clock) as made:
        yield made


@pytest.fixture(params=[False, True], ids=["plain", "htmx"])
def resident(request: pytest.FixtureRequest, app: Flask, clock: FixedClock) -> Resident:
    """Marisol, who has not signed up yet: the test runs once without HTMX and once with it."""
    return Resident(app, clock, Person(company="Peña Tile & Stone", unit="Apt 4"), hx=request.param)


@pytest.fixture
def active(resident: Resident) -> Resident:
    """Marisol, approved and signed in."""
    return resident.in_state(AccountState.ACTIVE)
