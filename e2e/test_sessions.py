"""Where somebody is signed in, and how that ends: by a button, by a new password, by doing nothing."""

import re

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.inbox import Inbox
from e2e.pages import Acknowledgement, ChangePassword, Home, IdleWarning, PersonalInfo, Sessions, SignIn
from e2e.people import Resident
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit, Visitor

DEVICES = pytest.mark.parametrize("kind", [DESKTOP, PHONE, NO_SCRIPT], ids=lambda kind: kind.name)
NEW_PASSWORD = "Louder-Brook-2957"
SAID = re.compile(r"signed out in 1:\d\d minutes.*will then be lost", re.DOTALL)


@pytest.fixture
def resident(visit: Visit, inbox: Inbox) -> Resident:
    """Somebody who has an account, and is signed in elsewhere too."""
    made = Resident()
    journeys.begin(visit(), made, inbox)
    return made


@DEVICES
def test_a_session_ended_in_another_browser_is_over_at_the_next_click(visit: Visit, inbox: Inbox, kind: Device) -> None:
    one, other, resident = visit(), visit(kind), Resident()
    journeys.begin(one, resident, inbox)
    journeys.sign_in(other, resident)
    Acknowledgement(other).shown()

    sessions = Sessions(other).open()
    expect(sessions.listed.filter(has_text="Chrome on Linux")).to_have_count(2)
    expect(sessions.listed.filter(has_text="This device")).to_have_count(1)
    other.look()
    sessions.press(sessions.ends)
    expect(other.page.get_by_role("status")).to_have_text("That session is ended.")
    expect(sessions.listed).to_have_count(1)
    other.look()

    _click_on(one, resident)
    SignIn(one).shown()
    _nothing_of(resident, one)


@DEVICES
def test_all_sessions_can_be_ended_at_once(visit: Visit, resident: Resident, kind: Device) -> None:
    one, other = visit(kind), visit()
    for visitor in (one, other):
        journeys.sign_in(visitor, resident)
        Acknowledgement(visitor).shown()
    Sessions(one).open().end_all()
    SignIn(one).shown()
    _nothing_of(resident, one)
    one.page.go_back()
    SignIn(one).shown()
    _click_on(other, resident)
    SignIn(other).shown()


@DEVICES
def test_a_new_password_ends_the_other_sessions_and_is_told_by_mail(
    visit: Visit, inbox: Inbox, resident: Resident, kind: Device
) -> None:
    one, other = visit(kind), visit()
    for visitor in (one, other):
        journeys.sign_in(visitor, resident)
        Acknowledgement(visitor).shown()
    page = ChangePassword(one).open()
    one.look()
    page.change("Not-The-Password-1", NEW_PASSWORD)
    page.complains(page.current, "not the password")
    one.look()
    page.change(resident.password, resident.password)
    expect(page.problem).to_contain_text("last 10 passwords")
    page.complains(page.new, "^Password can’t be the same")
    page.change(resident.password, NEW_PASSWORD)
    sessions = Sessions(one).shown()
    expect(one.page.get_by_role("status")).to_contain_text("Your password is changed.")
    expect(sessions.listed).to_have_count(1)
    inbox.wait_for(resident.email, holding="Your password was changed")

    _click_on(other, resident)
    SignIn(other).shown().sign_in(resident.email, NEW_PASSWORD)
    Acknowledgement(other).shown()


def test_the_list_is_ticked_as_the_new_password_is_typed(visit: Visit, resident: Resident) -> None:
    visitor = visit()
    journeys.sign_in(visitor, resident)
    Acknowledgement(visitor).shown()
    page = ChangePassword(visitor).open()
    page.new.press_sequentially("Louder")
    expect(visitor.page.get_by_text("An uppercase letter")).to_contain_text("done")
    expect(visitor.page.get_by_text("A number")).not_to_contain_text("done")
    expect(page.new).to_be_focused()


# Before a session ends for idleness


@pytest.mark.parametrize("kind", [DESKTOP, PHONE], ids=lambda kind: kind.name)
def test_whoever_does_nothing_is_warned_and_stays_with_one_key(visit: Visit, inbox: Inbox, kind: Device) -> None:
    """Signed up in place: no document was loaded since, and the warning is there."""
    visitor = visit(kind)
    visitor.page.clock.install()
    journeys.begin(visitor, Resident(), inbox)
    Acknowledgement(visitor).accept()
    company = PersonalInfo(visitor).shown().company
    company.fill("Typed Before Ltd")

    warning = IdleWarning(visitor)
    warning.server_says(100)
    warning.pass_time(29)
    warning.shown()
    expect(warning.stay).to_be_focused()
    expect(warning.dialog).to_have_accessible_description(SAID)
    visitor.look()
    visitor.page.keyboard.press("Enter")
    expect(warning.dialog).to_be_hidden()
    expect(company).to_be_focused()
    expect(company).to_have_value("Typed Before Ltd")
    PersonalInfo(visitor).shown()


