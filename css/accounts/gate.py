"""The one gate: who may enter, and where to. Every way of proving who somebody is passes through here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from css.accounts import owners, sessions
from css.accounts.second_factor import apps, second_steps
from css.models import Account, AccountState, ResidentSession


class Destination(StrEnum):
    """Where somebody who has proven who they are is let in to."""

    WIZARD = "wizard"
    STATUS = "status"
    DASHBOARD = "dashboard"
    SECOND_STEP = "second step"
    NOWHERE = "nowhere"


_DESTINATIONS = {
    AccountState.INCOMPLETE: Destination.WIZARD,
    AccountState.PENDING: Destination.STATUS,
    AccountState.DENIED: Destination.STATUS,
    AccountState.ACTIVE: Destination.DASHBOARD,
    AccountState.DEACTIVATED: Destination.NOWHERE,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Where to, and the token of the session that was opened, or of the second step; empty where nobody was let in."""

    destination: Destination
    token: str = ""

    @property
    def opened(self) -> bool:
        """Whether there is a session."""
        return bool(self.token) and self.destination is not Destination.SECOND_STEP


def destination(state: AccountState) -> Destination:
    """Where an account in this state belongs."""
    return _DESTINATIONS[state]


def enter(
    session: Session,
    account: Account,
    *,
    keep: bool,
    device: str,
    now: datetime,
    replaced: str | None,
    two_factors: bool = False,
) -> Entry:
    """Let in somebody who has just proven to be this account's owner; a new token each time (ASVS 5 §7.2.4).

    `replaced`: the token this browser had, whose session ends. `two_factors`: the proof was one of two factors, so that
    an authenticator app is not asked for besides.
    """
    if replaced:
        sessions.close(session, ResidentSession, replaced)
    where = destination(AccountState(account.state))
    if where is Destination.NOWHERE:
        return Entry(where)
    owner = owners.of_account(account)
    if not two_factors and apps.exist(session, owner):
        return Entry(Destination.SECOND_STEP, second_steps.begin(session, owner, keep=keep, now=now))
    return Entry(where, sessions.open_resident(session, account, keep=keep, device=device, now=now))
