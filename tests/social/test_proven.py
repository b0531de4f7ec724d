"""The right code after coming from a provider: a new account, or one that has the email, which is told of it."""

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, Identity, Registration, ResidentSession, SocialSignIn
from css.web import cookies
from tests.accounts import email_desk
from tests.sign_in.apps import with_app
from tests.social.people import (
    ADA,
    BELONGS,
    FACEBOOK,
    GOOGLE,
    NAMELESS,
    NEW,
    STATES,
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
    wrong,
)
from tests.web.visits import EMAIL, code, resident

__all__ = ["app", "either", "marisol", "visitor"]
ADDED = "Facebook was added to your account"
LIST = "/dashboard/authenticators"


def test_it_opens_a_new_account_with_the_names(either: Visitor) -> None:
    typed = either.come_and_give(NEW)
    assert either.post("/verify", code=typed).location == "/registration"
    (account,), (draft,) = rows(either.database, Account), rows(either.database, Registration)
    assert (account.email, account.password_hash, draft.account_id) == (NEW, None, account.id)
    assert draft.answers["personal-info"] == {"first_name": "Marisol", "last_name": "Peña", "mobile_phone": ""}
    assert opens(either.database) == [(FACEBOOK, account.id)]
    assert either.is_in and not either.cookie(cookies.SOCIAL) and not rows(either.database, SocialSignIn)
    assert kinds(either.database, NEW) == ["verification-code"] and noted(either.database) == []


def test_from_then_on_the_button_suffices(app: Flask, visitor: Visitor) -> None:
    visitor.post("/verify", code=visitor.come_and_give(NEW))
    assert Visitor(app, visitor.wicked).come(FACEBOOK, NAMELESS).location == "/registration"


@pytest.mark.parametrize("state", STATES)
def test_it_lets_into_the_account_that_has_the_email_and_adds_the_identity(
    either: Visitor, sqlite_database: Database, clock: FixedClock, state: AccountState
) -> None:
    owner = resident(sqlite_database, clock, state)
    typed = either.come_and_give(EMAIL)
    assert opens(sqlite_database) == [] and told_of_changes(sqlite_database) == []
    assert either.post("/verify", code=typed).location == BELONGS[state]
    assert opens(sqlite_database) == [(FACEBOOK, owner.id)] and len(rows(sqlite_database, Account)) == 1
    assert told_of_changes(sqlite_database) == [ADDED]
    assert "new-device" not in kinds(sqlite_database)  # one mail tells of both
    assert noted(sqlite_database) == [("identity.added", owner.public_id, owner.public_id)]
    assert either.is_in and not either.cookie(cookies.SOCIAL) and not rows(sqlite_database, SocialSignIn)


def test_where_the_provider_vouches_for_the_accounts_email_the_code_is_asked_for_all_the_same(
    either: Visitor, marisol: Account
) -> None:
    either.come()
    either.post("/social/email", email=EMAIL)
    assert either.post("/verify", code=code(either.database)).location == "/dashboard"
    assert opens(either.database) == [(GOOGLE, marisol.id)]


def test_with_another_address_the_account_of_that_one_is_meant(
    either: Visitor, marisol: Account, clock: FixedClock
) -> None:
    ada = resident(either.database, clock, AccountState.ACTIVE, ADA)
    either.come()
    either.post("/social/email", email=ADA)
    either.post("/verify", code=code(either.database, ADA))
    assert opens(either.database) == [(GOOGLE, ada.id)]
    assert told_of_changes(either.database, ADA) and not told_of_changes(either.database)


class TestWithAnApp:
    def test_nothing_is_added_before_its_code(
        self, either: Visitor, sqlite_database: Database, clock: FixedClock
    ) -> None:
        """Or whoever reads the mail could give themselves a way in that stays."""
        owner = with_app(sqlite_database, clock)
        before = told_of_changes(sqlite_database)
        assert either.post("/verify", code=either.come_and_give(EMAIL)).location == "/sign-in/second-step"
        assert opens(sqlite_database) == [] and owner.count(ResidentSession) == 0
        assert either.post("/social/add").location == "/sign-in"
        assert either.sees("/social") == "/sign-in"
        assert either.post("/sign-in/second-step", code=owner.wrong()).status == 422
        assert told_of_changes(sqlite_database) == before and noted(sqlite_database) == []

    def test_after_it_they_are_asked_whether_to_add_it(
        self, either: Visitor, sqlite_database: Database, clock: FixedClock
    ) -> None:
        owner = with_app(sqlite_database, clock)
        either.post("/verify", code=either.come_and_give(EMAIL))
        assert either.post("/sign-in/second-step", code=owner.code()).location == "/social"
        assert either.sees("/social") == "Add Facebook to your account" and opens(sqlite_database) == []
        assert either.post("/social/add").location == "/dashboard"
        assert opens(sqlite_database) == [(FACEBOOK, owner.account.id)]
        assert told_of_changes(sqlite_database)[-1] == ADDED and len(noted(sqlite_database)) == 1

    def test_somebody_else_who_signs_in_there_is_not_asked(
        self, either: Visitor, sqlite_database: Database, clock: FixedClock
    ) -> None:
        with_app(sqlite_database, clock)
        resident(sqlite_database, clock, AccountState.ACTIVE, ADA)
        either.post("/verify", code=either.come_and_give(EMAIL))
        either.sign_in(ADA)
        assert either.post("/social/add").location == "/dashboard" and opens(sqlite_database) == []
        assert either.sees("/social") == "/dashboard" and not either.cookie(cookies.SOCIAL)

    def test_the_button_let_in_before_the_code_asks_for_the_app_too(
        self, either: Visitor, sqlite_database: Database, clock: FixedClock
    ) -> None:
        owner = with_app(sqlite_database, clock)
        give(sqlite_database, clock, owner.account, FACEBOOK)
        assert either.come(FACEBOOK, NAMELESS).location == "/sign-in/second-step"


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_into_an_account_that_is_switched_off_nothing_is_added(
    either: Visitor, sqlite_database: Database, clock: FixedClock, when: str
) -> None:
    owner = resident(sqlite_database, clock, AccountState.DEACTIVATED if when == "before" else AccountState.ACTIVE)
    typed = either.come_and_give(EMAIL)
    with sqlite_database.writing() as session:
        session.get_one(Account, owner.id).state = AccountState.DEACTIVATED
        session.commit()
    before = kinds(sqlite_database)
    assert either.post("/verify", code=typed).location == "/sign-in?switched_off=y"
    assert opens(sqlite_database) == [] and kinds(sqlite_database) == before and noted(sqlite_database) == []
    assert not rows(sqlite_database, ResidentSession) and not either.cookie(cookies.SOCIAL)


