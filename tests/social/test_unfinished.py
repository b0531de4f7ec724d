"""What is still missing of somebody who came from a provider: an email, its owner, a yes. And what if nothing is."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from css.accounts import proofs
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.models import Account, AccountState, ResidentSession, SocialSignIn
from css.web import cookies
from tests.social.people import (
    ADA,
    APPLE,
    FACEBOOK,
    GOOGLE,
    MICROSOFT,
    NAMELESS,
    NEW,
    RELAY,
    RELAYED,
    UNVOUCHED,
    VOUCHED,
    Visitor,
    app,
    either,
    kinds,
    marisol,
    opens,
    portal,
    rows,
    shown_address,
    visitor,
)
from tests.web.visits import EMAIL, SIGN_UP, code, resident

__all__ = ["app", "either", "marisol", "visitor"]
ASKED, OWNER, CONSENT, ADD = (
    "Which email address is yours?",
    "You have an account already",
    "Is this address right for you?",
    "Add Google to your account",
)
NEEDS: Mapping[str, tuple[Provider, Mapping[str, Any]]] = {
    ASKED: (FACEBOOK, NAMELESS),
    OWNER: (GOOGLE, VOUCHED),
    CONSENT: (APPLE, RELAYED),
}
ANY_NEED = pytest.mark.parametrize("need", NEEDS)
POSTS = ("email", "accept", "add", "forget")


def purge(visitor: Visitor, clock: FixedClock) -> None:
    clock.advance(hours=1)
    with visitor.database.writing() as session:
        proofs.purge(session, clock.now())
        session.commit()
    assert not rows(visitor.database, SocialSignIn)


OVER: dict[str, Callable[[Visitor, FixedClock], object]] = {
    "an hour ago": lambda _visitor, clock: clock.advance(hours=1),
    "purged": purge,
    "another's": lambda visitor, _clock: visitor.client.set_cookie(cookies.SOCIAL.name, "made up"),
}


class TestThePage:
    @ANY_NEED
    @pytest.mark.usefixtures("marisol")
    def test_says_the_one_thing_that_is_missing_for_an_hour(
        self, either: Visitor, clock: FixedClock, need: str
    ) -> None:
        either.come(*NEEDS[need])
        assert either.sees() == need
        clock.advance(minutes=59, seconds=59)
        assert either.sees() == need

    @ANY_NEED
    @pytest.mark.parametrize("over", OVER)
    @pytest.mark.usefixtures("marisol")
    def test_leads_away_once_it_is_over(self, either: Visitor, clock: FixedClock, need: str, over: str) -> None:
        either.come(*NEEDS[need])
        OVER[over](either, clock)
        assert either.sees("/social/email") == "/social" and either.sees("/social") == "/sign-in"
        assert not either.cookie(cookies.SOCIAL)
        nothing_is_done(either, "/sign-in")

    def test_without_ever_having_come_it_leads_away_too(self, either: Visitor) -> None:
        assert either.sees("/social") == "/sign-in"
        nothing_is_done(either, "/sign-in")

    @pytest.mark.parametrize("path", ["/social", "/social/email"])
    @pytest.mark.usefixtures("marisol")
    def test_leads_whoever_is_signed_in_and_came_by_nothing_to_where_they_belong(
        self, either: Visitor, path: str
    ) -> None:
        either.sign_in()
        assert either.sees(path) == ("/dashboard" if path == "/social" else "/social")
        nothing_is_done(either, "/dashboard")

    @pytest.mark.parametrize("over", OVER)
    @pytest.mark.usefixtures("marisol")
    def test_leads_whoever_is_signed_in_to_where_they_belong_once_it_is_over(
        self, either: Visitor, clock: FixedClock, over: str
    ) -> None:
        either.come(*NEEDS[OWNER])
        OVER[over](either, clock)
        assert either.sign_in().location == "/social" and either.sees("/social") == "/dashboard"
        assert not either.cookie(cookies.SOCIAL)

    @ANY_NEED
    def test_is_for_whoever_signed_in_only_where_the_provider_vouches_for_their_email(
        self, either: Visitor, marisol: Account, need: str
    ) -> None:
        either.come(*NEEDS[need])
        either.sign_in()
        assert either.sees("/social/email") == "/social"
        for path in ("email", "accept"):
            assert either.post(f"/social/{path}", email=NEW).location == "/social"
        assert kinds(either.database, NEW) == [] and opens(either.database) == []
        assert either.sees("/social") == (ADD if need == OWNER else "/dashboard")

    @ANY_NEED
    @pytest.mark.usefixtures("marisol")
    def test_stays_though_the_city_takes_the_button_away_meanwhile(
        self, either: Visitor, clock: FixedClock, need: str
    ) -> None:
        """What the provider said was checked when it said it."""
        provider, _ = came = NEEDS[need]
        either.come(*came)
        portal(either.database, clock, either.wicked, tuple(one for one in Provider if one is not provider))
        assert either.sees("/social") == need
        assert either.get(f"/social/{provider}/stopped").status == 404
        assert either.post("/social/email", email=NEW).location == "/verify"
        assert either.post("/verify", code=code(either.database, NEW)).location == "/registration"

    @pytest.mark.parametrize("email", [EMAIL, NEW])
    @pytest.mark.usefixtures("marisol")
    def test_that_asks_for_the_email_says_nothing_of_an_account(self, either: Visitor, email: str) -> None:
        either.come(GOOGLE, {**UNVOUCHED, "email": email})
        page = either.get("/social")
        assert page.heading == ASKED and "Did you have an account before?" in page.words


class TestTheAddress:
    @pytest.mark.parametrize(
        ("typed", "said"), [("", "This field cannot be left blank"), ("no address", ""), ("a@b", ""), ("x" * 300, "")]
    )
    def test_that_is_none_stays_in_its_box_with_the_message_beside_it(
        self, either: Visitor, typed: str, said: str
    ) -> None:
        either.come(FACEBOOK, NAMELESS)
        page = either.post("/social/email", email=typed)
        assert (page.status, page.heading, page.value("email")) == (422, ASKED, typed)
        assert page.is_whole is not either.hx
        assert page.message("email") and said in page.message("email")
        assert kinds(either.database, NEW) == [] and not rows(either.database, SocialSignIn)[0].email

    def test_gets_a_code_that_names_the_provider(self, either: Visitor) -> None:
        either.come_and_give(NEW)
        (row,) = rows(either.database, SocialSignIn)
        assert (row.email, kinds(either.database, NEW)) == (NEW, ["verification-code"])
        page = either.get("/verify")
        assert (page.heading, shown_address(page)) == ("Verify with your email", NEW)

    def test_given_again_within_thirty_seconds_leads_to_the_box_and_the_code_still_works(
        self, either: Visitor, clock: FixedClock
    ) -> None:
        typed = either.come_and_give(NEW)
        clock.advance(seconds=29)
        assert either.post("/social/email", email=NEW.upper()).location == "/verify"
        assert kinds(either.database, NEW) == ["verification-code"]
        assert either.post("/verify", code=typed).location == "/registration"

    def test_given_again_later_gets_another_code_and_another_address_at_once(
        self, either: Visitor, clock: FixedClock
    ) -> None:
        first = either.come_and_give(NEW)
        assert either.post("/social/email", email=ADA).location == "/verify"
        assert shown_address(either.get("/verify")) == ADA
        clock.advance(seconds=30)
        assert either.post("/social/email", email=ADA).location == "/verify"
        assert kinds(either.database, ADA) == ["verification-code"] * 2
        assert either.post("/verify", code=first).status == 422

    def test_with_too_many_codes_is_refused_in_words(self, either: Visitor, clock: FixedClock) -> None:
        either.come(FACEBOOK, NAMELESS)
        for _code in range(5):
            assert either.post("/social/email", email=NEW).location == "/verify"
            clock.advance(seconds=30)
        page = either.post("/social/email", email=NEW)
        assert (page.status, page.heading, page.value("email")) == (429, ASKED, NEW)
        assert "try again later" in page.message("email") and page.is_whole is not either.hx
        assert len(kinds(either.database, NEW)) == 5

    def test_can_be_changed_from_the_page_of_the_code(self, either: Visitor) -> None:
        either.come_and_give(NEW)
        page = either.get("/verify")
        assert page.link("Change email address") == "/social/email"
        assert page.link("Return to authenticator list") == "/sign-in"
        assert either.sees("/social/email") == ASKED

    @pytest.mark.usefixtures("marisol")
    def test_of_the_owners_page_is_one_button(self, either: Visitor) -> None:
        either.come()
        assert either.post("/social/email", email=either.get("/social").value("email")).location == "/verify"
        assert kinds(either.database)[-1] == "verification-code"


class TestAYes:
    @pytest.mark.parametrize(("provider", "said"), [NEEDS[ASKED], (GOOGLE, UNVOUCHED), (MICROSOFT, VOUCHED)])
    def test_is_worth_nothing_where_the_provider_does_not_vouch(
        self, either: Visitor, provider: Provider, said: Mapping[str, Any]
    ) -> None:
        either.come(provider, said)
        assert either.post("/social/accept").location == "/social" and either.sees() == ASKED
        assert not rows(either.database, Account) and not either.is_in

    @pytest.mark.usefixtures("marisol")
    def test_opens_no_account_that_there_is(self, either: Visitor) -> None:
        either.come()
        assert either.post("/social/accept").location == "/social" and either.sees() == OWNER
        assert opens(either.database) == [] and not either.is_in

    def test_comes_too_late_where_somebody_has_the_address_by_now(
        self, either: Visitor, sqlite_database: Database, clock: FixedClock
    ) -> None:
        either.come(APPLE, RELAYED)
        resident(sqlite_database, clock, AccountState.ACTIVE, RELAY)
        assert either.post("/social/accept").location == "/social" and either.sees() == OWNER
        assert opens(either.database) == [] and not either.is_in


class TestNotNow:
    @ANY_NEED
    @pytest.mark.usefixtures("marisol")
    def test_keeps_nothing(self, either: Visitor, need: str) -> None:
        either.come(*NEEDS[need])
        assert either.post("/social/forget").location == "/sign-in"
        assert not either.cookie(cookies.SOCIAL) and not rows(either.database, SocialSignIn)
        assert either.sees() == "/sign-in"

    def test_ends_the_code_that_is_on_its_way(self, either: Visitor) -> None:
        typed, secret = either.come_and_give(NEW), either.cookie(cookies.SOCIAL)
        either.post("/social/forget")
        either.client.set_cookie(cookies.SOCIAL.name, secret)
        assert either.post("/verify", code=typed).location == "/sign-up"
        assert not rows(either.database, Account)


class TestTheNewestAsker:
    @pytest.mark.usefixtures("marisol")
    def test_of_a_code_by_mail_and_a_provider_has_the_page(self, either: Visitor) -> None:
        """Back and forth between two tabs: the code that was asked for last is the one that is meant."""
        either.come_and_give(NEW)
        assert either.post("/sign-in/code", email=EMAIL).location == "/verify"
        assert shown_address(either.get("/verify")) == EMAIL
        assert either.post("/social/email", email=ADA).location == "/verify"
        assert not either.cookie(cookies.CODE) and shown_address(either.get("/verify")) == ADA
        assert either.post("/verify", code=code(either.database, ADA)).location == "/registration"

    @pytest.mark.usefixtures("marisol")
    def test_also_where_the_same_address_is_given_again_at_once(self, either: Visitor) -> None:
        typed = either.come_and_give(NEW)
        either.post("/sign-in/code", email=EMAIL)
        either.post("/social/email", email=NEW)
        assert shown_address(either.get("/verify")) == NEW
        assert either.post("/verify", code=typed).location == "/registration"

    def test_of_a_button_and_a_sign_up_has_the_page(self, either: Visitor) -> None:
        either.come_and_give(NEW)
        assert either.post("/sign-up", **SIGN_UP).location == "/verify"
        page = either.get("/verify")
        assert shown_address(page) == EMAIL and page.link("Change email address") == "/verify/email"
        assert not either.cookie(cookies.SOCIAL)
        assert either.post("/verify", code=code(either.database)).location == "/registration"
        assert opens(either.database) == []

    def test_of_a_sign_up_and_a_button_has_the_page(self, either: Visitor) -> None:
        either.post("/sign-up", **SIGN_UP)
        either.come_and_give(NEW)
        assert shown_address(either.get("/verify")) == NEW
        assert either.post("/verify", code=code(either.database, NEW)).location == "/registration"
        assert [one.email for one in rows(either.database, Account)] == [NEW]


def nothing_is_done(visitor: Visitor, to: str) -> None:
    """Whatever is posted leads there or asks to sign in, and opens, links, mails and ends nothing."""
    before = [len(rows(visitor.database, table)) for table in (Account, ResidentSession)]
    for path in POSTS:
        assert visitor.post(f"/social/{path}", email=NEW).location in ("/social", "/sign-in", to)
    assert [len(rows(visitor.database, table)) for table in (Account, ResidentSession)] == before
    assert kinds(visitor.database, NEW) == [] and opens(visitor.database) == []
