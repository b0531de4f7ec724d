"""The line out: every call to a provider, bounded in time, size and number, whatever the other end does.

No timeout of `requests` or httpx is of a whole call. libcurl has one, but would be a second HTTP library beside the one
that Authlib brings, with its own proxies and certificates.
"""

import io
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

from css.social.protocol.failures import Refused, Unreachable

SECONDS = 5.0  # for a whole call: name, connection, headers and body
LARGEST_BODY = 256 * 1024
AT_ONCE = 4  # at one provider, of a worker's 24 threads: a slow one holds up nobody who does not need it
WAITING = 4  # who come while those are under way, at a provider that is well as at one that hangs
PATIENCE = 1.0  # seconds that they wait
PIECE = 8192
TOO_MANY_REQUESTS, SERVER_ERROR = 429, 500


class Line(BaseAdapter):
    """Sends a request and reads the answer; raises Unreachable, Refused or what `requests` raises.

    Redirects are not followed: an endpoint that moves is named by the metadata, not by an answer.
    """

    def __init__(
        self, seconds: float = SECONDS, at_once: int = AT_ONCE, waiting: int = WAITING, patience: float = PATIENCE
    ) -> None:
        super().__init__()
        self.seconds, self.patience = seconds, patience
        self._free = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        with self._held(self._places, 0), self._held(self._free, self.patience):
            response = _Call().answer(request, options, self.seconds)
        if response.status_code >= SERVER_ERROR or response.status_code == TOO_MANY_REQUESTS:
            raise Unreachable(f"it answers {response.status_code}")
        if 300 <= response.status_code < 400:
            raise Refused("it answers with a redirect")
        return response

    @staticmethod
    @contextmanager
    def _held(free: threading.Semaphore, patience: float) -> Iterator[None]:
        if not free.acquire(timeout=patience):
            raise Unreachable("too many calls at once")
        try:
            yield
        finally:
            free.release()

    def close(self) -> None:
        """Nothing stays open between calls."""


class _Call(HTTPAdapter):
    """One call, in a thread of its own: a name that is not found and headers that drip have no timeout themselves.

    When time is up the caller goes, and the connection is broken off, so that the thread ends too.
    """

    def __init__(self) -> None:
        super().__init__(max_retries=0)
        self._lock = threading.Lock()
        self._over = False
        self._twin: socket.socket | None = None

    def answer(self, request: requests.PreparedRequest, options: dict[str, Any], seconds: float) -> requests.Response:
        future: Future[requests.Response] = Future()
        options |= {"stream": True, "timeout": seconds}
        threading.Thread(target=self._run, args=(future, request, options), name="provider", daemon=True).start()
        try:
            return future.result(seconds)
        except TimeoutError:
            raise Unreachable("slow") from None
        finally:
            self._break_off()

    def _run(
        self, future: "Future[requests.Response]", request: requests.PreparedRequest, options: dict[str, Any]
    ) -> None:
        try:
            with self.send(request, **options) as response:
                future.set_result(_read(response))
        except BaseException as error:  # whoever waits raises it
            future.set_exception(error)
        finally:
            self.close()

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        """A pool, of a proxy too, whose connections this call can break off."""
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        pool.ConnectionCls = type("Connection", (_Breakable, pool.ConnectionCls), {"hold": self._hold})
        return pool

    def _hold(self, connected: socket.socket) -> None:
        """A second handle of the same connection: TLS takes the first one over."""
        with self._lock:
            if self._over:
                connected.close()
                raise TimeoutError
            self._twin = connected.dup()

    def _break_off(self) -> None:
        with self._lock:
            self._over = True
            if self._twin is None:
                return
        try:
            self._twin.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended already
        finally:
            self._twin.close()


class _Breakable:
    """Mixed into urllib3's connections, whose own way to connect is not public: tests/social/test_slow.py guards it."""

    hold: Any

    def _new_conn(self) -> socket.socket:
        connected: socket.socket = super()._new_conn()  # type: ignore[misc]  # of whatever it is mixed into
        type(self).hold(connected)
        return connected


def _read(response: requests.Response) -> requests.Response:
    """The answer, whole, in memory and free of its connection."""
    body = bytearray()
    for piece in response.iter_content(PIECE):
        body += piece
        if len(body) > LARGEST_BODY:
            raise Refused("its answer is too long")
    read = requests.Response()
    read.status_code, read.headers, read.url, read.request = (
        response.status_code, response.headers, response.url, response.request,
    )  # fmt: skip
    read.raw = io.BytesIO(body)
    return read


def json_object(response: requests.Response) -> dict[str, Any]:
    """What a good answer holds; raises Refused where it is anything but a JSON object."""
    if not response.ok:
        raise Refused(f"it answers {response.status_code}")
    try:
        found = json.loads(response.content)
    except (ValueError, RecursionError):
        raise Refused("its answer is no JSON") from None
    if not isinstance(found, dict):
        raise Refused("its answer is no JSON object")
    return found
