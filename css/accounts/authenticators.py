"""What a resident has added to sign in with, passkeys and apps alike: found and taken away."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts import notices
from css.accounts.notices import Change
from css.accounts.owners import Owner
from css.accounts.second_factor.apps import Apps
from css.models import AuthenticatorApp, Passkey, PasswordRecord
from css.outbox import Mailer

Authenticator = Passkey | AuthenticatorApp


def password_since(session: Session, owner: Owner) -> datetime | None:
    """When the password of now was chosen (UTC)."""
    since = select(PasswordRecord.created_at).where(owner.has(PasswordRecord))
    return session.exec(since.order_by(col(PasswordRecord.id).desc()).limit(1)).first()


def find(session: Session, apps: Apps, public_id: str) -> Authenticator:
    """The passkey or app of this id that the owner of the apps has; raises NoResultFound."""
    theirs = select(Passkey).where(apps.owner.has(Passkey), Passkey.public_id == public_id)
    return session.exec(theirs).first() or apps.one(public_id)


def remove(session: Session, apps: Apps, found: Authenticator, *, mailer: Mailer, now: datetime) -> None:
    """It lets nobody in any more, and the owner is told. Password and code by mail always remain."""
    if isinstance(found, AuthenticatorApp):
        apps.remove(found)
        return
    apps.owner.lock(session)
    is_it = (apps.owner.has(Passkey), col(Passkey.id) == found.id)
    if not session.exec(delete(Passkey).where(*is_it)).rowcount:
        return  # another window was quicker
    notices.changed(session, mailer, apps.owner, Change.PASSKEY_REMOVED, now)
