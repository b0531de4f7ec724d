"""One more way into an account: asked for at "How you sign in", or offered to whoever signed in by another way."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.providers import Provider
from css.models import Account, AccountState, ResidentSession, SocialSignIn
from css.web import cookies
from tests.accounts.authenticator import Device
from tests.builders import PASSWORD
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
    give,
    kinds,
    marisol,
    noted,
    opens,
    rows,
    told_of_changes,
    visitor,
)
from tests.web.visits import EMAIL, code, csrf_token, resident

__all__ = ["app", "either", "marisol", "visitor"]
LIST = "/dashboard/authenticators"
ADDED = "Google was added to your account"
PAGE = "Add Google to your account"
PASSKEY = f"{LIST}/passkey"


@pytest.fixture
def ada(either: Visitor, clock: FixedClock) -> Account:
    """Somebody else."""
    return resident(either.database, clock, AccountState.ACTIVE, ADA)


@pytest.fixture
def inside(either: Visitor, marisol: Account) -> Visitor:
    """Marisol, signed in with her password just now."""
    assert either.sign_in().location == "/dashboard"
    return either


class TestAskedFor:
    @pytest.mark.parametrize(
        ("provider", "said", "shown"),
        [
            (GOOGLE, {"email": NEW, "email_verified": True}, NEW),
            (GOOGLE, UNVOUCHED, EMAIL),
            (APPLE, RELAYED, RELAY),
            (FACEBOOK, NAMELESS, "with your Facebook account. Add it only"),
        ],
    )
    def test_the_page_says_what_it_means_and_a_yes_adds_it(
        self, inside: Visitor, marisol: Account, provider: Provider, said: Mapping[str, Any], shown: str
    ) -> None:
        """Whatever its email is: the address of the account stays what it was."""
        assert inside.come(provider, said, adding=True).location == "/social"
        page = inside.get("/social")
        assert page.heading == f"Add {provider.brand} to your account" and shown in page.words
        assert f"The address that we write to stays the same: {EMAIL}" in page.words
        assert page.buttons == ["Add it", "Go on without it"] and opens(inside.database) == []
        assert inside.post("/social/add").location == LIST
        assert opens(inside.database) == [(provider, marisol.id)]
        assert [one.email for one in rows(inside.database, Account)] == [EMAIL]

    def test_it_is_said_noted_and_told_by_mail_once(self, inside: Visitor, marisol: Account) -> None:
        inside.come(adding=True)
        inside.post("/social/add")
        assert "You can sign in with Google from now on." in inside.get(LIST).html
        assert told_of_changes(inside.database) == [ADDED]
        assert noted(inside.database) == [("identity.added", marisol.public_id, marisol.public_id)]
        assert not inside.cookie(cookies.SOCIAL) and not rows(inside.database, SocialSignIn)
        assert inside.post("/social/add").location == "/dashboard" and len(noted(inside.database)) == 1

    def test_from_then_on_it_lets_in(self, app: Flask, inside: Visitor) -> None:
        inside.come(adding=True)
        inside.post("/social/add")
        assert Visitor(app, inside.wicked).come(said={}).location == "/dashboard"

    def test_going_on_without_it_keeps_nothing(self, inside: Visitor) -> None:
        inside.come(adding=True)
        assert inside.post("/social/forget").location == LIST
        assert opens(inside.database) == [] and not rows(inside.database, SocialSignIn)
        assert inside.sees() == "/dashboard" and told_of_changes(inside.database) == []

    def test_one_that_opens_another_account_is_refused_on_the_page(
        self, inside: Visitor, ada: Account, clock: FixedClock
    ) -> None:
        give(inside.database, clock, ada)
        inside.come(adding=True)
        page = inside.get("/social")
        assert page.heading == PAGE and "opens another account here" in page.words
        assert page.buttons == ["Go on without it"] and page.link("Sign in") == ""
        assert inside.post("/social/add").location == "/social"  # by a window that still had its button
        assert opens(inside.database) == [(GOOGLE, ada.id)]
        assert not noted(inside.database) and not told_of_changes(inside.database)
        assert inside.post("/social/forget").location == LIST and inside.is_in

    def test_one_that_is_mine_already_is_not_added_twice(
        self, inside: Visitor, marisol: Account, clock: FixedClock
    ) -> None:
        give(inside.database, clock, marisol)
        inside.come(adding=True)
        assert inside.post("/social/add").location == LIST
        inside.come(adding=True)
        assert inside.get("/social").location == LIST
        assert "You can sign in with Google from now on." in inside.get(LIST).html
        assert opens(inside.database) == [(GOOGLE, marisol.id)]
        assert not noted(inside.database) and not told_of_changes(inside.database)


class TestAFreshProof:
    def test_is_asked_for_before_they_leave(self, inside: Visitor, clock: FixedClock) -> None:
        clock.advance(minutes=10)
        confirm = "/dashboard/confirm?to=authenticators.index"
        assert inside.client.get("/social/google/add").location == confirm
        assert inside.post(confirm, current_password=PASSWORD).location == f"{LIST}?done=confirmed"
        assert inside.come(adding=True).location == "/social"

    def test_is_asked_for_again_where_they_were_away_too_long(self, inside: Visitor, clock: FixedClock) -> None:
        inside.come(adding=True)
        clock.advance(minutes=10)
        confirm = "/dashboard/confirm?to=social.index"
        assert inside.sees() == PAGE and inside.post("/social/add").location == confirm
        assert opens(inside.database) == []
        assert inside.post(confirm, current_password=PASSWORD).location == "/social"
        assert inside.post("/social/add").location == LIST and len(opens(inside.database)) == 1

    def test_is_what_whoever_is_not_signed_in_cannot_give(self, either: Visitor) -> None:
        assert either.client.get("/social/google/add").location == "/sign-in"
        assert either.wicked.asked.total() == 0

    @pytest.mark.parametrize("email", [EMAIL, NEW])
    def test_is_lost_with_the_session_and_no_other_account_begins(
        self, inside: Visitor, clock: FixedClock, email: str
    ) -> None:
        asked = inside.leave(adding=True)
        clock.advance(minutes=31)
        inside.wicked.claims = {"email": email, "email_verified": True}
        came = inside.back(GOOGLE, state=asked["state"], code=inside.wicked.authorize(asked))
        assert came.location == "/sign-in?late=y" and not inside.cookie(cookies.SOCIAL)
        assert "Please begin again" in inside.get(came.location).words
        assert len(rows(inside.database, Account)) == 1 and opens(inside.database) == []
        assert not rows(inside.database, SocialSignIn)

    def test_of_one_resident_is_not_anothers(self, inside: Visitor, ada: Account) -> None:
        inside.come(adding=True)
        inside.sign_in(ADA)
        assert inside.post("/social/add").location == "/dashboard" and inside.sees() == "/dashboard"
        assert opens(inside.database) == []

    def test_is_worth_nothing_once_they_were_signed_out(self, inside: Visitor, clock: FixedClock) -> None:
        inside.come(said={**VOUCHED, "email": NEW}, adding=True)
        clock.advance(minutes=31)
        assert inside.sees() == "/sign-in" and inside.post("/social/add").location == "/sign-in"
        for path in ("email", "accept"):
            assert inside.post(f"/social/{path}", email=NEW).location == "/social"
        assert len(rows(inside.database, Account)) == 1 and kinds(inside.database, NEW) == []
        assert inside.sign_in().location == "/social" and inside.sees() == PAGE


class TestOfferedAfterSigningIn:
    """The provider vouches for the email of an account, whose owner chose another way to sign in."""

    def test_with_the_password(self, either: Visitor, marisol: Account) -> None:
        either.come()
        assert either.sign_in().location == "/social" and either.sees() == PAGE
        assert opens(either.database) == []
        assert either.post("/social/add").location == "/dashboard"
        assert opens(either.database) == [(GOOGLE, marisol.id)] and told_of_changes(either.database) == [ADDED]

    def test_with_another_button(self, either: Visitor, marisol: Account, clock: FixedClock) -> None:
        give(either.database, clock, marisol, MICROSOFT)
        either.come()
        assert either.come(MICROSOFT, {}).location == "/social" and either.sees() == PAGE
        either.post("/social/add")
        assert opens(either.database) == [(MICROSOFT, marisol.id), (GOOGLE, marisol.id)]

    @pytest.mark.usefixtures("marisol")
    def test_with_a_code_by_mail(self, either: Visitor) -> None:
        either.come()
        either.post("/sign-in/code", email=EMAIL)
        assert either.post("/verify", code=code(either.database)).location == "/social"
        assert either.sees() == PAGE and opens(either.database) == []

    @pytest.mark.usefixtures("marisol")
    def test_with_a_passkey(self, either: Visitor) -> None:
        either.sign_in()
        device = Device()
        credential = device.make(either.client.get(f"{PASSKEY}/options").text)
        assert either.post(PASSKEY, credential=credential, name="Phone").status == 303
        either.post("/sign-out")
        either.come()
        used = device.use(either.client.get("/sign-in/passkey/options").text)
        assert either.post("/sign-in/passkey", credential=used).location == "/social" and either.sees() == PAGE

    @pytest.mark.usefixtures("marisol")
    def test_without_a_yes_nothing_is_added(self, either: Visitor) -> None:
        either.come()
        either.sign_in()
        assert either.post("/social/forget").location == "/dashboard"
        assert opens(either.database) == [] and either.is_in and not either.cookie(cookies.SOCIAL)

    @pytest.mark.usefixtures("marisol")
    def test_somebody_else_is_not_asked(self, either: Visitor, ada: Account) -> None:
        either.come()
        assert either.sign_in(ADA).location == "/social"
        assert either.post("/social/add").location == "/dashboard" and opens(either.database) == []
        assert either.sees() == "/dashboard" and not either.cookie(cookies.SOCIAL)

    @pytest.mark.parametrize(("provider", "said"), [(FACEBOOK, VOUCHED), (GOOGLE, UNVOUCHED), (APPLE, RELAYED)])
    @pytest.mark.usefixtures("marisol")
    def test_nor_is_anybody_where_the_provider_does_not_vouch_for_just_this_email(
        self, either: Visitor, provider: Provider, said: Mapping[str, Any]
    ) -> None:
        either.come(provider, said)
        either.sign_in()
        assert either.sees() == "/dashboard" and either.post("/social/add").location == "/dashboard"
        assert opens(either.database) == []


@pytest.mark.parametrize("path", ["add", "accept", "forget", "email"])
def test_another_site_can_post_none_of_it(inside: Visitor, path: str) -> None:
    inside.come(adding=True)
    inside.app.config["WTF_CSRF_ENABLED"] = True
    assert inside.post(f"/social/{path}", email=NEW).status == 400
    assert inside.post(f"/social/{path}", email=NEW, csrf_token="made up").status == 400
    assert opens(inside.database) == [] and len(rows(inside.database, SocialSignIn)) == 1
    assert inside.sees() == PAGE
    token = csrf_token(inside.client.get("/social"))
    assert inside.post("/social/add", csrf_token=token).location == LIST


def test_but_for_the_providers_own_form_which_only_leads_on(inside: Visitor) -> None:
    """Apple's, to which the browser gives no cookies; what it brings is looked at where it leads to."""
    asked = inside.leave(APPLE, adding=True)
    inside.app.config["WTF_CSRF_ENABLED"] = True
    inside.wicked.claims = dict(RELAYED)
    brought = {"code": inside.wicked.authorize(asked), "state": asked["state"]}
    sent = inside.client.post("/social/apple/callback", data=brought)
    assert sent.status_code == 303 and not rows(inside.database, SocialSignIn)
    assert inside.client.get(sent.location).location == "/social"
    assert inside.sees() == "Add Apple to your account" and len(rows(inside.database, ResidentSession)) == 1
