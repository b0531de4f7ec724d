"""What somebody signs in with can be taken away, but never the last of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session, select

from css.accounts import authenticators, owners
from css.accounts.authenticators import LastWayIn
from css.accounts.changes import password_changes
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.models import Account, Identity, Passkey
from tests.accounts.app_desk import apps_of, give_app
from tests.accounts.app_desk import told as told_by_mail
from tests.accounts.email_desk import ADA
from tests.accounts.social_desk import GOOGLE, MICROSOFT, add, identity, owned, passkey, remove, social_account
from tests.builders import account, mailer, password_hash

Give = Callable[[Session, FixedClock, Account], object]


def a_password(session: Session, clock: FixedClock, owner: Account) -> None:
    now: datetime = clock.now()
    password_changes.change(session, owner, password_hash(), mailer=mailer(), now=now)
    session.flush()


OTHER_WAYS: dict[str, Give] = {"password": a_password, "passkey": passkey, "identity": add}
each_way = pytest.mark.parametrize("give", OTHER_WAYS.values(), ids=OTHER_WAYS)


def test_an_identity_is_not_removed_as_the_last_way_in(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = social_account(session, clock)
        with pytest.raises(LastWayIn):
            remove(session, clock, owner, identity(session))
        assert owned(session, owner) == [("google", "1001")] and told_by_mail(session) == []


@each_way
def test_it_is_removed_once_there_is_another_and_the_owner_is_told_once(
    database: Database, clock: FixedClock, give: Give
) -> None:
    with database.writing() as session:
        owner = social_account(session, clock)
        give(session, clock, owner)
        found = identity(session)
        for _ in range(2):  # the second time by a window that still shows it
            remove(session, clock, owner, found)
        assert ("google", "1001") not in owned(session, owner)
        assert told_by_mail(session).count("Google was removed from your account") == 1


def test_of_two_identities_one_can_be_removed_and_the_other_not(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = social_account(session, clock)
        add(session, clock, owner, replace(GOOGLE, subject="1002"))
        remove(session, clock, owner, identity(session))
        with pytest.raises(LastWayIn):
            remove(session, clock, owner, identity(session, replace(GOOGLE, subject="1002")))
        assert owned(session, owner) == [("google", "1002")]


def without_identity(session: Session, clock: FixedClock) -> tuple[Account, Passkey]:
    """Somebody with a passkey and nothing else."""
    owner = social_account(session, clock)
    found = passkey(session, clock, owner)
    remove(session, clock, owner, identity(session))
    return owner, found


def test_a_passkey_is_not_removed_as_the_last_way_in(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, found = without_identity(session, clock)
        with pytest.raises(LastWayIn):
            remove(session, clock, owner, found)
        assert session.exec(select(Passkey)).one() == found
        assert "A passkey was removed" not in told_by_mail(session)


@each_way
def test_a_passkey_is_removed_once_there_is_another_way(database: Database, clock: FixedClock, give: Give) -> None:
    with database.writing() as session:
        owner, found = without_identity(session, clock)
        give(session, clock, owner)
        remove(session, clock, owner, found)
        assert found not in session.exec(select(Passkey)).all()
        assert told_by_mail(session).count("A passkey was removed") == 1


def test_an_app_is_no_way_in(database: Database, clock: FixedClock) -> None:
    """It only stands beside another. It can always go, and nothing else may go because of it."""
    with database.writing() as session:
        owner = social_account(session, clock)
        whose = owners.of_account(owner)
        give_app(session, whose, clock)
        with pytest.raises(LastWayIn):
            remove(session, clock, owner, identity(session))
        apps = apps_of(session, whose, clock)
        assert not authenticators.is_last_way_in(session, whose, apps.all()[0], buttons=())
        remove(session, clock, owner, apps.all()[0], buttons=())
        assert apps.all() == []


def test_an_identity_whose_button_the_city_has_taken_away_is_no_way_in(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = social_account(session, clock)
        add(session, clock, owner)
        with pytest.raises(LastWayIn):
            remove(session, clock, owner, identity(session), buttons=(Provider.GOOGLE, Provider.APPLE))
        remove(session, clock, owner, identity(session, MICROSOFT), buttons=(Provider.GOOGLE, Provider.APPLE))
        assert owned(session, owner) == [("google", "1001")]


def test_what_others_have_does_not_count(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, ada = social_account(session, clock), account(session, clock.now(), ADA)
        add(session, clock, ada)
        passkey(session, clock, ada)
        with pytest.raises(LastWayIn):
            remove(session, clock, owner, identity(session))


def test_an_identity_is_found_by_its_owner_alone(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, ada = social_account(session, clock), account(session, clock.now(), ADA)
        found = identity(session)
        add(session, clock, owner)
        mine = apps_of(session, owners.of_account(owner), clock)
        theirs = apps_of(session, owners.of_account(ada), clock)
        for told in (GOOGLE, MICROSOFT):
            assert authenticators.find(session, mine, identity(session, told).public_id) == identity(session, told)
        with pytest.raises(NoResultFound):
            authenticators.find(session, theirs, found.public_id)
        remove(session, clock, ada, found)
        assert len(session.exec(select(Identity)).all()) == 2 and told_by_mail(session, ADA.email) == []
