"""Staff members: adding them and letting them in."""

from datetime import datetime

from sqlmodel import Session, select

from css.accounts import locks, sessions
from css.accounts.emails import email_key
from css.accounts.locks import Door
from css.accounts.sign_ins import Refusal
from css.core import tokens
from css.models import Role, StaffMember, StaffSession


class StaffExists(Exception):
    """The email belongs to a staff member already."""


def find(session: Session, email: str) -> StaffMember | None:
    """The staff member with this email."""
    return session.exec(select(StaffMember).where(StaffMember.email_key == email_key(email))).first()


def add(session: Session, *, email: str, name: str, role: Role, password_hash: str, now: datetime) -> StaffMember:
    """A new staff member; raises StaffExists."""
    if find(session, email):
        raise StaffExists(email)
    member = StaffMember(
        public_id=tokens.new_public_id(),
        email=email,
        email_key=email_key(email),
        name=name,
        role=role,
        password_hash=password_hash,
        created_at=now,
    )
    session.add(member)
    return member


def enter(
    session: Session, email: str, *, right: bool, renewed: str | None, replaced: str | None, now: datetime
) -> str | Refusal:
    """Count the try; whoever was right gets a session, whose token is returned. The caller commits.

    `renewed`: a stronger hash to keep; `replaced`: the token of the session that this browser had.
    """
    door = Door("staff", email_key(email))
    if locks.is_locked(session, door, now):
        return Refusal.LOCKED
    member = find(session, email)
    if member is None or not right:
        locks.failed(session, door, now)
        return Refusal.WRONG
    locks.succeeded(session, door)
    member.password_hash = renewed or member.password_hash
    if replaced:
        sessions.close(session, StaffSession, replaced)
    return sessions.open_staff(session, member, now=now)
