"""What signed-in staff change about how they sign in: apps and recovery codes."""

import re

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from tests import builders
from tests.builders import PASSWORD
from tests.html import StrictClient
from tests.staff.apps import LIST, SECOND_STEP, Page, acts, give_app, is_in, required
from tests.staff.conftest import DANA, RUBEN, OpenPortal, SignIn, enter
from tests.totp import shown
from tests.web.visits import beside, heading, mails, value, without_tokens

__all__ = ["required"]
NEW, CODES = f"{LIST}/new", f"{LIST}/codes"


def removals(client: StrictClient) -> list[str]:
    return re.findall(rf'href="({LIST}/\w+/remove)"', client.get(LIST).text)


def signed_in(app: Flask, clock: FixedClock, email: str = DANA) -> StrictClient:
    """A browser in which somebody has just signed in with a new app."""
    secret, client = give_app(app, clock, email).secret, builders.client(app)
    enter(client, email)
    assert client.post(SECOND_STEP, data={"code": shown(secret, clock.now())}).location == "/staff/approvals"
    clock.advance(minutes=1)
    return client


def give_second_app(client: StrictClient, clock: FixedClock) -> Page:
    page = Page(client.get(NEW))
    assert client.post(NEW, data=page.filled_in(clock, name="Tablet")).location == f"{LIST}?done=app-added"
    return page


def later(client: StrictClient, clock: FixedClock) -> None:
    """Twenty minutes on, in a session that was in use meanwhile."""
    clock.advance(minutes=20)
    assert is_in(client)


def test_the_bar_leads_to_it_and_says_where_one_is(dana: StrictClient) -> None:
    assert f'href="{LIST}"' in dana.get("/staff/approvals").text
    page = dana.get(LIST, hx=True)
    assert heading(page) == "Your sign-in" and re.search(rf'href="{LIST}"[^>]*aria-current="page"', page.text)


def test_an_app_can_be_added_by_choice_and_is_asked_for_from_then_on(
    dana: StrictClient, app: Flask, clock: FixedClock, sqlite_database: Database
) -> None:
    page = Page(dana.get(NEW))
    assert len(page.codes) == 10
    landed = dana.post(NEW, data=page.filled_in(clock), follow_redirects=True)
    assert "Your authenticator app is added." in landed.text and "Phone" in landed.text
    assert "You have 10 codes left" in landed.text
    assert mails(sqlite_database, DANA)[-1].subject == "An authenticator app was added"
    assert acts(sqlite_database)[-1] == ("staff.app-added", True)
    assert enter(builders.client(app)).location == SECOND_STEP


def test_whoever_is_half_way_when_the_first_app_is_added_gets_nowhere(
    required: Flask, clock: FixedClock, open_portal: OpenPortal, sqlite_database: Database
) -> None:
    """Somebody has the password and waits before the set-up; the member, in since before, adds an app."""
    thief = builders.client(required)
    assert enter(thief).location == "/staff/authenticator"
    stolen = Page(thief.get("/staff/authenticator")).filled_in(clock)
    lax = open_portal(sqlite_database)
    member = builders.client(lax)
    enter(member)
    member.post(NEW, data=Page(member.get(NEW)).filled_in(clock))
    assert thief.post("/staff/authenticator", data=stolen).location == "/staff?over=y" and not is_in(thief)


def test_a_wrong_code_adds_nothing(dana: StrictClient, clock: FixedClock) -> None:
    page = Page(dana.get(NEW))
    answer = dana.post(NEW, data=page.filled_in(clock, code="000000"))
    assert answer.status_code == 422 and "not what the app shows now" in beside(answer, "code")
    assert Page(answer).secret == page.secret and not removals(dana)


def test_a_second_app_comes_without_recovery_codes_and_either_opens(required: Flask, clock: FixedClock) -> None:
    client = signed_in(required, clock)
    page = give_second_app(client, clock)
    assert page.codes == [] and len(removals(client)) == 2
    clock.advance(minutes=1)
    other = builders.client(required)
    enter(other)
    assert other.post(SECOND_STEP, data={"code": shown(page.secret, clock.now())}).location == "/staff/approvals"


