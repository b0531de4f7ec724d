"""Where the review stands, for those who wait and those who were denied."""

import pytest

from css.models import AccountState
from tests.html_rules import attribute, text
from tests.html_source import walk
from tests.wizard.browser import Page, Resident

REASON = "The address is not in this city."


def timeline(page: Page) -> list[tuple[str, ...]]:
    """State, what and when of each line."""
    (line,) = page.all("ol", **{"class": "timeline"})
    return [
        (attribute(event, "class"), *(text(part) for part in walk(event) if part.name in ("b", "span")))
        for event in walk(line)
        if event.name == "li"
    ]


@pytest.fixture
def waiting(resident: Resident) -> Resident:
    return resident.submitted()


def test_a_waiting_resident_reads_what_others_rely_on(waiting: Resident) -> None:
    page = waiting.get("/status")
    assert page.status == 200
    assert page.is_whole is not waiting.hx
    assert page.heading == "Thank you for registering"
    assert "your account will be activated after it has been reviewed" in page.words
    assert waiting.registration.reference in page.words
    assert page.link("Return to Home") == "/"


def test_the_timeline_says_what_was_what_is_and_what_will_be(waiting: Resident) -> None:
    # Friday 20 November, nine in the morning in California; two working days later is Tuesday.
    assert timeline(waiting.get("/status")) == [
        ("past", "Email confirmed", "Friday, November 20, 9:00 am"),
        ("past", "Registration sent", "Friday, November 20, 9:00 am"),
        ("now", "City staff are reviewing it", "Usually within 2 working days, by Tuesday, November 24"),
        (
            "next",
            "Your account is active",
            "We email you the moment it is. Please wait until then before logging in.",
        ),
    ]


def test_a_promise_that_is_over_names_no_day_of_the_past(waiting: Resident) -> None:
    waiting.clock.advance(days=4)
    waiting.sign_in()
    assert "by Tuesday" in timeline(waiting.get("/status"))[2][2]
    waiting.clock.advance(days=1)
    waiting.sign_in()
    said = timeline(waiting.get("/status"))[2][2]
    assert said == "It takes longer than usual. You need to do nothing: we email you once it is decided."


def test_in_spanish_the_days_are_spanish(waiting: Resident) -> None:
    assert "viernes 20 de noviembre, 9:00" in waiting.get("/status?lang=es").words


def test_a_denied_resident_reads_the_reason_and_may_start_again(waiting: Resident) -> None:
    page = waiting.decided("deny", REASON).get("/status")
    assert page.heading == "Your registration was not approved"
    assert REASON in page.words
    assert page.buttons == ["Start again"]
    assert page.link("Return to Home") == "/"
    assert waiting.registration.reference in page.words
    assert [event[:2] for event in timeline(page)][-1] == ("now", "City staff decided")


def test_a_reason_is_never_markup(waiting: Resident) -> None:
    page = waiting.decided("deny", "<script>alert(1)</script>").get("/status")
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script>" in page.words


def test_starting_again_twice_does_no_harm(waiting: Resident) -> None:
    waiting.decided("deny", REASON)
    for _press in range(2):
        assert waiting.post("/status/start-again").location == "/registration"
    assert waiting.account.state == AccountState.INCOMPLETE


def test_who_waits_cannot_start_again(waiting: Resident) -> None:
    assert waiting.post("/status/start-again").location == "/status"
    assert waiting.account.state == AccountState.PENDING


@pytest.mark.parametrize(
    ("state", "page"), [(AccountState.INCOMPLETE, "/registration"), (AccountState.ACTIVE, "/dashboard")]
)
def test_who_is_not_waiting_is_shown_to_their_own_page(resident: Resident, state: AccountState, page: str) -> None:
    assert resident.in_state(state).get("/status").location == page


def test_two_residents_see_their_own_status(waiting: Resident) -> None:
    ada = Resident(waiting.app, waiting.clock, type(waiting.person)(email="ada@example.org")).submitted()
    assert ada.registration.reference not in waiting.get("/status").html
    assert waiting.registration.reference not in ada.get("/status").html


@pytest.mark.parametrize(("denied", "asked"), [(False, 3), (True, 4)])
def test_how_often_it_asks_the_database(waiting: Resident, denied: bool, asked: int) -> None:
    if denied:
        waiting.decided("deny", REASON)
    assert waiting.queries(lambda: waiting.get("/status")) == asked
