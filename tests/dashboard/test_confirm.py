"""Confirm it’s you: the password, or a code by mail for the account that is signed in here, counts for ten minutes."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlmodel import col, select

from css.accounts.password.hashing import Hasher
from css.core.clock import FixedClock
from css.core.settings import ROOT
from css.dashboard.confirm import ONWARD as ONWARD_ENDPOINTS
from css.models import AccountState, CodeRequest, OutboxMessage, ResidentSession
from css.web import cookies
from css.web.limits import limiter
from tests.builders import PASSWORD, Person
from tests.dashboard.confirming import (
    EMAIL,
    PATH,
    address,
    ask,
    by_mail,
    confirm,
    is_confirmed,
    kept,
    mailed_code,
    prove,
    without_password,
)
from tests.html_rules import attribute
from tests.wizard.browser import Resident

ONWARD = ("own_email.new", "passkeys.new", "apps.new", "apps.recovery_codes")
USUAL = "/dashboard/authenticators?done=confirmed"
ELSEWHERE = [
    "",
    "dashboard.index",
    "staff.approvals",
    "https://evil.example/",
    "//evil.example",
    "authenticators.change",
    "🐴",
]


def test_it_asks_for_the_password_or_offers_a_code(active: Resident) -> None:
    page = active.get(EMAIL)
    assert page.location == f"{PATH}?to=own_email.new"
    page = active.get(page.location)
    assert (page.status, page.heading) == (200, "Confirm it’s you")
    assert page.is_whole is not active.hx
    assert attribute(page.field("current_password"), "autocomplete") == "current-password"
    assert [one for one in page.buttons if one != "Show"] == ["Confirm", "Send me a code by mail instead"]
    assert active.person.email in page.words
    assert kept(page) == {"own_email.new"}


@pytest.mark.parametrize("to", ONWARD)
def test_the_right_password_leads_to_what_was_asked_for(active: Resident, to: str) -> None:
    assert confirm(active, to=to).location == address(active, to)
    assert is_confirmed(active)


@pytest.mark.parametrize("to", ONWARD)
def test_the_right_code_leads_to_what_was_asked_for(active: Resident, to: str) -> None:
    assert prove(active, ask(active, to)) == address(active, to)
    assert is_confirmed(active)


@pytest.mark.parametrize("to", ELSEWHERE)
def test_nobody_is_led_anywhere_else(active: Resident, to: str) -> None:
    assert active.get(f"{PATH}?to={to}").status == 200
    assert prove(active, ask(active, to)) == USUAL
    assert confirm(active, to=to).location == USUAL
    assert active.get(f"{PATH}?to={to}").location == USUAL


def test_having_signed_in_is_not_enough_and_ten_minutes_is_the_most(active: Resident, clock: FixedClock) -> None:
    assert not is_confirmed(active)
    confirm(active)
    clock.advance(minutes=9, seconds=59)
    assert is_confirmed(active)
    clock.advance(seconds=1)
    assert not is_confirmed(active)


def test_it_counts_in_this_browser_alone(active: Resident) -> None:
    elsewhere = active.another_tab()
    confirm(active)
    assert is_confirmed(active) and not is_confirmed(elsewhere)


def test_without_a_password_a_code_is_the_way(active: Resident) -> None:
    page = without_password(active).get(PATH)
    assert page.buttons == ["Send me a code by mail"] and not page.all("input", type="password")
    assert confirm(active).status == 422 and not is_confirmed(active)
    assert prove(active, ask(active)) == EMAIL


# The password


@pytest.mark.parametrize("typed", ["", "Not-The-Password-1"])
def test_a_wrong_password_is_told_in_place(active: Resident, typed: str) -> None:
    page = confirm(active, typed)
    expected = "This is not the password of your account. Check it and try again."
    assert page.status == 422
    assert page.message("current_password") == (expected if typed else "This field cannot be left blank")
    assert kept(page) == {"own_email.new"}
    assert "Not-The-Password-1" not in page.html and not is_confirmed(active)


def test_ten_wrong_ones_lock_it_as_at_sign_in(active: Resident, clock: FixedClock) -> None:
    for _try in range(10):
        confirm(active, "Not-The-Password-1")
    assert confirm(active).message("current_password").startswith("There were too many wrong tries.")
    changed = active.post("/dashboard/password", {"current_password": PASSWORD, "password": "Louder-Brook-2957"})
    assert changed.message("current_password").startswith("There were too many wrong tries.")
    clock.advance(minutes=29)
    active.get("/dashboard")
    clock.advance(minutes=1)
    assert confirm(active).location == EMAIL


def test_where_it_is_locked_nothing_is_compared(active: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    for _try in range(10):
        confirm(active, "Not-The-Password-1")
    monkeypatch.delattr(Hasher, "verify")
    assert confirm(active).status == 422


def test_a_code_by_mail_opens_the_lock(active: Resident) -> None:
    for _try in range(10):
        confirm(active, "Not-The-Password-1")
    assert prove(active, ask(active)) == EMAIL
    assert confirm(active).location == EMAIL


# The code


def test_the_page_of_the_code_offers_no_other_address(active: Resident) -> None:
    ask(active)
    page = active.get("/verify")
    assert page.heading == "Verify with your email" and active.person.email in page.words
    assert not page.link("Change email address") and page.link("Return to authenticator list") == PATH


def test_the_mail_warns_whoever_did_not_ask(active: Resident) -> None:
    ask(active)
    with active.database.reading() as session:
        mail = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id).desc())).first()
    assert mail and "It proves that it is you" in mail.text
    for text in (mail.text, mail.html):
        assert "Then somebody else may be in your account" in text


def test_a_wrong_code_confirms_nothing(active: Resident) -> None:
    right = ask(active)
    assert "not right" in prove(active, f"{(int(right) + 1) % 10**6:06d}")
    assert not is_confirmed(active)


def test_a_code_confirms_once(active: Resident, clock: FixedClock) -> None:
    code = ask(active)
    token = active.client.get_cookie(cookies.CODE.name)
    assert prove(active, code) == EMAIL and token
    clock.advance(minutes=10)
    active.client.set_cookie(cookies.CODE.name, token.value)
    assert prove(active, code) == "/dashboard" and not is_confirmed(active)
    with active.database.reading() as session:
        assert session.exec(select(CodeRequest)).all() == []


def test_a_code_resent_confirms_too(active: Resident, clock: FixedClock) -> None:
    ask(active)
    clock.advance(seconds=30)
    assert active.post("/verify/resend").status == 303
    assert prove(active, mailed_code(active)) == EMAIL


@pytest.fixture
def counting(app: Flask) -> Iterator[None]:
    """A tenth of the limits that the public meets: two codes an hour, six forms a minute."""
    parts = app.extensions["css"]
    app.extensions["css"] = replace(parts, settings=replace(parts.settings, limits_scale=0.1))
    limiter.reset()
    yield
    limiter.reset()


@pytest.mark.usefixtures("counting")
def test_only_what_is_mailed_counts_as_a_code_from_this_address(active: Resident) -> None:
    assert [confirm(active).status for _ in range(2)] == [303, 303]
    assert [by_mail(active).status for _ in range(3)] == [303, 303, 429]
    assert confirm(active).status == 303


def test_after_five_codes_an_hour_the_page_says_so(active: Resident) -> None:
    for _code in range(5):
        ask(active)
    page = by_mail(active, "apps.new")
    assert page.status == 429 and "We sent this address several codes already." in page.words
    assert kept(page) == {"apps.new"}


@pytest.mark.parametrize("path", ["/sign-out", "/dashboard/sessions/end"])
def test_after_signing_out_the_code_proves_nothing(active: Resident, path: str) -> None:
    code = ask(active)
    token = active.client.get_cookie(cookies.CODE.name)
    active.post(path)
    assert token and not active.client.get_cookie(cookies.CODE.name)
    active.client.set_cookie(cookies.CODE.name, token.value)
    assert prove(active, code) == "/sign-up"
    active.client.delete_cookie(cookies.CODE.name)
    assert not is_confirmed(active.sign_in())


def test_for_another_account_the_code_proves_nothing(active: Resident) -> None:
    code = ask(active)
    token = active.client.get_cookie(cookies.CODE.name)
    ada = Resident(active.app, active.clock, Person(email="ada@example.org"), active.hx).begin()
    assert token
    ada.client.set_cookie(cookies.CODE.name, token.value)
    assert prove(ada, code) == "/registration"
    with active.database.reading() as session:
        assert [one.confirmed_at for one in session.exec(select(ResidentSession))] == [None, None]
    assert prove(active, code) == EMAIL  # it was not even a try


def test_when_the_session_is_over_the_code_leads_to_sign_in(active: Resident, clock: FixedClock) -> None:
    clock.advance(minutes=25)
    active.get("/session/left")
    code = ask(active)
    with active.writing() as session:
        session.delete(session.exec(select(ResidentSession)).one())
    assert prove(active, code) == "/sign-in"


def test_a_code_to_confirm_lets_nobody_in_and_chooses_no_password(active: Resident, clock: FixedClock) -> None:
    code = ask(active)
    token = active.client.get_cookie(cookies.CODE.name)
    stranger = Resident(active.app, clock, active.person, active.hx)
    assert token
    stranger.client.set_cookie(cookies.CODE.name, token.value)
    assert prove(stranger, code) == "/sign-up"
    assert stranger.get("/dashboard").location == "/sign-in"
    prove(active, code)
    assert active.get("/reset/new").location == "/reset"


@pytest.mark.parametrize("state", [one for one in AccountState if one is not AccountState.DEACTIVATED])
def test_it_is_there_whatever_the_account_waits_for(resident: Resident, state: AccountState) -> None:
    resident.in_state(state)
    assert resident.get(resident.get(PATH).link("Return to your page")).status in (200, 303)
    assert prove(resident, ask(resident)) == EMAIL


@pytest.mark.parametrize("by_code", [False, True])
def test_with_the_proof_the_session_gets_a_new_token(active: Resident, by_code: bool) -> None:
    """Whoever copied the cookie before is out (ASVS 5 §7.2.4)."""
    before = active.client.get_cookie(cookies.RESIDENT.name)
    if by_code:
        prove(active, ask(active))
    else:
        confirm(active)
    after = active.client.get_cookie(cookies.RESIDENT.name)
    assert before and after and before.value != after.value
    assert is_confirmed(active)
    active.client.set_cookie(cookies.RESIDENT.name, before.value)
    assert active.get(EMAIL).location == "/sign-in"


def test_every_page_that_asks_first_is_led_back_to() -> None:
    rooms = (file for room in ("dashboard", "social") for file in (ROOT / "css" / room).glob("*.py"))
    asking = {to for file in rooms for to in re.findall(r'proven\(to="([^"]+)"', file.read_text())}
    assert asking | {"security.password"} == ONWARD_ENDPOINTS
