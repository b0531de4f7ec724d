"""The portal of Encinitas, and a resident in front of it: with HTMX and without."""

from collections.abc import Iterator

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
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
    return Resident(app, clock, Person(), hx=request.param)


@pytest.fixture
def boulder(sqlite_database: Database, clock: FixedClock) -> Iterator[Flask]:
    """The portal of the city that wants a signature and opens the dashboard at once."""
    with borrowed(sqlite_database, clock, "boulder") as made:
        yield made


@pytest.fixture(params=[False, True], ids=["plain", "htmx"])
def signer(request: pytest.FixtureRequest, boulder: Flask, clock: FixedClock) -> Resident:
    """Marisol in Boulder: the test runs once without HTMX and once with it."""
    return Resident(boulder, clock, Person(), hx=request.param)


@pytest.fixture
def marisol(app: Flask, clock: FixedClock) -> Resident:
    """Marisol without HTMX, for what does not depend on it."""
    return Resident(app, clock, Person())
