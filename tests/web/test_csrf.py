"""A form must come from our own page; one that was open too long is not lost."""

import re

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import AccountState
from tests import builders
from tests.html import StrictClient
from tests.web import providers
from tests.web.visits import EMAIL, SIGN_IN, SIGN_UP, beside, csrf_token, heading, mails, resident

STALE = "This page was open too long"
PUBLIC = (
    "/sign-up",
    "/sign-up/check/email",
    "/sign-up/password",
    "/sign-up/email",
    "/sign-in",
    "/sign-in/password",
    "/sign-out",
    "/verify",
    "/verify/resend",
    "/verify/email",
    "/staff",
    "/social/email",
    "/social/accept",
    "/social/forget",
)
OURS = {"Sec-Fetch-Site": "same-origin"}


def test_with_its_token_a_form_is_taken(guarded: StrictClient, sqlite_database: Database) -> None:
    token = csrf_token(guarded.get("/sign-up"))
    assert guarded.post("/sign-up", data={**SIGN_UP, "csrf_token": token}).location == "/verify"
    assert len(mails(sqlite_database)) == 1


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("token", [None, "", "forged", "\x00"])
def test_without_its_token_no_form_is_taken(
    guarded: StrictClient, sqlite_database: Database, path: str, token: str | None
) -> None:
    guarded.get("/sign-up")
    data = SIGN_UP if token is None else {**SIGN_UP, "csrf_token": token}
    answer = guarded.post(path, data=data)
    assert answer.status_code == 400 and heading(answer) == STALE
    assert not mails(sqlite_database)


def test_one_form_of_another_site_is_taken_and_all_it_does_is_to_lead_on(
    sqlite_database: Database, clock: FixedClock
) -> None:
    """A provider's, to which the browser gives no cookies: the state it holds is looked at where it leads to."""
    app = providers.borrowed(sqlite_database, clock)
    app.config["WTF_CSRF_ENABLED"] = True
    handed_in = "css.imports.routes.hand_in"  # looks at its token by itself (tests/imports/test_upload.py)
    one_click = "css.campaigns.stopping.one_click"  # a mail program's (tests/campaigns/test_stopping.py)
    assert app.extensions["csrf"]._exempt_views == {"css.social.routes.posted", one_click, handed_in}
    browser = builders.client(app)
    sent = browser.post("/social/apple/callback", data={"state": "st4te", "code": "c0de", "id_token": "x", "to": "/"})
    here = app.extensions["css"].settings.base_url
    assert (sent.status_code, sent.location) == (303, f"{here}/social/apple/callback?code=c0de&state=st4te")
    assert sent.headers.getlist("Set-Cookie") == []
    assert browser.get(sent.location.removeprefix(here)).location == "/social/apple/stopped?why=lost"


def test_another_browsers_token_is_not_taken(app: Flask, guarded: StrictClient) -> None:
    theirs = csrf_token(builders.client(app).get("/sign-up"))
    guarded.get("/sign-up")
    assert guarded.post("/sign-up", data={**SIGN_UP, "csrf_token": theirs}).status_code == 400


def test_a_token_in_a_header_or_the_address_is_none(guarded: StrictClient) -> None:
    token = csrf_token(guarded.get("/sign-up"))
    for name in ("X-CSRFToken", "X-CSRF-Token"):
        assert guarded.post("/sign-up", data=SIGN_UP, headers={name: token}).status_code == 400
    assert guarded.post(f"/sign-up?csrf_token={token}", data=SIGN_UP).status_code == 400


@pytest.mark.parametrize("path", PUBLIC)
def test_htmx_keeps_the_form_and_gets_the_message_with_a_fresh_token(guarded: StrictClient, path: str) -> None:
    guarded.get("/sign-up")
    answer = guarded.post(path, data={**SIGN_UP, "csrf_token": "stale"}, hx=True)
    assert answer.status_code == 400 and answer.text.startswith(f"{STALE}. Nothing you typed is lost")
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#trouble", "innerHTML")
    assert 'hx-swap-oob="outerHTML:input[name=csrf_token]"' in answer.text
    again = guarded.post("/sign-up", data={**SIGN_UP, "csrf_token": csrf_token(answer)}, hx=True)
    assert again.location == "/verify"


def test_without_script_what_was_typed_comes_back_to_be_sent_once_more(guarded: StrictClient) -> None:
    guarded.get("/sign-up")
    typed = {**SIGN_UP, "csrf_token": "stale", "first_name": 'Mari"><script>'}
    answer = guarded.post("/sign-up", data=typed, headers=OURS)
    assert answer.status_code == 400 and "<script>" not in answer.text
    for name in ("email", "last_name", "mobile_phone"):
        assert f'value="{SIGN_UP[name]}"' in answer.text
    assert SIGN_UP["password"] not in answer.text and "stale" not in answer.text
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    again = guarded.post("/sign-up", data=sent)
    assert again.status_code == 422 and not beside(again, "email") and beside(again, "password")


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_a_strangers_page_cannot_have_a_form_come_back_filled_in(guarded: StrictClient, site: str | None) -> None:
    headers = {"Sec-Fetch-Site": site} if site else {}
    answer = guarded.post("/sign-up", data=SIGN_UP, headers=headers)
    assert answer.status_code == 400 and EMAIL not in answer.text


def test_a_token_has_no_time_limit_of_its_own(guarded: StrictClient, clock: FixedClock) -> None:
    assert guarded.application.config["WTF_CSRF_TIME_LIMIT"] is None


def test_what_one_resident_left_open_is_not_sent_as_another(
    guarded: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    """Two tabs of a browser at the library: the first resident's page, and the second resident signing in."""
    resident(sqlite_database, clock, AccountState.ACTIVE)
    left_open = csrf_token(guarded.get("/sign-in"))
    guarded.post("/sign-in/password", data={**SIGN_IN, "csrf_token": left_open})
    before = csrf_token(guarded.get("/dashboard/password"))
    assert guarded.post("/sign-out", data={"csrf_token": before}).location == "/"
    resident(sqlite_database, clock, AccountState.ACTIVE, email="ada@example.com")
    own = csrf_token(guarded.get("/sign-in"))
    theirs = {**SIGN_IN, "email": "ada@example.com", "csrf_token": own}
    assert guarded.post("/sign-in/password", data=theirs).location == "/dashboard"
    for token in (left_open, before, own):
        sent = guarded.post("/dashboard/sessions/end", data={"csrf_token": token})
        assert sent.status_code == 400 and heading(sent) == STALE
