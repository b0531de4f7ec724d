"""Confirm it’s you: whoever has an authenticator app gives its code too, with the password and with a code by mail."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from css.accounts import owners
from css.accounts.password.hashing import Hasher
from css.accounts.second_factor import apps
from css.accounts.second_factor.apps import Offer
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AuthenticatorApp, CodeRequest, OutboxMessage
from css.web import cookies
from tests import builders
from tests.accounts.app_desk import add
from tests.builders import PASSWORD
from tests.dashboard.app_pages import has_app
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
from tests.totp import shown
from tests.wizard.browser import Page, Resident

WRONG = "This code is not right, or was used before. Wait for the next one and try again."
LOCKED = "There were too many wrong codes. Please wait 30 minutes."
AGAIN = "Please type your password again"
BLANK = "This field cannot be left blank"
NOT_A_CODE = "Enter the six digits that your app shows now, or a recovery code of twelve signs"
WAYS = pytest.mark.parametrize("press", [confirm, by_mail], ids=["password", "mail"])
Press = Callable[..., Page]


@pytest.fixture
def offer(active: Resident, sqlite_database: Database, clock: FixedClock) -> Offer:
    """Marisol has an app, since a minute ago."""
    made = has_app(sqlite_database, clock, active.account)
    clock.advance(minutes=1)
    return made


def wrong(offer: Offer, clock: FixedClock) -> str:
    """Six digits that no app of hers shows about now."""
    near = {shown(offer.secret, clock.now(), steps=step) for step in range(-2, 3)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near)


def mails(browser: Resident) -> list[str]:
    """The kinds of all that was mailed, oldest first."""
    with browser.database.reading() as session:
        return [mail.kind for mail in session.exec(select(OutboxMessage).order_by(OutboxMessage.id))]


def codes_mailed(browser: Resident) -> int:
    with browser.database.reading() as session:
        assert len(session.exec(select(CodeRequest)).all()) == mails(browser).count("verification-code")
    return mails(browser).count("verification-code")


@pytest.mark.usefixtures("offer")
def test_the_page_asks_for_both_and_the_first_button_is_confirm(active: Resident) -> None:
    page = active.get(f"{PATH}?to=apps.new")
    assert attribute(page.field("code"), "autocomplete") == "one-time-code" and page.field("current_password")
    assert [one for one in page.buttons if one != "Show"] == ["Confirm", "Send me a code by mail instead"]
    assert "The code of your app is needed as well" in page.words
    assert kept(page) == {"apps.new"} and len(page.all("form", action=PATH)) == 1


@pytest.mark.usefixtures("offer")
def test_without_a_password_the_page_asks_for_the_code_alone(active: Resident) -> None:
    page = without_password(active).get(PATH)
    assert page.buttons == ["Send me a code by mail"] and page.field("code")
    assert not page.all("input", type="password")


def test_without_an_app_nobody_is_asked_for_its_code(active: Resident) -> None:
    page = active.get(PATH)
    assert not page.by_id("code") and "your app" not in page.words
    assert confirm(active, code="x").location == EMAIL


# With the password


@pytest.mark.parametrize("to", ["own_email.new", "apps.new"])
def test_both_right_lead_to_what_was_asked_for(active: Resident, offer: Offer, clock: FixedClock, to: str) -> None:
    before = active.client.get_cookie(cookies.RESIDENT.name)
    assert confirm(active, to=to, code=shown(offer.secret, clock.now())).location == address(active, to)
    after = active.client.get_cookie(cookies.RESIDENT.name)
    assert is_confirmed(active) and before and after and before.value != after.value


def test_a_recovery_code_stands_in_for_the_app_once(active: Resident, offer: Offer, clock: FixedClock) -> None:
    typed = offer.recovery_codes[0].lower().replace("-", " ")
    assert confirm(active, code=typed).location == EMAIL and "authenticator-changed" in mails(active)
    clock.advance(minutes=10)
    assert confirm(active, code=typed).message("code") == WRONG
    assert not is_confirmed(active)


@pytest.mark.parametrize("typed", ["", "12345", "x" * 20_000])
@pytest.mark.usefixtures("offer")
def test_the_right_password_alone_is_not_enough(active: Resident, typed: str) -> None:
    page = confirm(active, code=typed)
    assert (page.status, page.message("code")) == (422, NOT_A_CODE if typed else BLANK)
    assert page.message("current_password") == AGAIN and kept(page) == {"own_email.new"}
    assert PASSWORD not in page.html and not is_confirmed(active)


def test_a_wrong_code_is_told_in_place_and_not_kept(active: Resident, offer: Offer, clock: FixedClock) -> None:
    page = confirm(active, code=wrong(offer, clock))
    assert (page.status, page.message("code"), page.message("current_password")) == (422, WRONG, AGAIN)
    assert page.value("code") == "" and kept(page) == {"own_email.new"}
    assert PASSWORD not in page.html and not is_confirmed(active)


def test_a_code_works_once_whichever_button_is_pressed(active: Resident, offer: Offer, clock: FixedClock) -> None:
    code = shown(offer.secret, clock.now())
    ask(active, code=code)
    assert confirm(active, code=code).message("code") == WRONG
    assert by_mail(active, code=code).message("code") == WRONG
    assert not is_confirmed(active) and codes_mailed(active) == 1


def test_with_a_wrong_password_the_code_is_neither_tried_nor_kept(
    active: Resident, offer: Offer, clock: FixedClock
) -> None:
    code = shown(offer.secret, clock.now())
    page = confirm(active, "Not-The-Password-1", code=code)
    assert page.status == 422 and page.message("current_password").startswith("This is not the password")
    assert page.message("code") == page.value("code") == ""
    assert confirm(active, code=code).location == EMAIL


def test_wrong_codes_do_not_count_as_wrong_passwords_nor_the_other_way(
    active: Resident, offer: Offer, clock: FixedClock
) -> None:
    for _try in range(9):
        confirm(active, code=wrong(offer, clock))
        confirm(active, "Not-The-Password-1", code=wrong(offer, clock))
    clock.advance(seconds=30)
    assert confirm(active, code=shown(offer.secret, clock.now())).location == EMAIL


def test_an_app_that_was_added_while_the_password_was_compared_is_asked_for(
    active: Resident, sqlite_database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = Hasher.verify

    def slow(hasher: Hasher, stored: str | None, password: str) -> bool:
        has_app(sqlite_database, clock, active.account)
        return verify(hasher, stored, password)

    monkeypatch.setattr(Hasher, "verify", slow)
    page = confirm(active)
    assert (page.status, page.message("code"), page.message("current_password")) == (422, BLANK, AGAIN)
    assert not is_confirmed(active)


# With a code by mail


@pytest.mark.parametrize("recovery", [False, True], ids=["app", "recovery code"])
@pytest.mark.parametrize("password", [False, True], ids=["without a password", "with one"])
def test_both_codes_lead_to_what_was_asked_for(
    active: Resident, offer: Offer, clock: FixedClock, recovery: bool, password: bool
) -> None:
    if not password:
        without_password(active)
    mailed = ask(active, "apps.new", code=offer.recovery_codes[0] if recovery else shown(offer.secret, clock.now()))
    assert not is_confirmed(active)
    assert prove(active, mailed) == address(active, "apps.new") and is_confirmed(active)


@pytest.mark.parametrize("typed", ["", "12345", "000000"])
def test_without_the_apps_code_none_is_mailed(active: Resident, offer: Offer, clock: FixedClock, typed: str) -> None:
    typed = wrong(offer, clock) if typed == "000000" else typed
    page = by_mail(active, code=typed, current_password=PASSWORD)
    assert page.status == 422 and page.message("code") in (BLANK, NOT_A_CODE, WRONG)
    assert page.message("current_password") == "" and PASSWORD not in page.html
    assert codes_mailed(active) == 0 and not active.client.get_cookie(cookies.CODE.name)


def test_after_five_codes_an_hour_the_apps_code_is_spent_all_the_same(
    active: Resident, offer: Offer, clock: FixedClock
) -> None:
    for _code in range(5):
        ask(active, code=shown(offer.secret, clock.now()))
        clock.advance(minutes=1)
    code = shown(offer.secret, clock.now())
    page = by_mail(active, "apps.new", code=code)
    assert page.status == 429 and "We sent this address several codes already." in page.words
    assert kept(page) == {"apps.new"} and page.value("code") == "" and codes_mailed(active) == 5
    assert confirm(active, code=code).message("code") == WRONG


# Guessing


@WAYS
def test_ten_wrong_codes_lock_both_ways(active: Resident, offer: Offer, clock: FixedClock, press: Press) -> None:
    for _try in range(9):
        assert press(active, code=wrong(offer, clock)).message("code") == WRONG
    assert press(active, code=wrong(offer, clock)).message("code") == LOCKED
    assert mails(active).count("authenticator-changed") == 2  # it was added; it is locked
    for page in (confirm(active, code=shown(offer.secret, clock.now())), by_mail(active, code=offer.recovery_codes[0])):
        assert (page.status, page.message("code"), page.value("code")) == (422, LOCKED, "")
    assert not is_confirmed(active) and codes_mailed(active) == 0
    clock.advance(minutes=29)
    active.get("/dashboard")
    clock.advance(minutes=1)
    assert confirm(active, code=shown(offer.secret, clock.now())).location == EMAIL


@WAYS
def test_whoever_guesses_elsewhere_does_not_lock_ones_own_device(
    active: Resident, offer: Offer, clock: FixedClock, press: Press
) -> None:
    active.client.delete_cookie(cookies.RESIDENT.name)
    active.post("/sign-in/password", {"email": active.person.email, "password": PASSWORD})
    assert active.post("/sign-in/second-step", {"code": shown(offer.secret, clock.now())}).location == "/dashboard"
    clock.advance(seconds=30)
    stranger = active.another_tab()
    for _try in range(11):
        page = press(stranger, code=wrong(offer, clock))
    assert page.message("code") == LOCKED
    assert press(active, code=shown(offer.secret, clock.now())).status == 303


def staff_app(session: Session, active: Resident, clock: FixedClock) -> Offer:
    """Somebody on the staff has an app, the resident's email and the resident's number."""
    member = builders.staff_member(session, clock.now(), email=active.person.email)
    assert member.id == session.exec(select(Account.id)).one()
    offer = apps.offer()
    add(session, owners.of_staff(member), offer, clock)
    return offer


def test_an_app_of_staff_is_no_residents(active: Resident, clock: FixedClock) -> None:
    with active.writing() as session:
        theirs = staff_app(session, active, clock)
    assert not active.get(PATH).by_id("code")
    assert confirm(active).location == EMAIL
    with active.writing() as session:
        add(session, owners.of_account(active.account), apps.offer(), clock)
        assert len(session.exec(select(AuthenticatorApp)).all()) == 2
    clock.advance(minutes=10)
    for code in (shown(theirs.secret, clock.now()), theirs.recovery_codes[0]):
        assert confirm(active, code=code).message("code") == by_mail(active, code=code).message("code") == WRONG


def test_the_password_page_asks_for_the_apps_code_first(active: Resident, offer: Offer, clock: FixedClock) -> None:
    """Else the new password would open a session that the code was never given for."""
    asked = f"{PATH}?to=security.password"
    sent = {"current_password": PASSWORD, "password": "Brand-New-4812"}
    assert active.get("/dashboard/password").location == asked
    assert active.post("/dashboard/password", sent).location == asked
    confirmed = confirm(active, code=shown(offer.secret, clock.now()), to="security.password")
    assert confirmed.location == "/dashboard/password"
    assert active.post("/dashboard/password", sent).location == "/dashboard/sessions?done=password"


@pytest.mark.parametrize(("minutes", "counts"), [(4, True), (5, False)])
def test_a_code_that_was_sent_again_counts_for_twenty_minutes_from_the_first(
    active: Resident, clock: FixedClock, minutes: int, counts: bool
) -> None:
    """What was proven when it was asked for, the app's code perhaps, is not fresh for ever."""
    ask(active)
    clock.advance(minutes=15)
    active.post("/verify/resend")
    code = mailed_code(active)
    clock.advance(minutes=minutes)
    prove(active, code)
    assert is_confirmed(active) is counts


def test_a_code_that_was_mailed_before_there_was_an_app_is_worth_nothing(
    active: Resident, sqlite_database: Database, clock: FixedClock
) -> None:
    code = ask(active)
    has_app(sqlite_database, clock, active.account)
    prove(active, code)
    assert not is_confirmed(active)
