"""What every answer says to the browser, and what our cookies are like."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.web.assets import STATIC
from tests import builders
from tests.html import StrictClient
from tests.social import wicked as wicked_provider
from tests.social.wicked import Wicked
from tests.web import providers
from tests.web.visits import SIGN_IN, SIGN_UP, resident

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FONT = "/static/herr-von-muellerhoff.woff2"
SECURE = "https://services.example.org"
ANSWERS = [
    ("GET", "/", 200),
    ("GET", "/sign-up", 200),
    ("GET", "/dashboard", 303),
    ("GET", "/nowhere", 404),
    ("GET", "/sign-out", 405),
    ("POST", "/sign-up", 422),
    ("GET", "/healthz", 200),
    ("GET", "/readyz", 200),
    ("GET", "/theme.css", 200),
    ("GET", "/static/portal.css", 200),
    ("OPTIONS", "/sign-up", 200),
    ("HEAD", "/sign-up", 200),
]


@pytest.fixture
def wicked(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wicked]:
    """A provider that does not vouch for the email."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with wicked_provider.running(clock) as made:
        made.claims = {"email": "ada@example.com"}
        yield made


@pytest.fixture
def by_button(sqlite_database: Database, clock: FixedClock, wicked: Wicked) -> StrictClient:
    """A browser of a portal that has buttons."""
    return builders.client(builders.portal(sqlite_database, clock, **providers.settings(wicked.url)))


@pytest.fixture
def secure(sqlite_database: Database, clock: FixedClock, wicked: Wicked) -> StrictClient:
    """A browser that comes by https."""
    environment = {"CSS_BASE_URL": SECURE, **providers.settings(wicked.url)}
    made = builders.client(builders.portal(sqlite_database, clock, **environment))
    made.environ_base["wsgi.url_scheme"] = "https"
    made.environ_base["HTTP_HOST"] = "services.example.org"
    return made


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_keeps_strangers_out_of_the_page(
    visitor: StrictClient, method: str, path: str, status: int
) -> None:
    answer = visitor.open(path, method=method)
    answer.close()
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in answer.headers and "Access-Control-Allow-Origin" not in answer.headers


OURS = {f"css_{one}" for one in ("language", "sign_up", "code", "device", "resident", "social", "apple_name")} | {"css"}
USER = '{"name": {"firstName": "Ada"}}'


def test_by_https_browsers_are_told_to_stay_there(secure: StrictClient) -> None:
    for method, path, status in ANSWERS:
        answer = secure.open(path, method=method)
        answer.close()
        assert answer.status_code == status
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("path", ["/", "/sign-up", "/sign-in", "/verify", "/dashboard", "/nowhere", "/healthz"])
def test_no_page_is_kept(visitor: StrictClient, path: str) -> None:
    assert visitor.get(path).headers["Cache-Control"] == "no-store"
    assert visitor.get(path, hx=True).headers["Cache-Control"] == "no-store"


def test_a_static_file_named_by_its_content_is_kept_for_a_year(visitor: StrictClient) -> None:
    named = re.search(r'href="(/static/portal\.css\?v=[0-9a-f]{12})"', visitor.get("/sign-up").text)
    assert named
    answer = visitor.get(named[1])
    answer.close()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/..%2fapp.py"]
)
def test_a_static_address_reaches_no_other_file(visitor: StrictClient, path: str) -> None:
    answer = visitor.get(path)
    answer.close()
    assert answer.status_code in (308, 404)


def set_cookies(answer: TestResponse) -> dict[str, set[str]]:
    """The attributes of each cookie that an answer sets."""
    found = {}
    for line in answer.headers.getlist("Set-Cookie"):
        pair, *attributes = line.split("; ")
        found[pair.partition("=")[0]] = set(attributes)
    return found


