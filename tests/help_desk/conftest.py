"""The portal with its staff, the old system's file brought in, and residents who ask."""

from collections.abc import Callable
from pathlib import Path

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import claims
from css.matching.claiming.questions import Asked
from css.models import ClaimedBy, LegacyQuestion
from css.registrations import drafts
from tests.builders import Person
from tests.help_desk.desk import url
from tests.html import StrictClient
from tests.matching.claiming import people
from tests.matching.claiming.holding import held
from tests.matching.claiming.people import ASKED, NEW, resident
from tests.matching.importing.files import MARISOL, Said, load, write
from tests.staff.conftest import HAL, SignIn, app, open_portal, sign_in

__all__ = ["app", "open_portal", "sign_in"]
BringIn = Callable[..., None]
Ask = Callable[..., LegacyQuestion]


@pytest.fixture
def bring_in(sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> BringIn:
    """The old system's file with these holders (Marisol alone, unless told)."""

    def bring(*holders: Said) -> None:
        load(sqlite_database, clock, write(tmp_path, holders or (MARISOL,)))

    return bring


@pytest.fixture
def ask(sqlite_database: Database, clock: FixedClock) -> Ask:
    """A resident's question."""

    def asked(said: Asked = ASKED, person: Person = NEW) -> LegacyQuestion:
        with sqlite_database.writing() as session:
            question = people.ask(session, clock, said, person)
            session.commit()
        return question

    return asked


@pytest.fixture
def hal(sign_in: SignIn) -> StrictClient:
    """The help desk."""
    return sign_in(HAL)


@pytest.fixture
def hers(bring_in: BringIn, sqlite_database: Database) -> str:
    """Marisol's."""
    bring_in()
    return url(sqlite_database)


@pytest.fixture
def claimed(hers: str, sqlite_database: Database, clock: FixedClock) -> str:
    """Marisol's, after she has registered again."""
    with sqlite_database.writing() as session:
        account = resident(session, clock)
        registration = drafts.of_account(session, account.id or 0)
        claims.claim(session, account, registration, held(session, "H-1"), ClaimedBy.CODE, clock.now())
        session.commit()
    return hers