def test_there_are_five_at_most(dana: StrictClient, clock: FixedClock) -> None:
    for _ in range(4):
        give_second_app(dana, clock)
    before = Page(dana.get(NEW))
    dana.post(NEW, data={**before.filled_in(clock), "offer": "x"})  # so that another is offered
    pages = (Page(dana.get(NEW)), before)
    landed = [dana.post(NEW, data=page.filled_in(clock)).location for page in pages]
    assert landed == [f"{LIST}?done=app-added", NEW]
    full = dana.get(NEW)
    assert "You have 5 apps already" in full.text and "otpauth:" not in full.text
    assert len(removals(dana)) == 5 and NEW not in dana.get(LIST).text


def test_the_last_app_stays_while_one_is_required_and_the_page_says_why(
    required: Flask, clock: FixedClock, sqlite_database: Database
) -> None:
    client = signed_in(required, clock)
    give_second_app(client, clock)
    first, last = removals(client)
    assert client.post(first).location == f"{LIST}?done=app-removed"
    assert mails(sqlite_database, DANA)[-1].subject == "An authenticator app was removed"
    assert acts(sqlite_database)[-1] == ("staff.app-removed", True)
    assert not removals(client) and "first add another" in client.get(LIST).text
    assert "First add another" in client.get(last).text and "<button" not in client.get(last).text.split("<main")[1]
    answer = client.post(last)
    assert answer.status_code == 409 and "First add another" in answer.text and "Tablet" in client.get(LIST).text


def test_where_none_is_required_the_last_may_go(dana: StrictClient, app: Flask, clock: FixedClock) -> None:
    dana.post(NEW, data=Page(dana.get(NEW)).filled_in(clock))
    (only,) = removals(dana)
    assert "your password alone lets you in" in dana.get(only).text
    assert "The app is removed" in dana.post(only, follow_redirects=True).text
    assert enter(builders.client(app)).location == "/staff/approvals"


def test_nobody_reaches_the_apps_of_another(required: Flask, clock: FixedClock) -> None:
    danas, rubens = signed_in(required, clock), signed_in(required, clock, RUBEN)
    for client in (danas, rubens):
        give_second_app(client, clock)
    for path in (*removals(rubens), f"{LIST}/{'a' * 20}/remove", f"{LIST}/x/remove"):
        assert danas.get(path).status_code == danas.post(path).status_code == 404
    assert len(removals(rubens)) == 2


def test_new_recovery_codes_take_the_place_of_the_old_ones(
    required: Flask, clock: FixedClock, sqlite_database: Database
) -> None:
    old = give_app(required, clock, RUBEN).recovery_codes
    client = builders.client(required)
    enter(client, RUBEN)
    client.post(SECOND_STEP, data={"code": old[0]})
    assert "You have 9 codes left" in client.get(LIST).text
    page = Page(client.get(CODES))
    assert len(page.codes) == 10
    landed = client.post(CODES, data={"offer": value(page.answer, "offer")}, follow_redirects=True)
    assert "Your new recovery codes work from now on" in landed.text and "You have 10 codes left" in landed.text
    assert acts(sqlite_database)[-1] == ("staff.recovery-codes", True)
    assert mails(sqlite_database, RUBEN)[-1].subject == "You have new recovery codes"
    other = builders.client(required)
    enter(other, RUBEN)
    assert other.post(SECOND_STEP, data={"code": old[1]}).status_code == 422
    assert other.post(SECOND_STEP, data={"code": page.codes[0]}).location == "/staff/approvals"


def test_without_an_app_there_are_no_recovery_codes(dana: StrictClient) -> None:
    assert dana.get(CODES).location == dana.post(CODES, data={"offer": "x"}).location == LIST


@pytest.mark.parametrize("path", [NEW, CODES])
def test_what_was_not_offered_here_is_offered_anew(required: Flask, clock: FixedClock, path: str) -> None:
    danas, rubens = signed_in(required, clock), signed_in(required, clock, RUBEN)
    sent = {"offer": value(rubens.get(path), "offer"), "name": "Phone", "code": "000000"}
    landed = danas.post(path, data=sent, follow_redirects=True)
    assert landed.request.path == path and "took too long" in landed.text


