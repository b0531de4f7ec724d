"""A provider that is slow, down, dead or endless: it holds up nobody for long, and no thread for ever."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler

import pytest

from css.core.clock import FixedClock
from css.social.protocol.calls import LARGEST_BODY, WAITING, Line
from tests import builders
from tests.social.conftest import OpenPortal, Trip
from tests.social.wicked import JWKS, ME, TOKEN, WELL_KNOWN, Wicked, saying

SOON = 0.3  # seconds; five on a deployment
PATIENCE = 3.0  # of a test on a busy machine
Waits = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def hurried(open_portal: OpenPortal, wicked: Wicked) -> Trip:
    """A portal that waits only for a moment."""
    return Trip(builders.client(open_portal(Line(SOON))), wicked)


@pytest.fixture(autouse=True)
def _no_thread_stays(wicked: Wicked) -> Iterator[None]:
    yield
    wicked.over.set()
    ends = time.monotonic() + PATIENCE
    while any(thread.name == "provider" for thread in threading.enumerate()):
        assert time.monotonic() < ends, "a call is still under way"
        time.sleep(0.01)


def hangs(wicked: Wicked) -> Waits:
    return lambda handler: wicked.over.wait(PATIENCE) and None


def drips(wicked: Wicked, head: bytes, drop: bytes) -> Waits:
    """Something every 50 ms: a limit for each read alone would never end it."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while not wicked.over.wait(0.05):
            handler.wfile.write(drop)

    return drip


