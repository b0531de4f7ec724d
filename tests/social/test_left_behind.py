"""Who comes to a browser that somebody else has left, and what the page says where a provider let nobody in."""

from collections.abc import Callable

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.models import Account, AccountState, ResidentSession, SocialSignIn
from css.web import cookies
from tests.builders import PASSWORD
from tests.social.people import (
    ADA,
    APPLE,
    BELONGS,
    FACEBOOK,
    GOOGLE,
    MICROSOFT,
    NAMELESS,
    NEW,
    RELAYED,
    STATES,
    UNVOUCHED,
    VOUCHED,
    Visitor,
    app,
    either,
    give,
    marisol,
    opens,
    rows,
    shown_address,
    visitor,
    wrong,
)
from tests.social.wicked import TOKEN, saying
from tests.web.visits import EMAIL, SIGN_UP, code, resident

__all__ = ["app", "either", "marisol", "visitor"]
STRANGER = "stranger"
LEFT: dict[str, Callable[[Visitor], object]] = {
    "without an email": lambda stranger: stranger.come(FACEBOOK, NAMELESS, sub=STRANGER),
    "with an email of the next person": lambda stranger: stranger.come(FACEBOOK, UNVOUCHED, sub=STRANGER),
    "with a code on its way": lambda stranger: stranger.come_and_give(NEW, sub=STRANGER),
    "with a code on its way to the next person": lambda stranger: stranger.come_and_give(EMAIL, sub=STRANGER),
    "with a relay address": lambda stranger: stranger.come(APPLE, RELAYED, sub=STRANGER),
}
ANYTHING_LEFT = pytest.mark.parametrize("left", LEFT)


class TestSigningOut:
    @pytest.mark.usefixtures("marisol")
    def test_takes_from_the_browser_what_was_to_be_added(self, either: Visitor) -> None:
        either.sign_in()
        either.come(adding=True)
        assert either.cookie(cookies.SOCIAL)
        assert either.post("/sign-out").location == "/"
        assert not either.cookie(cookies.SOCIAL) and either.sees() == "/sign-in"
        assert either.sign_in().location == "/dashboard" and opens(either.database) == []

    def test_ends_what_was_begun_with_a_provider(self, visitor: Visitor) -> None:
        asked = visitor.leave()
        visitor.post("/sign-out")
        back = visitor.back(GOOGLE, state=asked["state"], code=visitor.wicked.authorize(asked))
        assert back.location == "/social/google/stopped?why=lost"

    @ANYTHING_LEFT
    def test_also_of_whoever_was_not_signed_in(self, visitor: Visitor, left: str) -> None:
        LEFT[left](visitor)
        visitor.post("/sign-out")
        assert not visitor.cookie(cookies.SOCIAL) and visitor.sees("/verify") == "/sign-up"

    @pytest.mark.usefixtures("marisol")
    def test_of_every_browser_ends_what_was_to_be_added_in_any(self, app: Flask, visitor: Visitor) -> None:
        other = Visitor(app, visitor.wicked)
        other.sign_in()
        other.come(adding=True)
        visitor.sign_in()
        visitor.post("/dashboard/sessions/end")
        assert not rows(visitor.database, SocialSignIn)
        other.sign_in()
        assert other.sees() == "/dashboard" and other.post("/social/add").location == "/dashboard"


class TestTheNextPerson:
    @ANYTHING_LEFT
    def test_who_signs_in_is_not_asked_to_add_what_a_stranger_left(
        self, either: Visitor, marisol: Account, left: str
    ) -> None:
        LEFT[left](either)
        assert either.sign_in().location == "/social"
        assert either.post("/social/add").location == "/dashboard" and either.sees() == "/dashboard"
        assert not either.cookie(cookies.SOCIAL) and opens(either.database) == []
        assert either.sees("/verify") == "/dashboard"

    @ANYTHING_LEFT
    def test_who_presses_their_own_button_is_not_asked_either(
        self, visitor: Visitor, marisol: Account, clock: FixedClock, left: str
    ) -> None:
        give(visitor.database, clock, marisol)
        LEFT[left](visitor)
        assert visitor.come().location == "/social" and visitor.sees() == "/dashboard"
        assert not visitor.cookie(cookies.SOCIAL) and opens(visitor.database) == [(GOOGLE, marisol.id)]

    @ANYTHING_LEFT
    def test_who_is_new_begins_with_an_account_of_their_own(self, visitor: Visitor, left: str) -> None:
        LEFT[left](visitor)
        assert visitor.come().location == "/registration" and not visitor.cookie(cookies.SOCIAL)
        (account,) = rows(visitor.database, Account)
        assert account.email == EMAIL and opens(visitor.database) == [(GOOGLE, account.id)]

    @ANYTHING_LEFT
    def test_who_is_asked_for_an_email_sees_nothing_of_the_stranger(self, either: Visitor, left: str) -> None:
        LEFT[left](either)
        either.come(MICROSOFT, NAMELESS)
        page = either.get("/social")
        assert page.value("email") == "" and "Microsoft has told us" in page.words
        typed = code(either.database, ADA) if either.post("/social/email", email=ADA).location == "/verify" else ""
        assert shown_address(either.get("/verify")) == ADA
        either.post("/verify", code=typed)
        assert [provider for provider, _ in opens(either.database)] == [MICROSOFT]

    @ANYTHING_LEFT
    def test_who_signs_up_by_the_form_has_their_own_code_and_no_strangers_way_in(
        self, either: Visitor, clock: FixedClock, left: str
    ) -> None:
        """A kiosk: the stranger's identity waits for this very address, and its page must not take this code."""
        LEFT[left](either)
        clock.advance(minutes=20)
        assert either.post("/sign-up", **SIGN_UP).location == "/verify"
        assert shown_address(either.get("/verify")) == EMAIL and not either.cookie(cookies.SOCIAL)
        clock.advance(seconds=30)
        assert either.post("/verify", code=wrong(code(either.database))).status == 422
        assert either.post("/verify/resend").location == "/verify?sent=again"
        assert either.post("/verify", code=code(either.database)).location == "/registration"
        (account,) = rows(either.database, Account)
        assert account.password_hash and opens(either.database) == []
        either.post("/sign-out")
        assert either.post("/sign-in/password", email=EMAIL, password=PASSWORD).location == "/registration"

    def test_who_lets_a_stranger_leave_finds_no_beginning_that_a_button_ends(
        self, visitor: Visitor, marisol: Account
    ) -> None:
        """The stranger went to the provider and no further; Back must not let the next person in as them."""
        asked = visitor.leave()
        visitor.sign_in()
        visitor.wicked.claims = {**VOUCHED, "email": NEW}
        back = visitor.back(GOOGLE, state=asked["state"], code=visitor.wicked.authorize(asked))
        assert back.location == "/dashboard"
        assert [one.account_id for one in rows(visitor.database, ResidentSession)] == [marisol.id]


