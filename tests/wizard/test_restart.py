"""A server that is killed between any two requests: every step's state is in the database."""

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from tests.builders import Person
from tests.wizard.browser import STEPS, Page, Resident
from tests.wizard.portals import opened


class Phoenix:
    """A resident whose every request is answered by a server that has just been started."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self._database, self._clock = database, clock
        with opened(database, clock) as app:
            begun = Resident(app, clock, Person()).begin()
            self._cookies = {cookie.key: cookie.value for cookie in begun.client._cookies.values()}  # type: ignore[union-attr]

    def __call__(self, act: str, step: str, **more: object) -> Page:
        with opened(self._database, self._clock) as app:
            resident = Resident(app, self._clock, Person())
            for name, value in self._cookies.items():
                resident.client.set_cookie(name, value)
            page: Page = getattr(resident, act)(step, **more)
            return page


@pytest.fixture
def after_a_restart(database: Database, clock: FixedClock) -> Phoenix:
    return Phoenix(database, clock)


def test_the_whole_way_can_be_walked(after_a_restart: Phoenix) -> None:
    for step in STEPS:
        assert after_a_restart("get", "").location == f"/registration/{step}"
        assert after_a_restart("get", step).status == 200
        assert after_a_restart("send", step).status == 303
    assert after_a_restart("get", "/status").heading == "Thank you for registering"


def test_what_was_typed_and_left_is_there(after_a_restart: Phoenix) -> None:
    after_a_restart("send", "acknowledgement")
    after_a_restart("send", "personal-info", company="Peña Tile")
    after_a_restart("send", "address", back=True, city="Leucadia", zip_code="wrong")
    assert after_a_restart("get", "personal-info").value("company") == "Peña Tile"
    page = after_a_restart("get", "address")
    assert (page.value("city"), page.value("zip_code")) == ("Leucadia", "wrong")


def test_a_page_made_before_can_be_sent_after(after_a_restart: Phoenix) -> None:
    version = after_a_restart("get", "acknowledgement").value("version")
    assert after_a_restart("send", "acknowledgement", version=int(version)).status == 303
    assert after_a_restart("send", "acknowledgement", version=int(version)).status == 303
    assert after_a_restart("get", "").location == "/registration/personal-info"
