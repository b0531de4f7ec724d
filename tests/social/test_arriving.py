"""Somebody comes back from a provider: into their account, into a new one, or to what is still missing."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import delete

from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.models import Account, AccountState, Identity, Registration, ResidentSession, SocialSignIn
from css.web import cookies
from tests.builders import PASSWORD
from tests.sign_in.apps import with_app
from tests.social.people import (
    ADA,
    APPLE,
    BELONGS,
    FACEBOOK,
    GOOGLE,
    MICROSOFT,
    NAMELESS,
    NEW,
    RELAY,
    RELAYED,
    STATES,
    UNVOUCHED,
    VOUCHED,
    Visitor,
    app,
    either,
    give,
    kinds,
    marisol,
    opens,
    rows,
    visitor,
)
from tests.web.visits import EMAIL, SIGN_UP, code, resident

__all__ = ["app", "either", "marisol", "visitor"]
VOUCH = {GOOGLE: VOUCHED, APPLE: {**VOUCHED, "email_verified": "true"}, MICROSOFT: {**VOUCHED, "xms_edov": True}}


class TestNew:
    @pytest.mark.parametrize("provider", VOUCH)
    def test_by_a_vouched_email_begins_a_registration_with_the_names(
        self, visitor: Visitor, provider: Provider
    ) -> None:
        came = visitor.come(provider, VOUCH[provider])
        assert (came.status, came.location) == (303, "/registration")
        (account,), (draft,) = rows(visitor.database, Account), rows(visitor.database, Registration)
        assert (account.email, account.password_hash, account.state) == (EMAIL, None, AccountState.INCOMPLETE)
        assert (draft.account_id, draft.steps[0]) == (account.id, "acknowledgement")
        names = {"first_name": "Marisol", "last_name": "Peña", "mobile_phone": ""}
        assert draft.answers == {"personal-info": names}
        assert opens(visitor.database) == [(provider, account.id)]
        assert visitor.sees("/dashboard") == "/registration"

    def test_is_shown_the_first_step_and_by_name_in_the_banner(self, either: Visitor) -> None:
        to = either.come().location
        assert either.sees(to) == "/registration/acknowledgement"
        assert either.sees("/registration/acknowledgement") == "Step 1 of 3: Acknowledgement"
        assert "Marisol Peña" in either.client.get("/registration/acknowledgement").text

    def test_is_not_told_of_a_new_device_and_nothing_is_left_to_answer(self, visitor: Visitor) -> None:
        visitor.come()
        assert kinds(visitor.database) == [] and rows(visitor.database, SocialSignIn) == []
        assert not visitor.cookie(cookies.SOCIAL)

    def test_without_names_begins_all_the_same(self, visitor: Visitor) -> None:
        assert visitor.come(said={"email": EMAIL, "email_verified": True}).location == "/registration"
        (draft,) = rows(visitor.database, Registration)
        assert draft.answers["personal-info"]["first_name"] == draft.answers["personal-info"]["last_name"] == ""


class TestKnown:
    @pytest.mark.parametrize("state", STATES)
    def test_they_come_to_where_they_belong(
        self, visitor: Visitor, sqlite_database: Database, clock: FixedClock, state: AccountState
    ) -> None:
        """A pending resident's review stands in between: never the dashboard."""
        give(sqlite_database, clock, resident(sqlite_database, clock, state))
        assert visitor.come().location == BELONGS[state] == visitor.come().location
        assert visitor.sees("/dashboard") == ("Dashboard" if state is AccountState.ACTIVE else BELONGS[state])
        assert len(rows(sqlite_database, Account)) == len(rows(sqlite_database, Identity)) == 1

    def test_switched_off_nobody_is_let_in_and_the_page_says_why(
        self, either: Visitor, sqlite_database: Database, clock: FixedClock
    ) -> None:
        give(sqlite_database, clock, resident(sqlite_database, clock, AccountState.DEACTIVATED))
        came = either.come()
        assert came.location == "/sign-in?switched_off=y"
        assert "switched off" in either.get(came.location).words
        assert not rows(sqlite_database, ResidentSession) and not either.cookie(cookies.RESIDENT)
        assert not either.cookie(cookies.SOCIAL) and either.get("/dashboard").asks_to_sign_in

    @pytest.mark.parametrize("said", [{}, {"email": NEW, "email_verified": True}, UNVOUCHED], ids=str)
    def test_whatever_email_the_provider_says_by_now(
        self, visitor: Visitor, sqlite_database: Database, clock: FixedClock, said: dict[str, object]
    ) -> None:
        """The identity is known by provider and subject alone."""
        account = resident(sqlite_database, clock, AccountState.ACTIVE, ADA)
        give(sqlite_database, clock, account)
        resident(sqlite_database, clock, AccountState.ACTIVE, NEW)
        clock.advance(days=1)
        assert visitor.come(said=said).location == "/dashboard"
        (used,) = rows(sqlite_database, Identity)
        assert (used.account_id, used.last_used_at, used.email) == (account.id, clock.now(), said.get("email", ""))

    def test_the_same_subject_of_another_provider_is_somebody_else(
        self, visitor: Visitor, marisol: Account, clock: FixedClock
    ) -> None:
        give(visitor.database, clock, marisol)
        assert visitor.come(MICROSOFT, NAMELESS).location == "/social"
        assert not visitor.is_in

    def test_their_app_is_asked_for_first(self, either: Visitor, sqlite_database: Database, clock: FixedClock) -> None:
        owner = with_app(sqlite_database, clock)
        give(sqlite_database, clock, owner.account)
        assert either.come().location == "/sign-in/second-step"
        assert owner.count(ResidentSession) == 0 and either.get("/dashboard").asks_to_sign_in
        assert either.sees("/sign-in/second-step") == "Enter the code of your app"
        assert either.post("/sign-in/second-step", code=owner.wrong()).status == 422
        assert either.post("/sign-in/second-step", code=owner.code()).location == "/dashboard"
        assert either.is_in

    def test_an_unknown_device_is_told_of_by_mail_and_a_known_one_is_not(
        self, app: Flask, visitor: Visitor, marisol: Account, clock: FixedClock
    ) -> None:
        give(visitor.database, clock, marisol)
        for _twice in range(2):
            visitor.come()
            visitor.post("/sign-out")
            assert kinds(visitor.database).count("new-device") == 1
        Visitor(app, visitor.wicked).come()
        assert kinds(visitor.database).count("new-device") == 2

    def test_removed_while_they_were_away_it_lets_nobody_in(
        self, visitor: Visitor, marisol: Account, clock: FixedClock
    ) -> None:
        give(visitor.database, clock, marisol)
        asked = visitor.leave()
        with visitor.database.writing() as session:
            session.exec(delete(Identity))
            session.commit()
        visitor.wicked.claims = dict(VOUCHED)
        came = visitor.back(GOOGLE, state=asked["state"], code=visitor.wicked.authorize(asked))
        assert came.location == "/social" and visitor.sees() == "You have an account already"
        assert not visitor.is_in and opens(visitor.database) == []


