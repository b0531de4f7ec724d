"""What a page weighs on a slow line, cold and compressed, with everything it asks for."""

import re

import pytest
from flask.testing import FlaskClient

from css.core.clock import FixedClock
from css.core.db import Database
from tests import builders
from tests.html import StrictClient
from tests.web import providers

MOST_BYTES = 24_000
BROTLI = {"Accept-Encoding": "br"}
_ASKED_FOR = re.compile(r'(?:href|src)="(/(?:static|theme)[^"]+)"|url\("(/static[^"]+)"\)')


def asked_for(text: str) -> set[str]:
    return {one or other for one, other in _ASKED_FOR.findall(text.replace("&amp;", "&"))}


def weigh(client: FlaskClient, address: str) -> int:
    answer = client.get(address, headers=BROTLI)
    assert answer.status_code == 200, address
    assert answer.headers["Content-Encoding"] == "br" or address == "/sign-in", address
    return len(answer.data)


@pytest.fixture
def by_button(sqlite_database: Database, clock: FixedClock) -> StrictClient:
    """A browser of a portal that has every button."""
    return builders.client(providers.borrowed(sqlite_database, clock))


@pytest.mark.parametrize("browser", ["visitor", "by_button"])
def test_the_cold_sign_in_page_is_at_most_24_kb_with_its_scripts_styles_and_art(
    browser: str, request: pytest.FixtureRequest
) -> None:
    visitor: StrictClient = request.getfixturevalue(browser)
    page = visitor.get("/sign-in").text
    assert page.count("/social/") == (4 if browser == "by_button" else 0)
    theme = next(address for address in asked_for(page) if address.startswith("/theme.css"))
    addresses = asked_for(page) | asked_for(visitor.get(theme).text)
    addresses = {address for address in addresses if "scene-day" not in address}  # one theme's scene: the heavier
    plain = FlaskClient(visitor.application, visitor.response_wrapper)
    weights = {address: weigh(plain, address) for address in ("/sign-in", *sorted(addresses))}
    assert sum(weights.values()) <= MOST_BYTES, (sum(weights.values()), weights)