@pytest.mark.parametrize("what", ["add", "remove", "codes"])
def test_ten_minutes_after_signing_in_the_password_is_asked_for_again(
    required: Flask, clock: FixedClock, sqlite_database: Database, what: str
) -> None:
    client = signed_in(required, clock)
    own = give_second_app(client, clock).secret
    path = {"add": NEW, "remove": removals(client)[0], "codes": CODES}[what]
    assert 'name="password"' not in client.get(path).text
    later(client, clock)
    page = client.get(path)
    assert 'name="password"' in page.text and 'name="own_code"' in page.text
    sent = {"own_code": shown(own, clock.now())} | (Page(page).filled_in(clock) if what == "add" else {})
    sent |= {"offer": value(page, "offer")} if what == "codes" else {}
    before = without_tokens(client.get(LIST))
    for password, said in ((None, "blank"), ("", "blank"), ("Wrong-1234", "not your password")):
        answer = client.post(path, data=sent if password is None else {**sent, "password": password})
        assert answer.status_code == 422 and said in beside(answer, "password")
        assert "Wrong-1234" not in answer.text and Page(answer).codes == Page(page).codes
    assert acts(sqlite_database)[-1] == ("staff.password-wrong", False)
    for own_code, said in (("", "blank"), ("000000", "not right")):
        answer = client.post(path, data={**sent, "password": PASSWORD, "own_code": own_code})
        assert answer.status_code == 422 and said in beside(answer, "own_code")
    assert acts(sqlite_database)[-1] == ("staff.second-step-wrong", False)
    assert without_tokens(client.get(LIST)) == before
    assert client.post(path, data={**sent, "password": PASSWORD}).status_code == 303


def test_wrong_passwords_here_count_at_the_door(required: Flask, clock: FixedClock) -> None:
    client = signed_in(required, clock)
    own = give_second_app(client, clock).secret
    later(client, clock)
    (path, _other) = removals(client)
    code = {"own_code": shown(own, clock.now())}
    for _ in range(10):
        client.post(path, data={**code, "password": "Wrong-1234"})
    assert "30 minutes" in beside(client.post(path, data={**code, "password": PASSWORD}), "password")
    assert enter(builders.client(required)).location == SECOND_STEP  # a door of its own
    assert len(removals(client)) == 2


def test_the_page_of_somebody_who_just_signed_in_needs_the_password_once_ten_minutes_are_over(
    required: Flask, clock: FixedClock
) -> None:
    client = signed_in(required, clock)
    own = give_second_app(client, clock).secret
    page = Page(client.get(NEW))
    later(client, clock)
    answer = client.post(NEW, data=page.filled_in(clock))
    assert answer.status_code == 422 and beside(answer, "password")
    assert Page(answer).secret == page.secret
    again = page.filled_in(clock, password=PASSWORD, own_code=shown(own, clock.now()))
    assert client.post(NEW, data=again).status_code == 303


@pytest.mark.parametrize("path", [LIST, NEW, CODES, f"{LIST}/{'a' * 20}/remove"])
def test_only_who_is_signed_in_gets_there(app: Flask, path: str) -> None:
    client = builders.client(app)
    assert client.get(path).location == "/staff"
    if path != LIST:
        assert client.post(path).location == "/staff"


@pytest.mark.parametrize("text", ["\x00", "x" * 5000, "🎉", "<b>", "\ud7ff"])
def test_whatever_is_typed_is_refused_politely(
    open_portal: OpenPortal, database: Database, clock: FixedClock, text: str
) -> None:
    app = open_portal(database)
    client = signed_in(app, clock)
    give_second_app(client, clock)
    later(client, clock)
    sent = Page(client.get(NEW)).filled_in(clock)
    for field in ("code", "password"):
        answer = client.post(NEW, data={**sent, "password": PASSWORD, field: text})
        assert answer.status_code == 422 and "<b>" not in answer.text.split("<h1")[1].split('<p class="key">')[0]
    assert client.post(NEW, data={**sent, "password": PASSWORD, "offer": text}).status_code == 303
    assert client.post(removals(client)[0], data={"password": text}).status_code == 422
    assert client.post(CODES, data={"offer": text, "password": PASSWORD}).status_code == 303


def test_the_sign_in_of_a_colleague_shows_no_other_name(sign_in: SignIn) -> None:
    page = sign_in(RUBEN).get(LIST).text
    assert "Ruben Salcedo" in page and "Dana" not in page
