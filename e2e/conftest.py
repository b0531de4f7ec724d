"""Fixtures of the journeys: a browser, a portal for each city, and visitors."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from e2e import chromium
from e2e.cities import ENCINITAS, City
from e2e.inbox import Inbox
from e2e.portal import OwnPortal, Portal, running
from e2e.providers import OwnProviders
from e2e.visitor import DESKTOP, Device, Visit, Visitor


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "city(one): the journey needs the portal of this one of e2e/cities.py (default: Encinitas)"
    )


def pytest_sessionstart() -> None:
    """Asked to stop, end in order, as on Ctrl-C: otherwise the portal would stay behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": chromium.find(playwright),
        "args": chromium.arguments(),
    }


@pytest.fixture(scope="session")
def providers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnProviders]:
    """Another site than every portal at localhost, as the real ones are. A journey that meets them asks for this."""
    if running():
        pytest.skip("this portal was not told of the providers that the journeys sign in with")
    own = OwnProviders(tmp_path_factory.mktemp("providers"), host="127.0.0.1")
    own.start()
    yield own
    own.stop()


@pytest.fixture(scope="session")
def portal_of(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[City], Portal]]:
    """The portal of a city, started when it is first asked for; with BASE_URL that one, and no other city's."""
    given = running()
    providers: OwnProviders | None = None if given else request.getfixturevalue("providers")
    own: dict[City, tuple[OwnPortal, Portal]] = {}

    def portal(city: City) -> Portal:
        if given and given.city != city:
            pytest.skip(f"this portal is not that of {city.name}: CITY")
        if given:
            return given
        if city not in own:
            process = OwnPortal(Path(tmp_path_factory.mktemp(city.name)), city)
            if providers and city.providers:
                process.sign_in_with(providers.issuers.values(), providers.environment(process.base_url))
            own[city] = (process, process.start())
        return own[city][1]

    yield portal
    for process, _ in own.values():
        process.stop()


@pytest.fixture
def portal(request: pytest.FixtureRequest, portal_of: Callable[[City], Portal]) -> Portal:
    """The portal of the city that the journey is marked with."""
    mark = request.node.get_closest_marker("city")
    return portal_of(mark.args[0] if mark else ENCINITAS)


@pytest.fixture
def inbox(portal: Portal) -> Inbox:
    return Inbox(portal.inbox_url)


@pytest.fixture
def visit(new_context: Any, portal: Portal) -> Iterator[Visit]:
    """Somebody new with a browser of their own; at the end nothing may have gone wrong behind the scenes."""
    visitors: list[Visitor] = []

    def opened(device: Device = DESKTOP, *, beside: Visitor | None = None) -> Visitor:
        """`beside`: another tab in the browser of that visitor."""
        context = beside.page.context if beside else new_context(**device.options)
        visitors.append(Visitor(context.new_page(), portal, device))
        return visitors[-1]

    yield opened
    faults = [fault for visitor in visitors for fault in visitor.faults]
    assert not faults, "\n".join([*faults, portal.last_words()])


@pytest.fixture
def staff(portal: Portal) -> tuple[str, str]:
    """Email and password of a reviewer."""
    if not portal.staff_email or not portal.staff_password:
        pytest.skip("this portal's staff member was not named: STAFF_EMAIL, STAFF_PASSWORD")
    return portal.staff_email, portal.staff_password
