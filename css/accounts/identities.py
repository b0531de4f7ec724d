"""Identities: what a provider calls somebody, and the account that it opens.

Keyed on provider and subject, never on the email; an email counts as proven only where the provider vouches for it
(OWASP ASVS 5 §6.8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from css.accounts import notices, owners
from css.accounts.notices import Change
from css.core import tokens
from css.core.providers import Provider
from css.models import Account, Identity
from css.outbox import Mailer


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider says of somebody, its answer already checked.

    `subject` is what it calls them, for ever. `email` may be "". `vouched`: the provider has proven that the email is
    theirs. `relay`: the email is one that Apple made to hide their own. The names may be "".
    """

    provider: Provider
    subject: str
    email: str = ""
    vouched: bool = False
    relay: bool = False
    first_name: str = ""
    last_name: str = ""


class AnotherAccounts(Exception):
    """The identity opens another account."""


def find(session: Session, told: Told) -> Identity | None:
    """The identity that the provider speaks of, if it opens an account here."""
    is_it = select(Identity).where(Identity.provider == told.provider, Identity.subject == told.subject)
    return session.exec(is_it).first()


def of(session: Session, account_id: int) -> Sequence[Identity]:
    """The account's identities, the oldest first."""
    theirs = select(Identity).where(Identity.account_id == account_id)
    return session.exec(theirs.order_by(col(Identity.id))).all()


def owner_of(session: Session, identity: Identity, told: Told, now: datetime) -> Account | None:
    """The account that the identity opens, which nobody else changes until the transaction ends; its use is noted.

    None where it was removed while we waited.
    """
    account = session.get(Account, identity.account_id, with_for_update=True, populate_existing=True)
    found = find(session, told)
    if account is None or found is None or found.account_id != account.id:
        return None
    found.last_used_at, found.email = now, told.email
    return account


def keep(session: Session, account: Account, told: Told, now: datetime) -> bool:
    """From now on the identity, by which somebody came just now, opens the account.

    Says whether it does: another browser may have been quicker.
    """
    assert account.id is not None
    try:
        with session.begin_nested():
            session.add(
                Identity(
                    public_id=tokens.new_public_id(),
                    account_id=account.id,
                    provider=told.provider,
                    subject=told.subject,
                    email=told.email,
                    created_at=now,
                    last_used_at=now,
                )
            )
    except IntegrityError:
        return False
    return True


def add(session: Session, account: Account, told: Told, *, mailer: Mailer, now: datetime) -> bool:
    """As `keep`, for an account that there was before: its owner is told. Raises AnotherAccounts.

    Says whether anything was changed: an identity that opens the account already stays as it is.
    """
    owner = owners.of_account(account)
    owner.lock(session)
    if not keep(session, account, told, now):
        other = find(session, told)
        if other is None or other.account_id != account.id:
            raise AnotherAccounts
        return False
    notices.changed(session, mailer, owner, Change.IDENTITY_ADDED, now, provider=told.provider.brand)
    return True
