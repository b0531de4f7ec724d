"""What somebody has proven or begun to prove, short of a session: it ends with the password or email it was for."""

from datetime import datetime

from sqlmodel import Session

from css.accounts import owners, spent
from css.accounts.codes import code_flows, social_flows
from css.accounts.second_factor import second_steps
from css.models import Account


def forget(session: Session, account: Account) -> None:
    """Whatever was asked for, proven or begun for the account is worth nothing any more, in whichever browser."""
    assert account.id is not None
    code_flows.forget(session, account.id)
    social_flows.forget(session, account.id)
    second_steps.forget(session, owners.of_account(account))


def purge(session: Session, now: datetime) -> None:
    """Delete what is over."""
    code_flows.purge(session, now)
    social_flows.purge(session, now)
    second_steps.purge(session, now)
    spent.purge(session, now)
