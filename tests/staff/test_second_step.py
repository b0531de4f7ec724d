"""Staff who need a second factor: no session before the code of the app is right."""

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from tests import builders
from tests.builders import PASSWORD
from tests.html import StrictClient
from tests.staff.apps import LIST, SECOND_STEP, SET_UP, Page, acts, give_app, is_in, required
from tests.staff.conftest import DANA, RUBEN, OpenPortal, enter
from tests.totp import shown
from tests.web.visits import beside, heading, mails, value

__all__ = ["required"]
COOKIE = "css_staff_second_step"
NOT_RIGHT = "This code is not right"


@pytest.fixture
def dana(required: Flask) -> StrictClient:
    """A browser in which Dana, who has no app, has given her password."""
    client = builders.client(required)
    assert enter(client).location == SET_UP
    return client


def tries(client: StrictClient, code: str) -> str | None:
    """Where a code leads; None: nowhere."""
    answer = client.post(SECOND_STEP, data={"code": code})
    assert answer.status_code in (303, 422)
    return answer.location


def is_asked(app: Flask, email: str = DANA) -> StrictClient:
    """A browser in which somebody with an app has given the password."""
    client = builders.client(app)
    assert enter(client, email).location == SECOND_STEP
    return client


@pytest.mark.parametrize("hx", [False, True])
def test_the_right_password_without_an_app_opens_nothing_but_its_set_up(required: Flask, hx: bool) -> None:
    client = builders.client(required)
    landed = client.post("/staff", data={"email": DANA, "password": PASSWORD}, follow_redirects=True, hx=hx)
    assert landed.request.path == SET_UP and heading(landed) == "Set up an authenticator app"
    assert "Dana Whitfield" not in landed.text and len(Page(landed).codes) == 10
    assert client.get_cookie("css_staff") is None and not is_in(client)
    assert client.get(SECOND_STEP).location == SET_UP


def test_whoever_sets_up_an_app_is_in_and_next_time_its_code_is_asked_for(
    required: Flask, dana: StrictClient, clock: FixedClock, sqlite_database: Database
) -> None:
    page = Page(dana.get(SET_UP))
    sent = page.filled_in(clock)
    assert dana.post(SET_UP, data=sent).location == "/staff/approvals" and is_in(dana)
    assert dana.get_cookie(COOKIE) is None
    assert mails(sqlite_database, DANA)[-1].subject == "An authenticator app was added"

    again = is_asked(required)
    assert heading(again.get(SECOND_STEP)) == "One more step" and not is_in(again)
    assert again.get(SET_UP).location == SECOND_STEP
    assert tries(again, sent["code"]) is None, "the code of the set-up works no more"
    clock.advance(seconds=30)
    assert tries(again, shown(page.secret, clock.now())) == "/staff/approvals" and is_in(again)
    assert acts(sqlite_database) == [
        ("staff.password-right", True),
        ("staff.app-added", True),
        ("staff.signed-in", True),
        ("staff.password-right", True),
        ("staff.second-step-wrong", False),
        ("staff.signed-in", True),
    ]


def test_the_recovery_codes_of_the_page_are_those_that_work(
    required: Flask, dana: StrictClient, clock: FixedClock, sqlite_database: Database
) -> None:
    page = Page(dana.get(SET_UP))
    dana.post(SET_UP, data=page.filled_in(clock))
    typed = f" {page.codes[3].lower().replace('-', ' ')} "
    assert tries(is_asked(required), typed) == "/staff/approvals"
    assert mails(sqlite_database, DANA)[-1].subject == "A recovery code was used"
    assert tries(is_asked(required), page.codes[3]) is None


def test_a_wrong_code_at_set_up_keeps_the_page_and_its_secret(dana: StrictClient, clock: FixedClock) -> None:
    page = Page(dana.get(SET_UP))
    for code in ("000000", "", "12345", "abcdef"):
        answer = dana.post(SET_UP, data=page.filled_in(clock, code=code))
        assert answer.status_code == 422 and beside(answer, "code")
        assert Page(answer).secret == page.secret and Page(answer).codes == page.codes
    assert not is_in(dana)


def test_with_an_app_its_code_is_asked_for_also_where_none_is_required(
    open_portal: OpenPortal, sqlite_database: Database, clock: FixedClock
) -> None:
    app = open_portal(sqlite_database)
    offered = give_app(app, clock)
    client = is_asked(app)
    assert not is_in(client)
    assert tries(client, shown(offered.secret, clock.now())) == "/staff/approvals" and is_in(client)
    other = builders.client(app)
    assert enter(other, RUBEN).location == "/staff/approvals"


def test_a_wrong_code_is_said_beside_its_box(required: Flask, clock: FixedClock) -> None:
    give_app(required, clock)
    client = is_asked(required)
    for code, said in (("000000", NOT_RIGHT), ("7KQ4-TBXW-M2PH", NOT_RIGHT), ("", "blank"), ("12345", "six digits")):
        answer = client.post(SECOND_STEP, data={"code": code})
        assert answer.status_code == 422 and said in beside(answer, "code")
    assert not is_in(client)


def test_ten_wrong_codes_lock_and_are_told(required: Flask, clock: FixedClock, sqlite_database: Database) -> None:
    secret = give_app(required, clock).secret
    client = is_asked(required)
    assert [tries(client, "000000") for _ in range(10)] == [None] * 10
    answer = client.post(SECOND_STEP, data={"code": shown(secret, clock.now())})
    assert "30 minutes" in beside(answer, "code") and not is_in(client)
    assert mails(sqlite_database, DANA)[-1].subject == "Ten wrong codes were entered"
    assert acts(sqlite_database)[-1] == ("staff.second-step-locked", False)
    assert tries(is_asked(required), shown(secret, clock.now())) is None, "the password again does not help"
    clock.advance(minutes=30)
    assert tries(is_asked(required), shown(secret, clock.now())) == "/staff/approvals"


