"""What a resident has added to sign in with, passkeys, identities and apps alike: found and taken away."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts import notices
from css.accounts.notices import Change
from css.accounts.owners import Owner
from css.accounts.second_factor.apps import Apps
from css.core.providers import Provider
from css.models import Account, AuthenticatorApp, Identity, Passkey, PasswordRecord
from css.outbox import Mailer

Authenticator = Passkey | Identity | AuthenticatorApp


class LastWayIn(Exception):
    """Nothing but codes by mail would be left, and those end with the mailbox."""


def password_since(session: Session, owner: Owner) -> datetime | None:
    """When the password of now was chosen (UTC)."""
    since = select(PasswordRecord.created_at).where(owner.has(PasswordRecord))
    return session.exec(since.order_by(col(PasswordRecord.id).desc()).limit(1)).first()


def find(session: Session, apps: Apps, public_id: str) -> Authenticator:
    """The passkey, identity or app of this id that the owner of the apps has; raises NoResultFound."""
    owner = apps.owner
    passkey = select(Passkey).where(owner.has(Passkey), Passkey.public_id == public_id)
    identity = select(Identity).where(owner.has(Identity), Identity.public_id == public_id)
    return session.exec(passkey).first() or session.exec(identity).first() or apps.one(public_id)


def remove(
    session: Session,
    apps: Apps,
    found: Authenticator,
    *,
    buttons: Collection[Provider],
    mailer: Mailer,
    now: datetime,
) -> None:
    """It lets nobody in any more, and the owner is told. Raises LastWayIn.

    `buttons`: the providers that have one.
    """
    if isinstance(found, AuthenticatorApp):
        apps.remove(found)
        return
    apps.owner.lock(session)
    if is_last_way_in(session, apps.owner, found, buttons):
        raise LastWayIn
    table = type(found)
    if not session.exec(delete(table).where(apps.owner.has(table), col(table.id) == found.id)).rowcount:
        return  # another window was quicker
    if isinstance(found, Identity):
        brand = Provider(found.provider).brand
        notices.changed(session, mailer, apps.owner, Change.IDENTITY_REMOVED, now, provider=brand)
    else:
        notices.changed(session, mailer, apps.owner, Change.PASSKEY_REMOVED, now)


def is_last_way_in(session: Session, owner: Owner, found: Authenticator, buttons: Collection[Provider]) -> bool:
    """Whether no password, and no other passkey or identity, lets the owner in; an app is no way in of its own."""
    if isinstance(found, AuthenticatorApp) or session.get_one(Account, owner.id).password_hash:
        return False
    passkeys = select(Passkey.id).where(owner.has(Passkey), Passkey.public_id != found.public_id)
    identities = select(Identity.id).where(owner.has(Identity), Identity.public_id != found.public_id)
    with_button = identities.where(col(Identity.provider).in_(buttons))
    return not any(session.exec(one.limit(1)).first() for one in (passkeys, with_button))
