"""Whatever is sent to a public form, on either engine, it is answered in words and nothing breaks."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from css.web import access, cookies
from tests import builders
from tests.accounts.social_desk import FACEBOOK
from tests.html import HTMX, StrictClient
from tests.web import providers
from tests.web.visits import EMAIL, SIGN_UP, resident, value

FORMS = {
    "/sign-up": SIGN_UP,
    "/sign-up/check/email": SIGN_UP,
    "/sign-up/check/first_name": SIGN_UP,
    "/sign-up/check/mobile_phone": SIGN_UP,
    "/sign-up/check/password": SIGN_UP,
    "/sign-up/password": SIGN_UP,
    "/sign-up/email": SIGN_UP,
    "/sign-in": {"email": EMAIL, "keep": "y"},
    "/sign-in/password": {"email": EMAIL, "keep": "y", "password": "Wrong-1234"},
    "/sign-in/ways": {"email": EMAIL, "keep": "y"},
    "/sign-in/code": {"email": EMAIL, "keep": "y"},
    "/sign-in/ways/passkey": {"email": EMAIL, "keep": "y"},
    "/sign-in/passkey": {"credential": "{}", "email": EMAIL, "keep": "y"},
    "/sign-in/ways/app": {"email": EMAIL, "keep": "y"},
    "/sign-in/app": {"email": EMAIL, "keep": "y", "password": "Wrong-1234", "code": "123456"},
    "/sign-in/second-step": {"code": "123456"},
    "/unlock": {"email": EMAIL},
    "/unlock/for": {"email": EMAIL},
    "/reset": {"email": EMAIL},
    "/reset/for": {"email": EMAIL},
    "/reset/new": {"password": "Brand-New-4812"},
    "/reset/new/check": {"password": "Brand-New-4812"},
    "/sign-out": {},
    "/verify": {"code": "123456"},
    "/verify/resend": {},
    "/verify/email": {"email": EMAIL},
    "/email/undo/<token>": {},
    "/social/email": {"email": EMAIL},
    "/social/accept": {},
    "/social/forget": {},
    "/social/apple/callback": {
        "code": "c0de",
        "state": "st4te",
        "error": "user_cancelled_authorize",
        "iss": "https://appleid.apple.com",
        "user": '{"name": {"firstName": "Marisol", "lastName": "Peña"}}',
    },
    "/staff": {"email": EMAIL, "password": "Wrong-1234"},
    "/staff/second-step": {"code": "123456"},
    "/staff/authenticator": {"offer": "x", "name": "Phone", "code": "123456"},
    "/no-invitations/<token>": {"List-Unsubscribe": "One-Click"},
    "/no-invitations/<token>/stop": {},
    "/receipts": {"number": "S-2026-7KQ4-TBXW", "fingerprint": "0" * 64},
}
ODD = {
    "nothing": "",
    "blanks": " \t\r\n ",
    "NUL": "a\x00b",
    "control": "\x01\x1b[31m\x7f\x85",
    "newline": "a@example.com\r\nBcc: b@example.com",
    "emoji": "👩‍👩‍👧‍👦🐴",
    "override": "\u202egnp.exe",
    "right-to-left": "محمد\u200f@example.com",
    "zalgo": "Z̷̢̛" * 30,
    "surrogate": "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "private": "\ue000\U0010fffe",
    "long": "x" * 20_000,
    "long address": "x" * 250 + "@example.com",
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "quote": "'; DROP TABLE account; --",
    "names that are none": '{"name": {"firstName": ["Mari\\u0000sol"], "lastName": {"\\ud800": 1e999}}}',
    "deep": "[" * 10_000,
}
PAGES = (
    "/",
    "/sign-up",
    "/sign-in/second-step",
    "/verify",
    "/dashboard",
    "/staff",
    "/registration",
    "/social",
    "/social/email",
    "/social/apple/callback?state=x&code=x",
)
READ_NOTHING = (
    "/sign-out",
    "/verify/resend",
    "/reset/new",
    "/email/undo/<token>",
    "/no-invitations/<token>/stop",
    "/social/accept",
    "/social/forget",
)


@pytest.fixture
def app(sqlite_database: Database, clock: FixedClock) -> Flask:
    """A portal that has every button."""
    return providers.borrowed(sqlite_database, clock)


@pytest.fixture
def portal(database: Database, clock: FixedClock, app: Flask) -> StrictClient:
    """A portal on each engine, and a browser that has begun a sign-up there, and come from a provider."""
    app.extensions["css"] = replace(app.extensions["css"], database=database)
    resident(database, clock)
    visitor = builders.client(app)
    visitor.post("/sign-up", data={**SIGN_UP, "email": "begun@example.com"})
    providers.come(visitor, database, clock, FACEBOOK)
    return visitor


@pytest.mark.parametrize("odd", ODD)
def test_nothing_that_can_be_typed_breaks_a_form(
    portal: StrictClient, database: Database, clock: FixedClock, odd: str
) -> None:
    for path, fields in FORMS.items():
        for field in fields:
            clock.advance(minutes=31)  # so that nothing is locked and no code is one too many
            fields = {**fields, "email": f"{field}@example.com"} if path == "/sign-up" else fields
            if path == "/social/email":
                providers.come(portal, database, clock, FACEBOOK)  # that lives for an hour
            answer = portal.post(path, data={**fields, field: ODD[odd]}, hx=True)
            assert answer.status_code in (200, 303, 422), (path, field)
            assert "<script>alert" not in answer.text and "<img src=x" not in answer.text, (path, field)


@pytest.mark.parametrize("odd", ODD)
def test_nor_does_what_a_browser_brings_back_from_a_provider(portal: StrictClient, odd: str) -> None:
    brought = dict.fromkeys(("state", "code", "error", "iss"), ODD[odd])
    answer = portal.get("/social/google/callback", query_string=brought)
    assert answer.status_code == 404 or answer.location == "/social/google/stopped?why=lost"
    assert portal.get("/social/google/stopped", query_string={"why": ODD[odd]}).status_code in (200, 404)


@pytest.mark.parametrize("path", FORMS)
def test_a_form_may_be_empty_a_list_or_no_form_at_all(portal: StrictClient, path: str) -> None:
    fields = FORMS[path]
    twice = {name: [text, "another"] for name, text in fields.items()}
    for sent in ({"data": {}}, {"data": twice}, {"json": fields}, {"json": [1]}, {"data": b"\xff\xfe=%ff&%00=%00"}):
        assert portal.post(path, **sent, hx=True).status_code in (200, 303, 422, 429), sent  # type: ignore[arg-type]
    files = {name: (BytesIO(b"x"), "x.txt") for name in fields}
    assert portal.post(path, data=files, hx=True).status_code in (200, 303, 422, 429)


@pytest.mark.parametrize("path", FORMS)
def test_a_megabyte_is_refused_in_place(guarded: StrictClient, path: str) -> None:
    for csrf in (True, False):
        guarded.application.config["WTF_CSRF_ENABLED"] = csrf
        part = guarded.post(path, data={"email": "x" * 1_000_000}, hx=True)
        whole = guarded.post(path, data={"email": "x" * 1_000_000})
        if path in READ_NOTHING and not csrf:
            continue
        assert part.status_code == whole.status_code == 413
        assert part.headers["HX-Retarget"] == "#trouble" and part.text.startswith("That was too much at once")
        assert "<h1>That was too much at once</h1>" in whole.text


def test_the_first_of_several_counts(visitor: StrictClient) -> None:
    answer = visitor.post("/sign-up", data={"email": ["first", "second"]})
    assert value(answer, "email") == "first"


def test_every_public_form_is_tried_here(app: Flask) -> None:
    public = set()
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and access.declared(app.view_functions[rule.endpoint]) == "anyone":
            public.add(re.sub(r"<any.*?>", "apple", rule.rule).replace("<field>", "email"))
    assert public - set(FORMS) - {"/staff/sign-out"} == set()


def test_odd_cookies_are_nobodys(portal: StrictClient) -> None:
    ours = {one.name for one in vars(cookies).values() if isinstance(one, cookies.Cookie)}
    assert {"css_social", "css_apple_name", "css_resident"} < ours
    for name in ("css", *sorted(ours)):
        for odd in ("", "x" * 3000, "é", "a%00b", '"', "=", "eyJ.abc.def"):
            portal.set_cookie(name, odd)
            for path in PAGES:
                assert portal.get(path, headers=HTMX).status_code in (200, 303)
        portal.delete_cookie(name)


@pytest.mark.parametrize("header", ["User-Agent", "Referer", "Accept-Language", "HX-Current-URL", "X-Forwarded-For"])
def test_odd_headers_break_nothing(portal: StrictClient, header: str) -> None:
    for odd in ("", "x" * 5000, "é", "http://[", ";;;q=,", "\x00", "\x7f"):
        assert portal.get("/sign-up", hx=True, headers={header: odd}).status_code == 200
        answer = portal.post(
            "/sign-in/password", data={"email": EMAIL, "password": builders.PASSWORD}, headers={header: odd}
        )
        assert answer.status_code == 303


def test_a_page_never_shows_a_password_again(visitor: StrictClient) -> None:
    for path in ("/sign-up", "/sign-in/password", "/staff"):
        answer = visitor.post(path, data={"password": "Sesame-Open-77"})
        assert "Sesame-Open-77" not in answer.text
        assert not re.search(r'<input type="password"[^>]*\bvalue=', answer.text)
