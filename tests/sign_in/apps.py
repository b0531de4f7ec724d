"""What the tests of signing in with an authenticator app share."""

from dataclasses import dataclass

from sqlmodel import select

from css.accounts import owners
from css.accounts.second_factor.apps import Offer
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, RecoveryCode, ResidentSession
from tests.accounts.app_desk import give_app
from tests.totp import shown
from tests.web.visits import EMAIL, resident


@dataclass
class Marisol:
    """A resident with an app."""

    account: Account
    offer: Offer
    clock: FixedClock
    database: Database

    def code(self, steps: int = 0) -> str:
        """What the app shows now, or so many steps later."""
        return shown(self.offer.secret, self.clock.now(), steps=steps)

    def wrong(self) -> str:
        """Not what it shows now."""
        near = {self.code(steps) for steps in (-1, 0, 1)}
        return next(code for code in ("000000", "000001", "000002", "000003") if code not in near)

    def deactivate(self) -> None:
        with self.database.writing() as session:
            session.get_one(Account, self.account.id).state = AccountState.DEACTIVATED
            session.commit()

    def count(self, table: type[ResidentSession | RecoveryCode]) -> int:
        with self.database.reading() as session:
            return len(session.exec(select(table)).all())


def with_app(
    database: Database, clock: FixedClock, state: AccountState = AccountState.ACTIVE, email: str = EMAIL
) -> Marisol:
    """The app was added a while ago."""
    account = resident(database, clock, state, email)
    with database.writing() as session:
        offer = give_app(session, owners.of_account(account), clock)
        session.commit()
    clock.advance(minutes=1)
    return Marisol(account, offer, clock, database)