def dripping(wicked: Wicked, what: str) -> Waits:
    begun = b"HTTP/1.1 200 OK\r\n"
    return {
        "nothing": hangs(wicked),
        "headers": drips(wicked, begun, b"X-Slow: 1\r\n"),
        "a header": drips(wicked, begun + b"X-Slow: ", b"s"),
        "a body": drips(wicked, begun + b"\r\n{", b" "),
        "a body of known length": drips(wicked, begun + b"Content-Length: 9000\r\n\r\n{", b" "),
        "a chunked body": drips(wicked, begun + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    }[what]


DRIPS = ("nothing", "headers", "a header", "a body", "a body of known length", "a chunked body")


@pytest.mark.parametrize("what", DRIPS)
@pytest.mark.parametrize("path", [WELL_KNOWN, TOKEN])
def test_a_call_ends_in_time_whatever_drips(hurried: Trip, path: str, what: str) -> None:
    hurried.wicked.does[path] = dripping(hurried.wicked, what)
    began = time.monotonic()
    assert (hurried.cannot_leave() if path == WELL_KNOWN else hurried.fails()) == "Unreachable"
    assert time.monotonic() - began < SOON + 1


def test_the_connection_is_broken_off_rather_than_left(hurried: Trip) -> None:
    """The thread of the call ends although the other end goes on (see the fixture); here it is told so itself."""
    ended = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            dripping(hurried.wicked, "a header")(handler)
        except OSError:
            ended.set()

    hurried.wicked.does[WELL_KNOWN] = drip
    assert hurried.cannot_leave() == "Unreachable"
    assert ended.wait(PATIENCE)


@pytest.mark.parametrize("path", [JWKS, ME])
def test_keys_and_user_info_end_in_time_too(hurried: Trip, path: str) -> None:
    hurried.wicked.does[path] = hangs(hurried.wicked)
    assert hurried.fails("facebook" if path == ME else "google") == "Unreachable"


def test_a_provider_that_is_down_is_unreachable_and_another_is_not(open_portal: OpenPortal, wicked: Wicked) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        app = open_portal(CSS_GOOGLE_ISSUER=f"http://127.0.0.1:{unused.getsockname()[1]}")
        trip = Trip(builders.client(app), wicked)
        assert trip.cannot_leave("google") == "Unreachable"
    assert trip.go("apple")["subject"]


@pytest.mark.parametrize("status", [500, 502, 503, 429])
@pytest.mark.parametrize("path", [WELL_KNOWN, JWKS, TOKEN, ME])
def test_a_provider_in_trouble_is_unreachable(trip: Trip, path: str, status: int) -> None:
    trip.wicked.does[path] = saying(status, {"error": "x", "id": "10159"})
    provider = "facebook" if path == ME else "google"
    assert (trip.cannot_leave() if path == WELL_KNOWN else trip.fails(provider)) == "Unreachable"


def test_a_token_endpoint_that_says_it_is_in_trouble_is_unreachable(trip: Trip) -> None:
    trip.wicked.does[TOKEN] = saying(400, {"error": "temporarily_unavailable"})
    assert trip.fails() == "Unreachable"


@pytest.mark.parametrize(
    "noise", [b"", b"\r\n\r\n", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 huh\r\n\r\n", b"\xff" * 9000]
)
def test_something_that_speaks_no_http_is_unreachable(trip: Trip, noise: bytes) -> None:
    trip.wicked.does[TOKEN] = lambda handler: handler.wfile.write(noise) and None
    assert trip.fails() == "Unreachable"


GOOD = {"id": "10159", "access_token": "opaque"}  # for whoever would take it


@pytest.mark.parametrize("path", [TOKEN, ME])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("size", "good"), [(LARGEST_BODY, True), (LARGEST_BODY + 1, False), (LARGEST_BODY * 99, False)]
)
def test_an_endless_answer_is_not_read_to_its_end(trip: Trip, path: str, packed: bool, size: int, good: bool) -> None:
    body = json.dumps(GOOD).encode().ljust(size)
    trip.wicked.does[path] = saying(200, gzip.compress(body), Content_Encoding="gzip") if packed else saying(200, body)
    assert ("subject" in trip.go("facebook")) is good


@pytest.mark.parametrize("path", [TOKEN, ME])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
def test_redirects_are_neither_followed_nor_read(trip: Trip, path: str, status: int) -> None:
    trip.wicked.does[path] = saying(status, GOOD, Location="/elsewhere")
    assert trip.fails("facebook") == "Refused"
    assert not trip.wicked.asked["/elsewhere"]


@pytest.mark.parametrize("path", [WELL_KNOWN, JWKS])
def test_nor_for_what_a_provider_publishes(trip: Trip, path: str) -> None:
    trip.wicked.does[path] = saying(302, {}, Location="/elsewhere")
    assert (trip.cannot_leave() if path == WELL_KNOWN else trip.fails()) == "Unreachable"
    assert not trip.wicked.asked["/elsewhere"]


@pytest.mark.parametrize("line", [Line(PATIENCE, at_once=2, patience=0.2), Line(PATIENCE, at_once=2, waiting=0)])
def test_too_many_calls_at_once_are_not_waited_for_long(open_portal: OpenPortal, wicked: Wicked, line: Line) -> None:
    """Of a worker's threads some are always left for pages that need no provider: few wait, and not for long."""
    app = open_portal(line)
    two_inside = threading.Barrier(3)

    def holds(handler: BaseHTTPRequestHandler) -> None:
        two_inside.wait(PATIENCE)
        wicked.over.wait(PATIENCE)

    wicked.does[WELL_KNOWN] = holds
    waiting = [threading.Thread(target=Trip(builders.client(app), wicked).cannot_leave) for _ in range(2)]
    for thread in waiting:
        thread.start()
    two_inside.wait(PATIENCE)
    began = time.monotonic()
    assert Trip(builders.client(app), wicked).cannot_leave("apple") == "Unreachable"
    assert time.monotonic() - began < 1 and wicked.asked[WELL_KNOWN] == 2
    wicked.over.set()
    for thread in waiting:
        thread.join(PATIENCE)


def test_a_crowd_at_a_provider_that_is_well_waits_its_turn(open_portal: OpenPortal, wicked: Wicked) -> None:
    app = open_portal(Line(at_once=1))
    trips = [Trip(builders.client(app), wicked) for _ in range(WAITING)]
    with ThreadPoolExecutor(WAITING) as crowd:
        assert all(found["subject"] for found in crowd.map(lambda trip: trip.go(), trips))


def test_the_line_is_free_again_after_calls_that_failed(open_portal: OpenPortal, wicked: Wicked) -> None:
    trip = Trip(builders.client(open_portal(Line(SOON, at_once=1))), wicked)
    for bad in (hangs(wicked), saying(500, {}), saying(302, {}, Location="/"), saying(200, b"\xff")):
        wicked.does[TOKEN] = bad
        trip.fails()
    del wicked.does[TOKEN]
    assert trip.go()["subject"]


def test_a_failure_is_remembered_for_ten_seconds(trip: Trip, clock: FixedClock) -> None:
    trip.wicked.does[WELL_KNOWN] = saying(503, {})
    for seconds, asked in ((0, 1), (9, 1), (1, 2)):
        clock.advance(seconds=seconds)
        assert trip.cannot_leave() == "Unreachable" and trip.wicked.asked[WELL_KNOWN] == asked
    assert trip.cannot_leave("apple") == "Unreachable" and trip.wicked.asked[WELL_KNOWN] == 3
    del trip.wicked.does[WELL_KNOWN]
    clock.advance(seconds=10)
    assert trip.go()["subject"]


def test_a_proxy_of_the_environment_is_used(
    open_portal: OpenPortal, wicked: Wicked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", wicked.url)
    monkeypatch.setenv("no_proxy", "")
    app = open_portal(CSS_GOOGLE_ISSUER="http://provider.invalid")
    assert Trip(builders.client(app), wicked).cannot_leave() == "Unreachable"
    assert any(headers.get("Host") == "provider.invalid" for headers in wicked.headers)
