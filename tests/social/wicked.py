"""A provider of our own on 127.0.0.1: it signs as it should, and can be told to misbehave in every way."""

import base64
import hashlib
import json
import secrets
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey

from css.core.clock import Clock

GONE: Any = object()  # a member that is left out
WELL_KNOWN = "/.well-known/openid-configuration"
JWKS, TOKEN, ME = "/jwks", "/token", "/me"
Misbehaviour = Callable[[BaseHTTPRequestHandler], None]


@cache
def rsa(kid: str = "first") -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@cache
def curve(kid: str = "curve") -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})


def half_hash(text: str) -> str:
    half = hashlib.sha256(text.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def changed(what: dict[str, Any], by: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**what, **by}.items() if value is not GONE}


class Wicked:
    """Set its attributes to make it misbehave. `asked` counts the requests of each path."""

    def __init__(self, clock: Clock, tls: ssl.SSLContext | None = None) -> None:
        self.clock = clock
        self.key: Key = rsa()
        self.header: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.token: dict[str, Any] = {}
        self.me: Any = {"id": "10159"}
        self.keys: list[Any] = [rsa().as_dict(private=False), curve().as_dict(private=False)]
        self.signed: Callable[[dict[str, Any]], str] | None = None
        self.does: dict[str, Misbehaviour] = {}
        self.asked: Counter[str] = Counter()
        self.forms: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.broken: list[Exception] = []
        self.over = threading.Event()
        self._begun: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def authorize(self, asked: dict[str, str]) -> str:
        """Somebody consents; the code that the browser brings back."""
        code = secrets.token_urlsafe(16)
        self._begun[code] = asked
        return code

    def id_token(self, asked: dict[str, str], access_token: str) -> str:
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": asked["issuer"],
            "aud": asked["client_id"],
            "sub": "248289761001",
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
            "at_hash": half_hash(access_token),
        }
        return (self.signed or self.sign)(changed(claims, self.claims))

    def sign(self, claims: dict[str, Any]) -> str:
        header = {"alg": "ES256" if isinstance(self.key, ECKey) else "RS256", "kid": self.key.kid}
        return jwt.encode(changed(header, self.header), claims, self.key)

    def _handler(wicked) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                wicked._answer(self, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                wicked._answer(
                    self, {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
                )

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def _answer(self, handler: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        path = urlsplit(handler.path).path
        prefix, _, known = path.partition(WELL_KNOWN.rpartition("/")[0])
        path = WELL_KNOWN if known else path
        self.asked[path] += 1
        self.forms.append(form)
        self.headers.append(dict(handler.headers))
        try:
            if path in self.does:
                self.does[path](handler)
            else:
                send(handler, *self._good(path, self.url + prefix, form))
        except OSError:
            pass  # the portal went away
        except Exception as error:  # a test that is wrong itself
            self.broken.append(error)

    def _good(self, path: str, issuer: str, form: dict[str, str]) -> tuple[int, Any]:
        match path:
            case "/.well-known/openid-configuration":
                return 200, changed(self._metadata(issuer), self.metadata)
            case "/jwks":
                return 200, {"keys": self.keys}
            case "/token":
                return self._redeem(form)
            case "/me":
                return 200, self.me
        return 404, {}

    def _metadata(self, issuer: str) -> dict[str, Any]:
        return {
            "issuer": issuer.replace("/common/", "/{tenantid}/"),
            "authorization_endpoint": self.url + "/auth",
            "token_endpoint": self.url + TOKEN,
            "jwks_uri": self.url + JWKS,
            "userinfo_endpoint": self.url + ME,
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }

    def _redeem(self, form: dict[str, str]) -> tuple[int, Any]:
        asked = self._begun.pop(form.get("code", ""), None)
        if asked is None or not _proves(form, asked) or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 30}
        answer["id_token"] = self.id_token(asked, "opaque")
        return 200, changed(answer, self.token)


def _proves(form: dict[str, str], asked: dict[str, str]) -> bool:
    hashed = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
    return (asked["code_challenge_method"], asked["code_challenge"]) == ("S256", challenge)


def send(handler: BaseHTTPRequestHandler, status: int, what: Any, **headers: str) -> None:
    """Bytes as they are, anything else as JSON."""
    body = what if isinstance(what, bytes) else json.dumps(what).encode()
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def saying(status: int, what: Any, **headers: str) -> Misbehaviour:
    return lambda handler: send(handler, status, what, **headers)


@contextmanager
def running(clock: Clock, tls: ssl.SSLContext | None = None) -> Iterator[Wicked]:
    made = Wicked(clock, tls)
    yield made
    made.stop()
    assert not made.broken
