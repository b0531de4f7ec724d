"""The portal with all four providers in wicked hands, and a browser that goes there and back."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Blueprint, Flask, request
from werkzeug.wrappers import Response

from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.social.protocol import clients, exchange
from css.social.protocol.calls import Line
from css.social.protocol.failures import Failure
from css.web import access
from tests import builders
from tests.html import StrictClient
from tests.social import wicked as wicked_provider
from tests.social.wicked import Wicked

CLIENT_ID, SECRET = "portal", "s3cret:/+%"
OpenPortal = Callable[..., Flask]


@pytest.fixture(autouse=True)
def _straight_to_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever proxy this machine has."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def wicked(clock: FixedClock) -> Iterator[Wicked]:
    with wicked_provider.running(clock) as made:
        yield made


@pytest.fixture
def environment(wicked: Wicked) -> dict[str, str]:
    return {
        **{f"CSS_{one.upper()}_CLIENT_ID": CLIENT_ID for one in Provider},
        **{f"CSS_{one.upper()}_CLIENT_SECRET": SECRET for one in Provider},
        **{f"CSS_{one.upper()}_ISSUER": f"{wicked.url}/{one}" for one in Provider},
        "CSS_MICROSOFT_ISSUER": f"{wicked.url}/common/v2.0",
    }


@pytest.fixture
def open_portal(sqlite_database: Database, clock: FixedClock, environment: dict[str, str]) -> Iterator[OpenPortal]:
    """A portal whose exchange can be reached without the pages around it; `line`: another way out than everybody's."""
    opened: list[Flask] = []

    def portal(line: Line | None = None, kinds: Any = clients.KINDS, **more: str) -> Flask:
        app = builders.portal(sqlite_database, clock, **environment | more)
        clients.init_app(app, line=line, kinds=kinds)
        app.register_blueprint(_trial())
        opened.append(app)
        return app

    yield portal
    for app in opened:
        app.extensions["css"].database.close()


@pytest.fixture
def app(open_portal: OpenPortal) -> Flask:
    return open_portal()


@pytest.fixture
def trip(app: Flask, wicked: Wicked) -> "Trip":
    return Trip(builders.client(app), wicked)


def _trial() -> Blueprint:
    trial = Blueprint("trial", __name__, url_prefix="/trial/<provider>")
    trial.get("/")(access.anyone(_leave))
    trial.get("/callback")(access.anyone(_come_back))
    trial.post("/callback")(access.anyone(_posted))
    return trial


def _leave(provider: str) -> Any:
    try:
        return exchange.leave(Provider(provider), adding="adding" in request.args)
    except Failure as failure:
        return {"failure": type(failure).__name__}


def _come_back(provider: str) -> dict[str, Any]:
    try:
        answer = exchange.come_back(Provider(provider))
    except Failure as failure:
        return {"failure": type(failure).__name__}
    return {**asdict(answer.told), "adding": answer.adding}


def _posted(provider: str) -> Response:
    return exchange.posted(Provider(provider))


class Trip:
    """A browser on its way to a provider and back."""

    def __init__(self, browser: StrictClient, wicked: Wicked) -> None:
        self.browser = browser
        self.wicked = wicked

    def leave(self, provider: str = "google", query: str = "") -> dict[str, str]:
        """What the provider is asked."""
        answer = self.browser.get(f"/trial/{provider}/{query}")
        assert answer.status_code == 303, answer.text
        address = urlsplit(answer.location)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        issuer = f"{self.wicked.url}/{provider}"
        return {"address": answer.location.partition("?")[0], "issuer": issuer, **asked}

    def cannot_leave(self, provider: str = "google") -> str:
        """How it fails."""
        said: str = self.browser.get(f"/trial/{provider}/").json["failure"]  # type: ignore[index]
        return said

    def come_back(self, provider: str = "google", **brought: str) -> dict[str, Any]:
        answer = self.browser.get(f"/trial/{provider}/callback", query_string=brought)
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json  # type: ignore[assignment]
        return said

    def go(self, provider: str = "google", **more: str) -> dict[str, Any]:
        """There and back: what the portal makes of it."""
        asked = self.leave(provider)
        return self.come_back(provider, code=self.wicked.authorize(asked), state=asked["state"], **more)

    def fails(self, provider: str = "google", **more: str) -> str:
        said = self.go(provider, **more)
        assert list(said) == ["failure"], said
        return said["failure"]
