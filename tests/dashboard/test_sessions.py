"""Where a resident is signed in, and how a session ends: by hand, or for idleness after a warning."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from css.core.clock import FixedClock
from css.models import AccountState, ResidentSession
from css.web import cookies
from css.web.device_names import device_name
from tests.html_rules import attribute, text
from tests.html_source import walk
from tests.wizard.browser import Page, Resident

SESSIONS = "/dashboard/sessions"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
DEVICES = {
    CHROME: "Chrome on Windows",
    IPHONE: "Safari on an iPhone",
    CHROME + " Edg/126.0.0.0": "Edge on Windows",
    CHROME + " OPR/111.0.0.0": "Opera on Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605": "Safari on a Mac",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0": "Firefox on Linux",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537": "Chrome on a Chromebook",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36": (
        "Chrome on an Android device"
    ),
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0.0.0 Safari/537.36": (
        "Samsung Internet on an Android device"
    ),
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/126.0 Mobile/15E148 Safari/604.1": (
        "Chrome on an iPad"
    ),
    "curl/8.5.0": "Another browser",
    "": "Another browser",
}


def listed(page: Page) -> list[str]:
    """What is said of each session."""
    (found,) = page.all("ul", **{"class": "section browsers"})
    return [" ".join(text(e).split()) for e in walk(found) if e.name == "li"]


def ends(page: Page) -> list[tuple[str, str]]:
    """The name of each button that ends another session, and where its form goes."""
    return [
        (attribute(button, "aria-label"), attribute(form, "action"))
        for form in page.all("form")
        for button in walk(form)
        if button.name == "button" and attribute(button, "aria-label")
    ]


def used_by(resident: Resident, *devices: str) -> None:
    """The sessions of the account, oldest first, are of these devices."""
    with resident.writing() as session:
        rows = session.exec(select(ResidentSession).order_by(ResidentSession.id))  # type: ignore[arg-type]
        for row, device in zip(rows, devices, strict=True):
            row.device = device


@pytest.fixture
def elsewhere(active: Resident) -> Resident:
    """The same resident at an iPhone, signed in an hour later than at Windows."""
    active.clock.advance(minutes=10)
    other = active.another_tab()
    used_by(active, CHROME, IPHONE)
    return other


@pytest.mark.parametrize(("user_agent", "name"), DEVICES.items(), ids=DEVICES.values())
def test_a_browser_has_a_plain_name(app: Flask, user_agent: str, name: str) -> None:
    with app.test_request_context("/?lang=en"):
        app.preprocess_request()
        assert device_name(user_agent) == name


def test_each_session_says_where_and_since_when(active: Resident, elsewhere: Resident) -> None:
    page = active.get(SESSIONS)
    assert (page.status, page.heading) == (200, "Where you are signed in")
    assert page.is_whole is not active.hx
    here, there = listed(page)
    assert here.startswith("Chrome on Windows This device Signed in since Friday, November 20, 9:00 am In use now")
    assert there.startswith("Safari on an iPhone Signed in since Friday, November 20, 9:10 am Last used Friday")
    assert "This device" not in there and "Mozilla" not in page.html


def test_each_other_session_has_a_button_of_its_own_name(active: Resident, elsewhere: Resident) -> None:
    (mine,), (theirs,) = ends(active.get(SESSIONS)), ends(elsewhere.get(SESSIONS))
    assert mine[0] == "End this session: Safari on an iPhone"
    assert theirs[0] == "End this session: Chrome on Windows"


def test_an_address_holds_no_row_number_and_no_part_of_the_token(active: Resident, elsewhere: Resident) -> None:
    ((_name, path),) = ends(active.get(SESSIONS))
    assert re.fullmatch(r"/dashboard/sessions/[0-9a-f]{20}/end", path)
    with active.database.reading() as session:
        stored = [row.token_hash for row in session.exec(select(ResidentSession))]
    assert not any(path.split("/")[3] in one for one in stored)


def test_ending_one_leaves_the_others(active: Resident, elsewhere: Resident) -> None:
    ((_name, path),) = ends(active.get(SESSIONS))
    ended = active.post(path)
    assert (ended.status, ended.location) == (303, f"{SESSIONS}?done=ended")
    page = active.get(ended.location)
    assert "That session is ended." in page.words and len(listed(page)) == 1
    assert elsewhere.get("/dashboard").location == "/sign-in"


def test_ending_one_twice_does_no_harm(active: Resident, elsewhere: Resident) -> None:
    ((_name, path),) = ends(active.get(SESSIONS))
    for _press in range(2):
        assert active.post(path).status == 303
    assert active.get("/dashboard").status == 200


def test_nobody_ends_the_session_of_somebody_else(active: Resident, elsewhere: Resident) -> None:
    ((_name, path),) = ends(active.get(SESSIONS))
    ada = Resident(active.app, active.clock, type(active.person)(email="ada@example.org")).begin()
    assert ada.post(path).status == 303
    assert elsewhere.get("/dashboard").status == 200
    assert len(listed(ada.get(SESSIONS))) == 1


def test_ending_all_ends_this_one_too(active: Resident, elsewhere: Resident) -> None:
    assert "End all sessions" in active.get(SESSIONS).buttons
    ended = active.post(f"{SESSIONS}/end")
    assert (ended.status, ended.location) == (303, "/sign-in")
    assert not active.client.get_cookie(cookies.RESIDENT.name)
    for browser in (active, elsewhere):
        assert browser.get("/dashboard").location == "/sign-in"


def test_a_session_that_is_over_is_not_listed(active: Resident, elsewhere: Resident, clock: FixedClock) -> None:
    clock.advance(minutes=20)
    elsewhere.get("/dashboard")
    clock.advance(minutes=10)
    assert len(listed(elsewhere.get(SESSIONS))) == 1


@pytest.mark.parametrize("state", [one for one in AccountState if one is not AccountState.DEACTIVATED])
def test_whoever_is_signed_in_sees_it_whatever_the_account_waits_for(resident: Resident, state: AccountState) -> None:
    page = resident.in_state(state).get(SESSIONS)
    assert page.status == 200
    assert resident.get(page.link("Return to your page")).status in (200, 303)


def test_in_spanish_the_names_are_spanish(active: Resident, elsewhere: Resident) -> None:
    assert "Safari en un iPhone" in listed(active.get(f"{SESSIONS}?lang=es"))[1]


def test_the_dashboard_leads_there(active: Resident) -> None:
    page = active.get("/dashboard")
    assert page.link("Where you are signed in") == SESSIONS
    assert page.link("How you sign in") == "/dashboard/authenticators"


class TestIdle:
    """What the warning before the end goes by."""

    def left(self, browser: Resident) -> int:
        answer = browser.client.get("/session/left")
        assert answer.mimetype == "text/plain"
        return int(answer.text)

    def warning(self, browser: Resident) -> Any:
        return browser.get("/dashboard").by_id("idle")

    def test_asking_how_long_is_left_is_no_use_of_the_session(self, active: Resident, clock: FixedClock) -> None:
        assert self.left(active) == 1800
        clock.advance(minutes=29)
        assert self.left(active) == 60
        clock.advance(seconds=59.5)
        assert self.left(active) == 1
        clock.advance(seconds=0.5)
        assert self.left(active) == 0
        assert active.get("/dashboard").location == "/sign-in"

    def test_of_a_stranger_nothing_is_left(self, resident: Resident) -> None:
        assert self.left(resident) == 0

    def test_staying_is_use(self, active: Resident, clock: FixedClock) -> None:
        clock.advance(minutes=29)
        stayed = active.client.post("/session/extend")
        assert (stayed.status_code, stayed.text) == (200, "1800")
        clock.advance(minutes=29)
        assert self.left(active) == 60

    def test_too_late_is_too_late(self, active: Resident, clock: FixedClock) -> None:
        clock.advance(minutes=30)
        assert active.client.post("/session/extend").location == "/sign-in"
        assert self.left(active) == 0

    def test_after_twelve_hours_staying_helps_no_more(self, active: Resident, clock: FixedClock) -> None:
        for _turn in range(12 * 3 - 1):
            clock.advance(minutes=20)
            active.get("/dashboard")
        clock.advance(minutes=19)
        assert active.client.post("/session/extend").text == "60"
        assert self.left(active) == 60

    def test_a_page_brings_the_warning_and_never_promises_more_than_there_is(
        self, active: Resident, clock: FixedClock
    ) -> None:
        assert attribute(self.warning(active), "data-seconds") == "1800"
        clock.advance(minutes=10)
        assert int(attribute(self.warning(active), "data-seconds")) <= self.left(active) == 1800
        assert "/static/session.js" in active.get("/dashboard").html

    def test_a_swap_brings_the_warning_along(self, active: Resident) -> None:
        active.hx = True
        page = active.get("/dashboard")
        assert not page.is_whole and page.by_id("idle") in walk(page.by_id("masthead"))

    def test_whoever_is_kept_signed_in_or_not_signed_in_needs_no_warning(self, active: Resident) -> None:
        with active.writing() as session:
            session.exec(select(ResidentSession)).one().kept = True
        assert self.warning(active) is None and "session.js" not in active.get("/dashboard").html
        active.post("/sign-out")
        assert active.get("/sign-in").by_id("idle") is None

    def test_the_page_that_follows_says_why_and_nothing_personal(self, active: Resident) -> None:
        assert active.get("/session/over").location == "/dashboard"
        active.post("/sign-out")
        page = active.get("/session/over")
        assert page.heading == "You were signed out after 30 minutes"
        assert page.link("Return to sign-in") == "/sign-in" and "Marisol" not in page.html
