"""Boulder, and Marisol who has signed there: with HTMX and without."""

from collections.abc import Iterator

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from css.registrations import signatures
from css.registrations.signatures import SignedRecord
from tests.builders import Person
from tests.wizard.browser import Resident
from tests.wizard.portals import borrowed


@pytest.fixture
def boulder(sqlite_database: Database, clock: FixedClock) -> Iterator[Flask]:
    with borrowed(sqlite_database, clock, "boulder") as made:
        yield made


@pytest.fixture(params=[False, True], ids=["plain", "htmx"])
def signer(request: pytest.FixtureRequest, boulder: Flask, clock: FixedClock) -> Resident:
    """Marisol, who has signed: the test runs once without HTMX and once with it."""
    resident = Resident(boulder, clock, Person(company="Peña Tile & Stone"), hx=request.param).at("signature")
    assert resident.send("signature").status == 303
    return resident


@pytest.fixture
def signed(signer: Resident) -> SignedRecord:
    """What Marisol signed."""
    with signer.database.reading() as session:
        found = signatures.newest(session, signer.registration)
    assert found
    return found