def every_cookie(
    visitor: StrictClient, wicked: Wicked, database: Database, clock: FixedClock, url: str = ""
) -> dict[str, set[str]]:
    resident(database, clock)
    found = set_cookies(visitor.get(f"{url}/sign-up?lang=es"))
    found |= set_cookies(visitor.post(f"{url}/sign-up", data={**SIGN_UP, "email": "ada@example.com"}))
    found |= set_cookies(visitor.post(f"{url}/social/apple/callback", data={"user": USER}))
    found |= set_cookies(providers.there_and_back(visitor, wicked, Provider.GOOGLE, url))
    found |= set_cookies(visitor.post(f"{url}/sign-in/code", data={"email": SIGN_IN["email"]}))
    return found | set_cookies(visitor.post(f"{url}/sign-in/password", data=SIGN_IN))


def test_our_cookies_are_for_our_pages_alone(
    by_button: StrictClient, wicked: Wicked, sqlite_database: Database, clock: FixedClock
) -> None:
    found = every_cookie(by_button, wicked, sqlite_database, clock)
    assert set(found) == OURS
    for attributes in found.values():
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= attributes
        assert not [one for one in attributes if one.startswith("Domain") or one == "Secure"]


def test_by_https_they_are_bound_to_this_host(
    secure: StrictClient, wicked: Wicked, sqlite_database: Database, clock: FixedClock
) -> None:
    found = every_cookie(secure, wicked, sqlite_database, clock, SECURE)
    assert set(found) == {f"__Host-{name}" for name in OURS}
    for attributes in found.values():
        assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure"} <= attributes
        assert not [one for one in attributes if one.startswith("Domain")]


def test_a_cookie_without_its_prefix_is_nothing_by_https(
    secure: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    """A neighbouring host, which may set css_resident for the domain, can't sign anybody in."""
    resident(sqlite_database, clock)
    secure.post(f"{SECURE}/sign-in/password", data=SIGN_IN)
    cookie = secure.get_cookie("__Host-css_resident", domain="services.example.org")
    assert cookie
    other = builders.client(secure.application)
    other.set_cookie("css_resident", cookie.value)
    assert other.get("/registration").location == "/sign-in"


def test_a_cookie_holds_nothing_but_a_random_token(
    by_button: StrictClient, wicked: Wicked, sqlite_database: Database, clock: FixedClock
) -> None:
    every_cookie(by_button, wicked, sqlite_database, clock)
    for name in ("css_resident", "css_sign_up", "css_social"):
        cookie = by_button.get_cookie(name)
        assert cookie and re.fullmatch(r"[\w-]{43}", cookie.value)


@pytest.mark.parametrize("path", ["/static/portal.css", "/static/portal.css?v=000000000000", FONT, f"{FONT}?v="])
@pytest.mark.parametrize("encoding", ["br", "identity"])
def test_a_static_file_under_no_fingerprint_of_its_own_is_kept_but_asked_about(
    visitor: StrictClient, path: str, encoding: str
) -> None:
    answer = visitor.get(path, headers={"Accept-Encoding": encoding})
    answer.close()
    assert answer.headers["Cache-Control"] == "no-cache"
    again = visitor.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": answer.headers["ETag"]})
    again.close()
    assert (again.status_code, again.data, again.headers["Cache-Control"]) == (304, b"", "no-cache")
    other = visitor.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": '"of-another-release"'})
    other.close()
    assert other.status_code == 200


def test_a_static_file_that_is_not_there_is_not_kept(visitor: StrictClient) -> None:
    assert visitor.get("/static/nothing.css").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.[cj]s*")), ids=lambda file: file.name)
def test_what_scripts_and_styles_ask_for_is_there(file: Path) -> None:
    asked_for = re.findall(r"from \"\./([^\"]+)|url\(([\w./-]+)\)", file.read_text())
    assert [name for pair in asked_for for name in pair if name and not (STATIC / name).is_file()] == []


def test_a_font_says_that_it_is_one(visitor: StrictClient) -> None:
    answer = visitor.get(FONT)
    answer.close()
    assert answer.mimetype == "font/woff2"


def test_slashes_are_not_merged_into_a_redirect_to_any_host(visitor: StrictClient) -> None:
    answer = visitor.get("/static//portal.css", headers={"Host": "evil.example"})
    answer.close()
    assert answer.status_code == 404 and "Location" not in answer.headers
