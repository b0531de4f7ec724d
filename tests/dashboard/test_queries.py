"""How often the pages of signing in ask the database: stated, so that nobody adds a query without noticing."""

from collections.abc import Callable

import pytest

from css.accounts import owners
from css.models import Account
from tests import builders
from tests.accounts.app_desk import give_app
from tests.totp import shown
from tests.web import offers
from tests.web.visits import staff_signed_in, value
from tests.wizard.browser import Resident

LIST, STEP = "/dashboard/authenticators", "/sign-in/second-step"
Act = Callable[[], object]


def with_app(one: Resident) -> str:
    """They have an app from now on; returns its next code."""
    with one.writing() as session:
        account = session.get_one(Account, one.account.id)
        offer = give_app(session, owners.of_account(account), one.clock)
    return shown(offer.secret, one.clock.now(), steps=1)


def stranger(one: Resident) -> Resident:
    """They sit at a browser that they have not used before."""
    return Resident(one.app, one.clock, one.person, one.hx)


def the_list(one: Resident) -> Act:
    with_app(one)
    return lambda: one.get(LIST)


def an_offer(one: Resident) -> Act:
    return lambda: one.get(f"{LIST}/app")


def the_first_app(one: Resident) -> Act:
    page = one.get(f"{LIST}/app").response
    code = shown(offers.secret(page.text), one.clock.now())
    sent = {"offer": value(page, "offer"), "name": "Phone", "code": code}
    return lambda: one.post(f"{LIST}/app", sent)


def signing_in(one: Resident) -> Act:
    sent = {"email": one.person.email, "password": builders.PASSWORD}
    return lambda: stranger(one).post("/sign-in/password", sent)


def signing_in_with_an_app(one: Resident) -> Act:
    with_app(one)
    return signing_in(one)


def the_second_step(one: Resident) -> Act:
    code, browser = with_app(one), stranger(one)
    browser.post("/sign-in/password", {"email": one.person.email, "password": builders.PASSWORD})
    return lambda: browser.post(STEP, {"code": code})


def what_a_passkey_signs(one: Resident) -> Act:
    return lambda: stranger(one).get("/sign-in/passkey/options")


def the_list_of_staff(one: Resident) -> Act:
    browser = stranger(one)
    staff_signed_in(browser.client, one.database, one.clock)
    return lambda: browser.get("/staff/authenticators")


@pytest.mark.parametrize(
    ("prepared", "queries"),
    [
        # The session and the account; the password's age, the identities, the passkeys, the apps, how many recovery
        # codes are left.
        (the_list, 7),
        # The session and the account; how many apps there are, and whether any.
        (an_offer, 4),
        # Besides, the locks; the app with its recovery codes, whoever is half-way, the mail and the audit are written.
        (the_first_app, 20),
        # The hash of the password; the lock, the account, the app; the session, and the mail about a new device.
        (signing_in, 7),
        (signing_in_with_an_app, 6),
        # What was begun, once more under the locks; the code as the password before, and what an open session costs.
        (the_second_step, 11),
        (what_a_passkey_signs, 0),
        # The session and the member, the apps, how many recovery codes are left.
        (the_list_of_staff, 4),
    ],
)
def test_no_page_asks_more_often(active: Resident, prepared: Callable[[Resident], Act], queries: int) -> None:
    assert active.queries(prepared(active)) == queries
