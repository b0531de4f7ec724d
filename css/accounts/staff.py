"""Staff members: adding them and letting them in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, select

from css.accounts import locks, owners, sessions
from css.accounts.emails import email_key
from css.accounts.locks import Door
from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import apps, second_steps
from css.core import tokens
from css.models import Role, StaffMember, StaffSession


class StaffExists(Exception):
    """The email belongs to a staff member already."""


class Destination(StrEnum):
    """Where a staff member is led who has given the right password, or the second factor after it."""

    APPROVALS = "approvals"
    SECOND_STEP = "second step"
    SET_UP = "set up"


@dataclass(frozen=True, slots=True)
class Entry:
    """Who, where to, and the token of the session that was opened, or of what is still to be done before that."""

    member: StaffMember
    destination: Destination
    token: str

    @property
    def opened(self) -> bool:
        """Whether there is a session."""
        return self.destination is Destination.APPROVALS


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
    session: Session,
    email: str,
    *,
    right: bool,
    renewed: str | None,
    device: str = "",
    required: bool,
    replaced: str | None,
    now: datetime,
) -> Entry | Refusal:
    """Count the try; whoever was right is let in, or led to the second factor. The caller commits.

    `renewed`: a stronger hash to keep; `device`: as in a PasswordTry; `required`: nobody enters without an
    authenticator app; `replaced`: the token of the session that this browser had.
    """
    member = try_password(session, email, right=right, renewed=renewed, device=device, now=now)
    if isinstance(member, Refusal):
        return member
    return let_in(session, member, required=required, replaced=replaced, now=now)


def try_password(
    session: Session, email: str, *, right: bool, renewed: str | None, device: str = "", now: datetime
) -> StaffMember | Refusal:
    """Count the try at the staff's door, or this device's; whoever was right is the member. The caller commits."""
    door = Door("staff", email_key(email), device)
    if locks.is_locked(session, door, now):
        return Refusal.LOCKED
    member = find(session, email)
    if member is None or not right:
        return Refusal.LOCKED if locks.failed(session, door, now) else Refusal.WRONG
    locks.succeeded(session, door)
    member.password_hash = renewed or member.password_hash
    return member


def let_in(
    session: Session,
    member: StaffMember,
    *,
    required: bool,
    second_factor: bool = False,
    replaced: str | None,
    now: datetime,
) -> Entry:
    """The one gate of staff: only here a session of theirs opens, with a new token each time (OWASP ASVS 5 §7.2.4).

    `second_factor`: it was given besides the password. Whoever has an app is asked for it, required or not.
    """
    if replaced:
        sessions.close(session, StaffSession, replaced)
    owner = owners.of_staff(member)
    has_app = apps.exist(session, owner)
    if not second_factor and (has_app or required):
        where = Destination.SECOND_STEP if has_app else Destination.SET_UP
        return Entry(member, where, second_steps.begin(session, owner, now=now))
    second_steps.forget(session, owner)
    return Entry(member, Destination.APPROVALS, sessions.open_staff(session, member, now=now))
