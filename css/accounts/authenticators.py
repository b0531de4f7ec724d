"""What a resident has added to sign in with, passkeys and apps alike: found and taken away."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts import notices
from css.accounts.apps import Apps
from css.accounts.notices import Change
from css.accounts.owners import Owner
from css.models import AuthenticatorApp, Passkey, PasswordRecord
from css.outbox import Mailer

Authenticator = Passkey | AuthenticatorApp


def password_since(session: Session, owner: Owner) -> datetime | None:
    """When the password of now was chosen (UTC)."""
    since = select(PasswordRecord.created_at).where(owner.has(PasswordRecord))
    return session.exec(since.order_by(col(PasswordRecord.id).desc()).limit(1)).first()


def find(session: Session, owner: Owner, public_id: str) -> Authenticator:
    """The resident's passkey or app of this id; raises NoResultFound."""
    passkey = session.exec(select(Passkey).where(owner.has(Passkey), Passkey.public_id == public_id)).first()
    if passkey:
        return passkey
    theirs = select(AuthenticatorApp).where(owner.has(AuthenticatorApp), AuthenticatorApp.public_id == public_id)
    return session.exec(theirs).one()


def remove(session: Session, owner: Owner, found: Authenticator, apps: Apps, *, mailer: Mailer, now: datetime) -> None:
    """It lets nobody in any more, and the owner is told. Password and code by mail always remain."""
    if isinstance(found, AuthenticatorApp):
        apps.remove(found)
        return
    owner.lock(session)
    session.exec(delete(Passkey).where(owner.has(Passkey), col(Passkey.id) == found.id))
    notices.changed(session, mailer, owner, Change.PASSKEY_REMOVED, now)
