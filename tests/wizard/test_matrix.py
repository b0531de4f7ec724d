"""Both cities with and without a signature, with and without staff: each a word in the city's file, and all agrees."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.jurisdictions import SIGNATURE
from css.models import AccountState, OutboxMessage, Submission
from tests import builders
from tests.builders import Person
from tests.jurisdictions.cities import STEPS, UNSIGNED, Word, changed
from tests.wizard.browser import Page, Resident
from tests.wizard.portals import opened

TITLES = ["Acknowledgement", "Personal Info", "Address", "Signature"]
ENDS = {"staff": ("/status", "Thank you for registering"), "automatic": ("/dashboard", "Dashboard")}


def profile(folder: Path, city: str, *, signs: bool, activation: str) -> str:
    """The city as it is shipped, or its file with the words changed that say otherwise."""
    shipped = builders.jurisdiction(city)
    words: dict[str, Word] = {"steps": STEPS if signs else UNSIGNED, "activation": activation}
    others = {key: word for key, word in words.items() if getattr(shipped, key) != word}
    return str(changed(folder, city, **others)) if others else city


@pytest.fixture(params=["encinitas", "boulder"])
def city(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[True, False], ids=["signed", "unsigned"])
def signs(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=["staff", "automatic"])
def activation(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def resident(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path, city: str, signs: bool, activation: str
) -> Iterator[Resident]:
    """Marisol, in such a city."""
    with opened(sqlite_database, clock, profile(tmp_path, city, signs=signs, activation=activation)) as app:
        yield Resident(app, clock, Person())


def walk(resident: Resident) -> Page:
    """From the first step to wherever the last one leads."""
    resident.begin()
    page = resident.get(resident.get().location)
    while page.heading.startswith("Step "):
        page = resident.get(resident.send(page.response.request.path.rpartition("/")[2]).location)
    return page


def test_the_walk_ends_where_the_city_says(resident: Resident, signs: bool, activation: str) -> None:
    page = walk(resident)
    place, heading = ENDS[activation]
    assert (page.response.request.path, page.heading) == (place, heading)
    assert resident.account.state == (AccountState.PENDING if activation == "staff" else AccountState.ACTIVE)
    assert (page.link("Receipt") != "") is signs


def test_each_step_is_numbered_and_only_the_last_one_submits(resident: Resident, signs: bool) -> None:
    resident.at("submit")
    count = 3 + signs
    for number, step in enumerate(resident.registration.steps, 1):
        page = resident.get(step)
        assert page.heading == f"Step {number} of {count}: {TITLES[number - 1]}"
        assert ("Submit" in page.buttons) is (number == count)


def test_what_is_mailed_follows(resident: Resident, signs: bool, activation: str) -> None:
    walk(resident)
    with resident.database.reading() as session:
        kinds = set(session.exec(select(OutboxMessage.kind)))
        receipt = session.exec(select(Submission.receipt)).one()
    told = "registration-received" if activation == "staff" else "registration-approved"
    assert kinds == ({told, "signature-receipt"} if signs else {told})
    assert (receipt is not None) is signs


def test_staff_decide_only_where_they_are_asked_and_see_what_was_signed(
    resident: Resident, signs: bool, activation: str
) -> None:
    walk(resident)
    if activation == "automatic":
        assert resident.get("/dashboard").status == 200
        return
    assert resident.get("/dashboard").location == "/status"
    resident.decided("approve")
    page = resident.get("/dashboard")
    assert page.heading == "Dashboard"
    assert ("Signed record" in page.words) is signs


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_guide_the_notice_and_the_home_page_say_the_same(
    resident: Resident, signs: bool, activation: str, language: str
) -> None:
    texts = resident.portal.jurisdiction.text(language)
    pages = {path: resident.get(f"{path}?lang={language}").words for path in ("/", "/notice", "/guide")}
    guide = [texts.steps[step].guide.title for step in STEPS]
    assert [title in pages["/guide"] for title in guide] == [True, True, True, signs]
    signing = texts.steps[SIGNATURE].overview
    assert signing
    assert (signing.text in pages["/"]) is signs
    other = {"staff": "automatic", "automatic": "staff"}[activation]
    for table, said in ((activation, True), (other, False)):
        told = texts.activation.of(table)
        assert (told.guide.title in pages["/guide"]) is said
        assert (told.overview.title in pages["/"]) is said