def test_what_one_began_lets_nobody_else_in(required: Flask, clock: FixedClock) -> None:
    give_app(required, clock)
    rubens = give_app(required, clock, RUBEN)
    client = is_asked(required, DANA)
    assert tries(client, shown(rubens.secret, clock.now())) is None
    assert tries(client, rubens.recovery_codes[0]) is None


def test_what_one_was_offered_is_no_use_to_another(required: Flask, dana: StrictClient, clock: FixedClock) -> None:
    ruben = builders.client(required)
    enter(ruben, RUBEN)
    sent = Page(dana.get(SET_UP)).filled_in(clock)
    assert ruben.post(SET_UP, data=sent).location == f"{SET_UP}?again=1" and not is_in(ruben)


def test_a_tampered_offer_is_offered_anew(dana: StrictClient, clock: FixedClock) -> None:
    page = Page(dana.get(SET_UP))
    sent = page.filled_in(clock)
    for offer in ("", "x", sent["offer"][:-2], sent["offer"].swapcase(), "é"):
        answer = dana.post(SET_UP, data={**sent, "offer": offer}, follow_redirects=True)
        assert answer.request.path == SET_UP and Page(answer).secret != page.secret
        assert "took too long" in answer.text
    assert not is_in(dana)


def test_a_made_up_or_changed_cookie_is_nobodys(required: Flask, clock: FixedClock) -> None:
    secret = give_app(required, clock).secret
    client = is_asked(required)
    kept = client.get_cookie(COOKIE)
    assert kept is not None
    for text in ("", "x", kept.value[:-1], kept.value + "a", kept.value.swapcase(), "é" * 40):
        client.set_cookie(COOKIE, text)
        for path in (SECOND_STEP, SET_UP):
            assert client.get(path).location == "/staff?over=y"
        assert tries(client, shown(secret, clock.now())) == "/staff?over=y" and not is_in(client)
    client.set_cookie(COOKIE, kept.value)
    assert tries(client, shown(secret, clock.now())) == "/staff/approvals"


def test_a_cookie_that_is_half_of_a_session_is_none(required: Flask, clock: FixedClock) -> None:
    give_app(required, clock)
    client = is_asked(required)
    kept = client.get_cookie(COOKIE)
    assert kept is not None
    client.set_cookie("css_staff", kept.value)
    assert not is_in(client)


def test_ten_minutes_later_it_begins_again(required: Flask, clock: FixedClock) -> None:
    secret = give_app(required, clock).secret
    client = is_asked(required)
    clock.advance(minutes=10)
    answer = client.post(SECOND_STEP, data={"code": shown(secret, clock.now())}, follow_redirects=True)
    assert answer.request.path == "/staff" and "Please begin again" in answer.text and not is_in(client)


def test_a_session_ends_when_its_browser_begins_to_sign_in_anew(required: Flask, clock: FixedClock) -> None:
    secret = give_app(required, clock).secret
    client = is_asked(required)
    tries(client, shown(secret, clock.now()))
    assert is_in(client)
    kept = client.get_cookie("css_staff")
    assert kept is not None
    enter(client)
    assert client.get_cookie("css_staff") is None
    client.set_cookie("css_staff", kept.value)
    assert not is_in(client)


def test_signing_out_leaves_nothing_half_way(dana: StrictClient) -> None:
    dana.post("/staff/sign-out")
    assert dana.get_cookie(COOKIE) is None and dana.get_cookie("css_staff") is None


def test_looking_at_the_pages_keeps_nothing(dana: StrictClient, required: Flask, clock: FixedClock) -> None:
    seen = {Page(dana.get(SET_UP)).secret for _ in range(3)}
    assert len(seen) == 1 and builders.client(required).get(LIST).location == "/staff"
    dana.post(SET_UP, data=Page(dana.get(SET_UP)).filled_in(clock))
    assert dana.get(LIST).text.count("Not used yet") == 1


@pytest.mark.parametrize("text", ["\x00", "x" * 5000, "🎉", "１２３４５６", "' OR 1=1 --", "\ud7ff", "<b>"])
def test_whatever_is_typed_is_refused_politely(
    open_portal: OpenPortal, database: Database, clock: FixedClock, text: str
) -> None:
    app = open_portal(database, CSS_STAFF_SECOND_FACTOR="required")
    client = builders.client(app)
    enter(client)
    sent = Page(client.get(SET_UP)).filled_in(clock)
    assert client.post(SET_UP, data={**sent, "code": text}).status_code == 422
    assert client.post(SET_UP, data={**sent, "name": text, "code": "000000"}).status_code == 422
    assert client.post(SET_UP, data={**sent, "offer": text}).status_code == 303
    give_app(app, clock)
    enter(client)
    assert client.post(SECOND_STEP, data={"code": text}).status_code == 422


def test_the_boxes_are_named_for_password_managers(required: Flask, dana: StrictClient, clock: FixedClock) -> None:
    assert value(dana.get(SET_UP), "name") == "Authenticator app"
    give_app(required, clock)
    page = is_asked(required).get(SECOND_STEP)
    assert 'autocomplete="one-time-code"' in page.text and "inputmode" not in page.text
