"""Signing in with the password and the authenticator app's code at once. Every email takes the same path."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from css.accounts import owners
from css.accounts.password import sign_ins
from css.accounts.password.sign_ins import PasswordTry, Refusal
from css.accounts.second_factor.apps import Apps
from css.core.sealing import Sealer
from css.models import Account, AuthenticatorApp
from css.outbox import Mailer


def attempt(
    session: Session, tried: PasswordTry, code: str, *, sealer: Sealer, mailer: Mailer, now: datetime
) -> Account | Refusal:
    """Count the try; whoever was right is the account, to be let in as proven twice. The caller commits either way.

    Without an app the password is wrong here. A wrong code counts where codes are tried, after the right password.
    """
    tried = replace(tried, right=_has_app(session, tried) and tried.right)
    account = sign_ins.attempt(session, tried, mailer, now)
    if isinstance(account, Refusal):
        return account
    apps = Apps(session, owners.of_account(account), sealer=sealer, mailer=mailer, now=now)
    return apps.try_code(code, tried.device) or account


def _has_app(session: Session, tried: PasswordTry) -> bool:
    nobodys = 0  # an email without an account is looked up all the same, for the time it takes
    theirs = select(AuthenticatorApp.id).where(col(AuthenticatorApp.account_id) == (tried.stored.account_id or nobodys))
    return session.exec(theirs.limit(1)).first() is not None