@pytest.fixture
def warned(visit: Visit, resident: Resident) -> IdleWarning:
    """A minute and a half before the end, as the server is said to see it."""
    visitor = visit()
    visitor.page.clock.install()
    journeys.sign_in(visitor, resident)
    Acknowledgement(visitor).shown()
    warning = IdleWarning(visitor)
    warning.server_says(90)
    warning.pass_time(28.5)
    return warning.shown()


def test_the_seconds_left_are_told_every_half_minute_and_no_more_often(warned: IdleWarning) -> None:
    heard = warned.dialog.locator("[aria-live=polite]")
    expect(heard).to_have_text("")
    warned.server_says(60)
    warned.pass_time(0.5)
    expect(heard).to_have_text(re.compile(r"(60|59) seconds left"))
    warned.server_says(45)
    warned.pass_time(0.25)
    expect(warned.dialog.get_by_role("timer")).to_have_text(re.compile("0:4[0-5]"))
    expect(heard).to_have_text(re.compile(r"(60|59) seconds left"))


def test_the_escape_key_stays_too(warned: IdleWarning) -> None:
    with warned.page.expect_response("**/session/extend") as answer:
        warned.page.keyboard.press("Escape")
    assert int(answer.value.text()) > 28 * 60
    expect(warned.dialog).to_be_hidden()


def test_what_another_tab_does_takes_the_warning_away(warned: IdleWarning) -> None:
    warned.hear_the_server()
    warned.pass_time(0.25)
    expect(warned.dialog).to_be_hidden()


def test_whoever_is_in_use_elsewhere_is_not_warned(visit: Visit, resident: Resident) -> None:
    visitor = visit()
    visitor.page.clock.install()
    journeys.sign_in(visitor, resident)
    Acknowledgement(visitor).shown()
    warning = IdleWarning(visitor)
    warning.pass_time(45)  # a computer that slept; the server has heard of another tab
    expect(warning.dialog).to_be_hidden()
    Acknowledgement(visitor).accept()
    PersonalInfo(visitor).shown()


def test_the_warning_lets_one_leave_at_once(warned: IdleWarning, resident: Resident) -> None:
    warned.press(warned.dialog.get_by_role("button", name="Leave now"))
    expect(warned.either("Login or Register")).to_be_visible()
    _nothing_of(resident, warned.visitor)


def test_a_warning_that_the_server_did_not_hear_says_so(warned: IdleWarning) -> None:
    warned.page.route("**/session/extend", lambda route: route.abort())
    warned.press(warned.stay)
    expect(warned.dialog.get_by_role("alert")).to_contain_text("That did not reach us")
    warned.visitor.faults.clear()  # the browser says on the console that the request was stopped
    warned.page.unroute("**/session/extend")
    warned.press(warned.stay)
    expect(warned.dialog).to_be_hidden()


def test_when_the_time_is_over_nothing_personal_stays_on_screen(visit: Visit, resident: Resident) -> None:
    visitor, other = visit(), visit()
    visitor.page.clock.install()
    journeys.sign_in(visitor, resident)
    Acknowledgement(visitor).accept()
    PersonalInfo(visitor).shown().company.fill("Never Sent Ltd")
    journeys.sign_in(other, resident)
    PersonalInfo(other).shown()
    Sessions(other).open().end_all()
    SignIn(other).shown()

    IdleWarning(visitor).pass_time(29)
    expect(visitor.page.get_by_role("heading", name="You were signed out after 30 minutes")).to_be_visible()
    _nothing_of(resident, visitor)
    visitor.look()
    visitor.page.go_back()
    expect(visitor.page.get_by_text("Never Sent Ltd")).to_have_count(0)
    _nothing_of(resident, visitor)
    visitor.go("/session/over")
    visitor.press(visitor.page.get_by_role("link", name="Return to sign-in"))
    SignIn(visitor).shown()


def test_whoever_is_kept_signed_in_is_not_warned(visit: Visit, resident: Resident) -> None:
    visitor = visit()
    sign_in = SignIn(visitor).open()
    sign_in.keep.check()
    sign_in.sign_in(resident.email, resident.password)
    Acknowledgement(visitor).shown()
    expect(visitor.page.locator("#idle")).to_have_count(0)


# Back, after signing out


@DEVICES
def test_the_back_button_shows_nothing_after_signing_out(visit: Visit, resident: Resident, kind: Device) -> None:
    visitor = visit(kind)
    journeys.sign_in(visitor, resident)
    Acknowledgement(visitor).accept()
    PersonalInfo(visitor).shown()
    visitor.press(visitor.page.get_by_role("button", name="Sign out"))
    expect(Home(visitor).either("Login or Register")).to_be_visible()
    for _page in range(2):
        visitor.page.go_back()
        SignIn(visitor).shown()
        _nothing_of(resident, visitor)


def _click_on(visitor: Visitor, resident: Resident) -> None:
    """On one's own name, in the banner."""
    visitor.press(visitor.page.get_by_role("banner").get_by_role("link", name=resident.name))


def _nothing_of(resident: Resident, visitor: Visitor) -> None:
    expect(visitor.page.get_by_text(resident.first_name)).to_have_count(0)