STOPPED = {
    "cancelled": ("You did not sign in with Google", "You stopped there. Nobody was signed in and nothing changed."),
    "lost": ("Signing in with Google did not work", "That took too long, or was begun in another window."),
    "refused": ("Signing in with Google did not work", "Google answered something that we can’t trust"),
    "unreachable": ("Signing in with Google did not work", "Google can’t be reached just now."),
}


def cancel(visitor: Visitor) -> dict[str, str]:
    return {"error": "access_denied", "error_description": "<script>", "state": visitor.leave()["state"]}


def lose(_visitor: Visitor) -> dict[str, str]:
    return {"state": "made up", "code": "c0de"}


def refuse(visitor: Visitor) -> dict[str, str]:
    return {"state": visitor.leave()["state"], "code": "made up"}


def reach_nobody(visitor: Visitor) -> dict[str, str]:
    visitor.wicked.does[TOKEN] = saying(503, {})
    return {"state": visitor.leave()["state"], "code": "c0de"}


BRINGS = {"cancelled": cancel, "lost": lose, "refused": refuse, "unreachable": reach_nobody}


class TestStopped:
    @pytest.mark.parametrize("why", STOPPED)
    def test_says_why_and_shows_ways_on_and_lets_nobody_in(self, either: Visitor, why: str) -> None:
        came = either.back(GOOGLE, **BRINGS[why](either))
        assert (came.status, came.location) == (303, f"/social/google/stopped?why={why}")
        page = either.get(came.location)
        heading, said = STOPPED[why]
        assert (page.status, page.heading, page.is_whole) == (200, heading, not either.hx)
        assert said in page.words and "Every other way to sign in works as before." in page.words
        assert page.link("Choose another way") == "/sign-in"
        assert page.link("Try again with Google") == "/social/google"
        assert not rows(either.database, Account) and not rows(either.database, SocialSignIn) and not either.is_in

    @pytest.mark.parametrize("why", STOPPED)
    @pytest.mark.usefixtures("marisol")
    def test_leads_whoever_is_signed_in_back_to_what_they_were_adding(self, either: Visitor, why: str) -> None:
        either.sign_in()
        page = either.get(f"/social/google/stopped?why={why}")
        assert page.link("Return to how you sign in") == "/dashboard/authenticators"
        assert not page.link("Choose another way") and not page.link("Try again with Google")

    @pytest.mark.parametrize("query", ["", "?why=", "?why=<b>nonsense", "?why=lost&why=x&error_description=nonsense"])
    def test_says_nothing_that_stands_in_its_address(self, either: Visitor, query: str) -> None:
        page = either.get(f"/social/facebook/stopped{query}")
        assert (page.status, page.heading) == (200, "Signing in with Facebook did not work")
        assert "nonsense" not in page.words and "<b>" not in page.html

    @pytest.mark.parametrize("why", [one for one in STOPPED if one != "lost"])
    @pytest.mark.usefixtures("marisol")
    def test_leaves_whoever_is_signed_in_where_they_are(self, either: Visitor, why: str) -> None:
        either.sign_in()
        assert either.back(GOOGLE, **BRINGS[why](either)).location == f"/social/google/stopped?why={why}"
        assert either.is_in

    @pytest.mark.parametrize("state", STATES)
    def test_is_not_for_whoever_is_in_by_now_and_went_back(
        self, visitor: Visitor, clock: FixedClock, state: AccountState
    ) -> None:
        give(visitor.database, clock, resident(visitor.database, clock, state))
        asked = visitor.leave()
        visitor.wicked.claims = dict(VOUCHED)
        brought = {"state": asked["state"], "code": visitor.wicked.authorize(asked)}
        for _twice in range(2):
            assert visitor.back(GOOGLE, **brought).location == BELONGS[state]
        assert len(rows(visitor.database, ResidentSession)) == 1

    def test_another_way_works_right_after_it(self, either: Visitor, marisol: Account) -> None:
        either.back(GOOGLE, **reach_nobody(either))
        assert either.sign_in().location == "/dashboard"
