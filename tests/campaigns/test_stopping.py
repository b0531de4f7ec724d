"""Whoever wants no more invitations says so on a page, or by their mail program's button. Looking changes nothing."""

import re

import pytest
from flask import Flask

from css.models import NoInvitation
from tests import builders
from tests.campaigns.conftest import CAMPAIGN
from tests.html import StrictClient
from tests.matching.inviting.desk import Desk
from tests.staff.conftest import RUBEN
from tests.web.visits import all_of, csrf_token, heading, mails

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
WRONG = "/no-invitations/ImFiYyI.xyz"


@pytest.fixture
def link(desk: Desk) -> str:
    """What the invitation's mail leads to."""
    desk.holders(1)
    desk.campaign()
    desk.round()
    return stop_link(desk, "h-0@example.com")


def stop_link(desk: Desk, email: str) -> str:
    message = mails(desk.database, email)[-1]
    found = re.search(r"http://localhost:8000(/no-invitations/\S+)", message.text)
    assert found and message.unsubscribe.endswith(found[1])
    return found[1]


def closed(desk: Desk) -> int:
    with desk.database.reading() as session:
        return len(all_of(session, NoInvitation))


@pytest.mark.parametrize("hx", [False, True])
def test_the_page_asks_and_its_button_stops_them(visitor: StrictClient, desk: Desk, link: str, hx: bool) -> None:
    asked = visitor.get(link, hx=hx)
    assert heading(asked) == "Stop these invitations?" and closed(desk) == 0
    assert "<h1>Stop these invitations?</h1>" in visitor.head(link).text + asked.text
    pressed = visitor.post(f"{link}/stop", hx=hx)
    assert (pressed.status_code, pressed.location) == (303, link)
    assert heading(visitor.get(link, hx=hx)) == "You get no more of these invitations"
    assert closed(desk) == 1 and desk.can_be_invited() == 0 and "invitation.stopped" in desk.acts()


def test_the_page_says_nothing_of_whose_it_is(visitor: StrictClient, desk: Desk, link: str) -> None:
    visitor.post(f"{link}/stop")
    for page in (visitor.get(link).text, visitor.get(WRONG).text):
        for personal in ("h-0", "Marisol", "Peña", "•••"):
            assert personal not in page


def test_a_mail_programs_button_stops_them_with_one_post(app: Flask, desk: Desk, link: str) -> None:
    """No cookie, no token, no page before it, no redirect after it (RFC 8058 §3.1)."""
    app.config["WTF_CSRF_ENABLED"] = True
    program = builders.client(app)
    answer = program.post(link, data=ONE_CLICK)
    assert (answer.status_code, answer.text, answer.headers.getlist("Set-Cookie")) == (200, "", [])
    assert closed(desk) == 1
    assert program.post(link, data=ONE_CLICK).status_code == 200


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "Two-Clicks"}, {"csrf_token": "x"}, {"one-click": "y"}])
def test_nothing_else_that_is_posted_there_stops_them(
    visitor: StrictClient, desk: Desk, link: str, body: dict[str, str]
) -> None:
    assert visitor.post(link, data=body).status_code == 422
    assert visitor.post(f"{link}?List-Unsubscribe=One-Click", data=body).status_code == 422
    assert closed(desk) == 0


def test_the_pages_own_button_needs_its_token(app: Flask, desk: Desk, link: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    visitor = builders.client(app)
    assert visitor.post(f"{link}/stop", data=ONE_CLICK).status_code == 400 and closed(desk) == 0
    token = csrf_token(visitor.get(link))
    assert visitor.post(f"{link}/stop", data={"csrf_token": token}).status_code == 303 and closed(desk) == 1


@pytest.mark.parametrize("spoiled", ["", "x", "%00"])
def test_a_link_that_is_not_whole_says_so(visitor: StrictClient, desk: Desk, link: str, spoiled: str) -> None:
    broken = (link[:-1] if not spoiled else link + spoiled) if spoiled != "%00" else WRONG
    answer = visitor.get(broken)
    assert answer.status_code == 404 and heading(answer) == "This link is not whole"
    assert visitor.post(broken, data=ONE_CLICK).status_code == 422
    assert visitor.post(f"{broken}/stop").location == broken
    assert closed(desk) == 0


def test_a_link_that_signs_up_stops_nothing(visitor: StrictClient, desk: Desk, link: str) -> None:
    """Both are signed with the same key, and name the same invitation."""
    found = re.search(r"/sign-up/again/(\S+)", mails(desk.database, "h-0@example.com")[0].text)
    assert found and visitor.post(f"/no-invitations/{found[1]}", data=ONE_CLICK).status_code == 422
    assert closed(desk) == 0


def test_a_year_later_the_link_still_stops_them(visitor: StrictClient, desk: Desk, link: str) -> None:
    desk.clock.advance(days=365)
    assert visitor.post(link, data=ONE_CLICK).status_code == 200 and closed(desk) == 1


def test_the_link_of_a_test_changes_nothing_and_says_what_it_would_do(
    ruben: StrictClient, visitor: StrictClient, desk: Desk
) -> None:
    ruben.post(f"{CAMPAIGN}/test")
    link = stop_link(desk, RUBEN)
    page = visitor.get(link)
    assert heading(page) == "Stop these invitations?" and "This link came with a test" in page.text
    assert "<button" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert visitor.post(link, data=ONE_CLICK).status_code == 200
    visitor.post(f"{link}/stop")
    assert closed(desk) == 0 and heading(visitor.get(link)) == "Stop these invitations?"