class TestSession:
    def test_it_is_another_each_time_and_this_browsers_old_one_ends(
        self, visitor: Visitor, marisol: Account, clock: FixedClock
    ) -> None:
        give(visitor.database, clock, marisol)
        visitor.sign_in()
        seen = {visitor.cookie(cookies.RESIDENT)}
        for _twice in range(2):
            visitor.come()
            assert len(rows(visitor.database, ResidentSession)) == 1
            seen.add(visitor.cookie(cookies.RESIDENT))
        assert len(seen) == 3

    def test_somebody_elses_in_this_browser_ends_too(
        self, visitor: Visitor, marisol: Account, clock: FixedClock
    ) -> None:
        resident(visitor.database, clock, AccountState.ACTIVE, ADA)
        give(visitor.database, clock, marisol)
        visitor.sign_in(ADA)
        visitor.come()
        assert [one.account_id for one in rows(visitor.database, ResidentSession)] == [marisol.id]

    def test_another_browsers_goes_on(self, app: Flask, visitor: Visitor, marisol: Account, clock: FixedClock) -> None:
        give(visitor.database, clock, marisol)
        other = Visitor(app, visitor.wicked)
        other.sign_in()
        visitor.come()
        assert other.is_in and visitor.is_in

    def test_it_is_not_kept_longer_than_the_browser_is_open(
        self, visitor: Visitor, marisol: Account, clock: FixedClock
    ) -> None:
        give(visitor.database, clock, marisol)
        visitor.come()
        (one,) = rows(visitor.database, ResidentSession)
        assert not one.kept and one.expires_at == clock.now() + timedelta(hours=12)

    @pytest.mark.parametrize("known", [True, False])
    def test_what_else_was_begun_with_this_browser_is_forgotten(
        self, visitor: Visitor, clock: FixedClock, known: bool
    ) -> None:
        if known:
            give(visitor.database, clock, resident(visitor.database, clock, AccountState.ACTIVE))
        left = visitor.leave(MICROSOFT)
        visitor.come()
        with visitor.client.session_transaction() as kept:
            assert "social" not in kept
        code = visitor.wicked.authorize(left)
        assert visitor.back(MICROSOFT, state=left["state"], code=code).location in BELONGS.values()


