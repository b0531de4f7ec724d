"""Several browsers, tabs or clicks at the same moment: one outcome for all, and nobody gets an error."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.models import Account, AccountState, Identity, Registration, SocialSignIn
from css.social.protocol import clients
from css.social.protocol.calls import Line
from css.web import cookies
from tests.social.people import (
    ADA,
    APPLE,
    GOOGLE,
    RELAYED,
    VOUCHED,
    Visitor,
    opens,
    portal,
    rows,
    told_of_changes,
)
from tests.social.wicked import Wicked
from tests.web.visits import EMAIL, code, resident, signed_in
from tests.wizard.browser import Page

Act = Callable[[], Page]
LIST = "/dashboard/authenticators"
COOKIES = [cookies.SOCIAL.name, cookies.RESIDENT.name, cookies.SECOND_STEP.name, "css"]
LOST, REFUSED = (f"/social/google/stopped?why={why}" for why in ("lost", "refused"))


@pytest.fixture
def app(database: Database, clock: FixedClock, wicked: Wicked) -> Flask:
    """In which as many calls to the provider go out at once as these tests make."""
    made = portal(database, clock, wicked)
    clients.init_app(made, line=Line(at_once=4))
    return made


@pytest.fixture
def visitor(app: Flask, wicked: Wicked) -> Visitor:
    return Visitor(app, wicked)


def window(visitor: Visitor) -> Visitor:
    """Another of the same browser, for a thread of its own."""
    made = Visitor(visitor.app, visitor.wicked)
    for name in COOKIES:
        if found := visitor.client.get_cookie(name):
            made.client.set_cookie(name, found.value)
    return made


def at_once(*acts: Act) -> list[Page]:
    """All beginning together; nobody gets an error."""
    together = Barrier(len(acts))

    def run(act: Act) -> Page:
        together.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        pages = list(threads.map(run, acts))
    assert not [page.html for page in pages if page.status >= 500]
    return pages


def in_windows(visitor: Visitor, act: Callable[[Visitor], Page]) -> list[Page]:
    """The same thing in four windows of one browser."""
    windows = [window(visitor) for _ in range(4)]
    return at_once(*[lambda one=one: act(one) for one in windows])


def places(pages: list[Page]) -> Counter[str]:
    return Counter(page.location or str(page.status) for page in pages)


def returning(visitor: Visitor, provider: Provider = GOOGLE) -> Act:
    """At the provider, who says who they are; the answer is on its way."""
    asked = visitor.leave(provider)
    brought = {"state": asked["state"], "code": visitor.wicked.authorize(asked)}
    return lambda: visitor.back(provider, **brought)


class TestComingBack:
    def test_with_one_new_identity_in_four_browsers_opens_one_account(
        self, app: Flask, wicked: Wicked, database: Database
    ) -> None:
        wicked.claims = dict(VOUCHED)
        pages = at_once(*[returning(Visitor(app, wicked)) for _ in range(4)])
        assert places(pages) == {"/registration": 4}
        assert len(rows(database, Account)) == len(rows(database, Identity)) == len(rows(database, Registration)) == 1

    def test_with_one_email_by_two_providers_opens_one_account_and_the_other_is_asked(
        self, app: Flask, wicked: Wicked, database: Database
    ) -> None:
        wicked.claims = dict(VOUCHED)
        pages = at_once(*[returning(Visitor(app, wicked), one) for one in (GOOGLE, APPLE)])
        assert places(pages) == {"/registration": 1, "/social": 1} and len(opens(database)) == 1

    def test_by_one_answer_in_four_windows_counts_once(self, visitor: Visitor, database: Database) -> None:
        visitor.wicked.claims, asked = dict(VOUCHED), visitor.leave()
        brought = {"state": asked["state"], "code": visitor.wicked.authorize(asked)}
        pages = in_windows(visitor, lambda one: one.back(GOOGLE, **brought))
        assert places(pages) == {"/registration": 1, REFUSED: 3}
        assert len(rows(database, Account)) == 1 and visitor.back(GOOGLE, **brought).location == REFUSED
        assert visitor.back(GOOGLE, **brought).location == LOST


ACTS: dict[str, Callable[[Visitor, str, int], Page]] = {
    "prove": lambda one, email, number: one.post("/social/email", email=f"{number}.{email}"),
    "forget": lambda one, _email, _number: one.post("/social/forget"),
    "accept": lambda one, _email, _number: one.post("/social/accept"),
    "verify": lambda one, email, _number: one.post("/verify", code=code(one.database, email)),
    "resend": lambda one, _email, _number: one.post("/verify/resend"),
}
PAIRS = ["prove forget", "prove accept", "prove verify", "prove resend", "prove prove", "verify forget",
         "verify resend", "accept forget", "accept accept", "forget forget"]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
def test_two_windows_of_one_browser_do_two_things_each_and_nobody_gets_an_error(
    visitor: Visitor, database: Database, clock: FixedClock, pair: str
) -> None:
    first, second = (ACTS[name] for name in pair.split())
    for email in ("x0@privaterelay.appleid.com", "x1@privaterelay.appleid.com"):
        visitor.come(APPLE, {**RELAYED, "email": email}, sub=email)
        if "accept" not in pair:
            assert visitor.post("/social/email", email=email).location == "/verify"
        clock.advance(seconds=31)
        windows = enumerate(window(visitor) for _ in range(4))
        at_once(*[lambda n=n, one=one, email=email: (first, second)[n % 2](one, email, n) for n, one in windows])
        clock.advance(hours=2)
    accounts = [one.id for one in rows(database, Account)]
    assert Counter(accounts) == Counter(account for _, account in opens(database))
    assert len(accounts) <= 2 and (len(accounts) == 2 or pair != "accept accept")


@pytest.mark.parametrize("known", [True, False])
def test_the_code_entered_in_many_windows_counts_once(
    visitor: Visitor, database: Database, clock: FixedClock, known: bool
) -> None:
    if known:
        resident(database, clock, AccountState.ACTIVE)
    typed = visitor.come_and_give(EMAIL)
    pages = in_windows(visitor, lambda one: one.post("/verify", code=typed))
    assert places(pages)["/dashboard" if known else "/registration"] == 1
    assert len(rows(database, Account)) == len(rows(database, Identity)) == 1
    assert len(told_of_changes(database)) == (1 if known else 0) and not rows(database, SocialSignIn)


def test_two_browsers_that_swap_addresses_do_not_wait_for_each_other(
    app: Flask, wicked: Wicked, database: Database, clock: FixedClock
) -> None:
    both = (EMAIL, ADA)
    for email in both:
        resident(database, clock, AccountState.ACTIVE, email)
    for turn in range(3):
        browsers = [Visitor(app, wicked) for _ in both]
        for number, (browser, email) in enumerate(zip(browsers, both, strict=True)):
            browser.come_and_give(email, sub=f"{turn}{number}")
        clock.advance(seconds=31)

        def swap(number: int, windows: list[Visitor]) -> Act:
            return lambda: windows[number].post("/social/email", email=both[1 - number % 2])

        windows = [window(browsers[number % 2]) for number in range(4)]
        assert places(at_once(*[swap(number, windows) for number in range(4)])) == {"/verify": 4}
        clock.advance(hours=2)


def test_two_browsers_say_yes_to_two_addresses_of_one_identity_and_one_account_begins(
    app: Flask, wicked: Wicked, database: Database
) -> None:
    browsers = [Visitor(app, wicked) for _ in range(2)]
    for number, browser in enumerate(browsers):
        browser.come(APPLE, {**RELAYED, "email": f"x{number}@privaterelay.appleid.com"})
    acts = [lambda one=one: one.post("/social/accept") for one in browsers]
    assert places(at_once(*acts)) == {"/registration": 1, "/social": 1}
    assert len(rows(database, Account)) == len(rows(database, Identity)) == 1


def test_two_residents_say_yes_to_one_identity_and_one_of_them_has_it(
    app: Flask, wicked: Wicked, database: Database, clock: FixedClock
) -> None:
    browsers = [Visitor(app, wicked) for _ in range(2)]
    for browser, email in zip(browsers, (EMAIL, ADA), strict=True):
        signed_in(browser.client, database, resident(database, clock, AccountState.ACTIVE, email), clock)
        browser.come(adding=True)
    acts = [lambda one=one: one.post("/social/add") for one in browsers]
    assert places(at_once(*acts)) == {LIST: 1, "/social": 1}
    assert len(opens(database)) == len(told_of_changes(database) + told_of_changes(database, ADA)) == 1


def test_one_yes_in_many_windows_adds_it_once(visitor: Visitor, database: Database, clock: FixedClock) -> None:
    owner = resident(database, clock, AccountState.ACTIVE)
    signed_in(visitor.client, database, owner, clock)
    visitor.come(adding=True)
    pages = in_windows(visitor, lambda one: one.post("/social/add"))
    assert set(places(pages)) <= {LIST, "/dashboard"} and opens(database) == [(GOOGLE, owner.id)]
    assert told_of_changes(database) == ["Google was added to your account"]