class TestWrong:
    @pytest.mark.parametrize("known", [True, False])
    def test_codes_are_counted_and_let_nobody_in(self, either: Visitor, clock: FixedClock, known: bool) -> None:
        if known:
            resident(either.database, clock, AccountState.ACTIVE)
        typed = either.come_and_give(EMAIL)
        for _try in range(4):
            page = either.post("/verify", code=wrong(typed))
            assert (page.status, page.message("code")) == (422, "That code is not right. Check it and try again.")
        for last in (wrong(typed), typed):
            assert "no longer works" in either.post("/verify", code=last).message("code")
        assert opens(either.database) == [] and not either.is_in

    def test_after_ten_minutes_it_has_expired_and_another_works(self, either: Visitor, clock: FixedClock) -> None:
        old = either.come_and_give(NEW)
        clock.advance(minutes=10)
        assert "has expired" in either.post("/verify", code=old).message("code")
        assert either.post("/verify/resend").location == "/verify?sent=again"
        assert either.post("/verify", code=code(either.database, NEW)).location == "/registration"

    def test_in_another_browser_it_is_worth_nothing(self, app: Flask, visitor: Visitor, marisol: Account) -> None:
        typed = visitor.come_and_give(EMAIL)
        other = Visitor(app, visitor.wicked)
        assert other.post("/verify", code=typed).location == "/sign-up"
        other.come_and_give(NEW)
        assert other.post("/verify", code=typed).status == 422
        assert opens(visitor.database) == []

    def test_once_used_it_is_gone(self, visitor: Visitor) -> None:
        typed, secret = visitor.come_and_give(NEW), visitor.cookie(cookies.SOCIAL)
        visitor.post("/verify", code=typed)
        visitor.post("/sign-out")
        visitor.client.set_cookie(cookies.SOCIAL.name, secret)
        assert visitor.post("/verify", code=typed).location == "/sign-up" and not visitor.is_in


class TestTooLate:
    """The right code, and somebody else was quicker."""

    def test_the_identity_opens_another_account_by_now(
        self, either: Visitor, marisol: Account, clock: FixedClock
    ) -> None:
        typed = either.come_and_give(EMAIL)
        ada = resident(either.database, clock, AccountState.ACTIVE, ADA)
        give(either.database, clock, ada, FACEBOOK)
        page = either.post("/verify", code=typed)
        assert page.status == 422 and "Please begin again" in page.message("code")
        assert opens(either.database) == [(FACEBOOK, ada.id)] and not either.is_in
        assert told_of_changes(either.database) == told_of_changes(either.database, ADA) == []

    def test_the_identity_opens_this_account_already(
        self, either: Visitor, marisol: Account, clock: FixedClock
    ) -> None:
        typed = either.come_and_give(EMAIL)
        give(either.database, clock, marisol, FACEBOOK)
        assert either.post("/verify", code=typed).location == "/dashboard"
        assert len(rows(either.database, Identity)) == 1
        assert told_of_changes(either.database) == [] and noted(either.database) == []

    def test_the_account_has_another_email_by_now(self, either: Visitor, marisol: Account, clock: FixedClock) -> None:
        typed = either.come_and_give(EMAIL)
        with either.database.writing() as session:
            email_desk.change(session, session.get_one(Account, marisol.id), clock, NEW)
            session.commit()
        assert either.post("/verify", code=typed).location == "/sign-up"
        assert opens(either.database) == [] and not rows(either.database, SocialSignIn) and not either.is_in


@pytest.mark.parametrize("said", [VOUCHED, UNVOUCHED], ids=["vouched", "unvouched"])
def test_an_identity_that_was_added_elsewhere_meanwhile_is_simply_known(
    visitor: Visitor, marisol: Account, clock: FixedClock, said: dict[str, object]
) -> None:
    visitor.come(GOOGLE, said)
    give(visitor.database, clock, marisol)
    visitor.come(GOOGLE, said)
    assert visitor.is_in and opens(visitor.database) == [(GOOGLE, marisol.id)]
