"""By https, as at home: the certificate is looked at, and time is up there too."""

import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import trustme

from css.core.clock import FixedClock
from css.social.protocol.calls import Line
from tests import builders
from tests.social import wicked as wicked_provider
from tests.social.conftest import OpenPortal, Trip
from tests.social.wicked import TOKEN, Wicked

HOST = "127.0.0.1"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def certified_for() -> str:
    return HOST


@pytest.fixture
def wicked(clock: FixedClock, authority: trustme.CA, certified_for: str) -> Iterator[Wicked]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(certified_for).configure_cert(context)
    with wicked_provider.running(clock, context) as made:
        yield made


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))


def trip_of(open_portal: OpenPortal, wicked: Wicked, seconds: float = 5.0) -> Trip:
    return Trip(builders.client(open_portal(Line(seconds))), wicked)


@pytest.mark.usefixtures("trusted")
def test_there_and_back_by_https(open_portal: OpenPortal, wicked: Wicked) -> None:
    assert trip_of(open_portal, wicked).go()["subject"]


def test_a_certificate_of_an_unknown_authority_is_not_believed(open_portal: OpenPortal, wicked: Wicked) -> None:
    assert trip_of(open_portal, wicked).cannot_leave() == "Unreachable"
    assert not wicked.asked


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("certified_for", ["accounts.google.com"])
def test_a_certificate_of_another_host_is_not_believed(open_portal: OpenPortal, wicked: Wicked) -> None:
    assert trip_of(open_portal, wicked).cannot_leave() == "Unreachable"
    assert not wicked.asked


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri", "authorization_endpoint"])
def test_nothing_goes_from_https_to_http(open_portal: OpenPortal, wicked: Wicked, name: str) -> None:
    wicked.metadata = {name: "http://127.0.0.1:9/"}
    assert trip_of(open_portal, wicked).cannot_leave() == "Unreachable"


@pytest.mark.usefixtures("trusted")
def test_what_drips_by_https_is_broken_off(open_portal: OpenPortal, wicked: Wicked) -> None:
    ended = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not wicked.over.wait(0.05):
                handler.wfile.write(b"s")
        except OSError:
            ended.set()

    wicked.does[TOKEN] = drip
    began = time.monotonic()
    assert trip_of(open_portal, wicked, seconds=0.5).fails() == "Unreachable"
    assert time.monotonic() - began < 2 and ended.wait(3)