class TestSomethingIsMissing:
    @pytest.mark.parametrize(
        ("provider", "said", "prefilled"),
        [
            (FACEBOOK, NAMELESS, ""),
            (FACEBOOK, VOUCHED, EMAIL),
            (GOOGLE, UNVOUCHED, EMAIL),
            (GOOGLE, {"email_verified": True}, ""),
            (MICROSOFT, VOUCHED, EMAIL),
            (APPLE, {"email": "no address", "email_verified": True}, ""),
        ],
    )
    def test_an_email_that_is_not_vouched_for_is_asked_for(
        self, either: Visitor, provider: Provider, said: dict[str, object], prefilled: str
    ) -> None:
        assert either.come(provider, said).location == "/social"
        page = either.get("/social")
        assert page.heading == "Which email address is yours?" and page.value("email") == prefilled
        assert f"{provider.brand} has told us who you are" in page.words
        assert page.buttons == ["Send the code", "Choose another way"]
        assert nothing_happened(either)

    def test_a_relay_address_is_shown_before_anything_is_opened(self, either: Visitor) -> None:
        assert either.come(APPLE, RELAYED).location == "/social"
        page = either.get("/social")
        assert page.heading == "Is this address right for you?" and RELAY in page.words
        assert page.buttons == ["Go on with this address", "Choose another way"]
        assert page.link("Use my own address") == "/social/email"
        assert nothing_happened(either)
        assert either.post("/social/accept").location == "/registration"
        (account,) = rows(either.database, Account)
        assert account.email == RELAY and opens(either.database) == [(APPLE, account.id)]
        assert either.is_in and not either.cookie(cookies.SOCIAL) and not rows(either.database, SocialSignIn)

    def test_instead_of_a_relay_address_another_can_be_proven(self, either: Visitor) -> None:
        either.come(APPLE, RELAYED)
        page = either.get("/social/email")
        assert page.heading == "Which email address is yours?" and page.value("email") == ""
        either.post("/social/email", email=NEW)
        assert either.post("/verify", code=code(either.database, NEW)).location == "/registration"
        (account,) = rows(either.database, Account)
        assert account.email == NEW and kinds(either.database, RELAY) == []

    def test_a_vouched_email_of_an_account_opens_nothing_by_itself(self, either: Visitor, marisol: Account) -> None:
        before = kinds(either.database)
        assert either.come(said={**VOUCHED, "email": "Marisol@Example.com"}).location == "/social"
        page = either.get("/social")
        assert page.heading == "You have an account already" and "Marisol@" in page.words
        assert page.link("Choose another way to sign in") == "/sign-in"
        assert page.link("Use another email address") == "/social/email"
        assert nothing_happened(either) and kinds(either.database) == before


class TestAnUnprovenSignUp:
    def test_begun_before_is_not_taken_over_and_its_code_comes_too_late(self, app: Flask, visitor: Visitor) -> None:
        stranger = Visitor(app, visitor.wicked)
        stranger.post("/sign-up", **SIGN_UP)
        typed = code(visitor.database)
        assert visitor.come().location == "/registration"
        late = stranger.post("/verify", code=typed)
        assert late.status == 422 and "has an account by now" in late.words
        assert not stranger.is_in and stranger.sign_in().status == 422
        (account,) = rows(visitor.database, Account)
        assert account.password_hash is None

    def test_begun_afterwards_is_told_by_mail_alone(self, app: Flask, visitor: Visitor) -> None:
        visitor.come()
        stranger = Visitor(app, visitor.wicked)
        assert stranger.post("/sign-up", **SIGN_UP).location == "/verify"
        assert kinds(visitor.database) == ["account-exists"]

    def test_proven_while_the_others_code_was_on_its_way_has_the_email(self, app: Flask, visitor: Visitor) -> None:
        theirs = visitor.come_and_give(EMAIL)
        other = Visitor(app, visitor.wicked)
        other.post("/sign-up", **SIGN_UP)
        assert other.post("/verify", code=code(visitor.database)).location == "/registration"
        late = visitor.post("/verify", code=theirs)
        assert late.status == 422 and "Please begin again" in late.words
        assert opens(visitor.database) == [] and not visitor.is_in
        assert other.post("/sign-in/password", email=EMAIL, password=PASSWORD).location == "/registration"


def nothing_happened(visitor: Visitor) -> bool:
    """Nobody is let in, nothing is opened or linked."""
    accounts = {one.id for one in rows(visitor.database, Account) if one.password_hash is None}
    return not (accounts or opens(visitor.database) or rows(visitor.database, ResidentSession) or visitor.is_in)
