"""Sessions: one row a signed-in browser, found by the digest of an opaque token (OWASP ASVS 5 §7).

30 minutes idle and 12 hours in all (NIST SP 800-63B-4, AAL1); "Keep me signed in": 30 days. Residents and staff
have tables of their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlmodel
from sqlalchemy import ColumnElement, Executable, and_, bindparam, delete, or_, select, update
from sqlmodel import Session, col

from css.accounts.owners import Owner
from css.core import tokens
from css.models import Account, AccountState, ResidentSession, Role, StaffMember, StaffSession

IDLE = timedelta(minutes=30)
IN_ALL = timedelta(hours=12)
KEPT = timedelta(days=30)
PROVEN_FOR = timedelta(minutes=10)
"""How long after proving who they are somebody may change how they sign in (OWASP ASVS 5 §7.5.1)."""
SEEN_EVERY = timedelta(minutes=1)
HANDLE = 20

Row = ResidentSession | StaffSession


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The resident behind a session, as far as every page needs to know."""

    session_id: int
    account_id: int
    public_id: str
    email: str
    first_name: str
    last_name: str
    state: AccountState
    kept: bool
    created_at: datetime
    confirmed_at: datetime | None
    seen_at: datetime
    expires_at: datetime

    def confirmed(self, now: datetime) -> bool:
        """Whether they have proven who they are again, a moment ago."""
        return self.confirmed_at is not None and now < self.confirmed_at + PROVEN_FOR

    def proven(self, now: datetime) -> bool:
        """Whether they have proven who they are a moment ago, by signing in or again since."""
        return self.confirmed(now) or now < self.created_at + PROVEN_FOR

    @property
    def name(self) -> str:
        """First and last name, or the email of somebody who gave none."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def ends_at(self) -> datetime:
        """When the session is over, if it is not used again."""
        return self.expires_at if self.kept else min(self.expires_at, self.seen_at + IDLE)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser in which a resident is signed in. `handle` names it in an address and is no use as a token;
    `device`: what the browser says of itself.
    """

    session_id: int
    handle: str
    device: str
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class StaffSignedIn:
    """The staff member behind a session."""

    session_id: int
    staff_id: int
    public_id: str
    email: str
    name: str
    role: Role
    created_at: datetime
    seen_at: datetime

    def proven(self, now: datetime) -> bool:
        """Whether they have signed in a moment ago."""
        return now < self.created_at + PROVEN_FOR


def open_resident(session: Session, account: Account, *, keep: bool, device: str, now: datetime) -> str:
    """A new session for the account; returns the browser's token. Only the gate calls this."""
    assert account.id is not None
    token = tokens.new_token()
    session.add(
        ResidentSession(
            token_hash=tokens.digest(token),
            account_id=account.id,
            kept=keep,
            device=device[:200],
            created_at=now,
            last_seen_at=now,
            expires_at=now + (KEPT if keep else IN_ALL),
        )
    )
    return token


def open_staff(session: Session, member: StaffMember, *, now: datetime) -> str:
    """A new session for the staff member; returns the browser's token."""
    assert member.id is not None
    token = tokens.new_token()
    session.add(
        StaffSession(
            token_hash=tokens.digest(token),
            staff_id=member.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + IN_ALL,
        )
    )
    return token


def resident(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Who holds this token, or None if it is unknown, idle too long or over, or the account is deactivated."""
    found = session.connection().execute(_RESIDENT, _moment(token, now)).mappings().first()
    return SignedIn(**{**found, "state": AccountState(found["state"])}) if found else None


def staff(session: Session, token: str, now: datetime) -> StaffSignedIn | None:
    """Which staff member holds this token, or None if it is unknown, idle too long or over."""
    found = session.connection().execute(_STAFF, _moment(token, now)).mappings().first()
    return StaffSignedIn(**{**found, "role": Role(found["role"])}) if found else None


def _moment(token: str, now: datetime) -> dict[str, object]:
    return {"token_hash": tokens.digest(token), "now": now, "idle_since": now - IDLE}


def _is_open(table: type[Row]) -> ColumnElement[bool]:
    return and_(col(table.token_hash) == bindparam("token_hash"), col(table.expires_at) > bindparam("now"))


def _is_in_use(table: type[Row]) -> ColumnElement[bool]:
    return col(table.last_seen_at) > bindparam("idle_since")


_SESSION = (
    ResidentSession.kept,
    ResidentSession.created_at,
    ResidentSession.confirmed_at,
    ResidentSession.expires_at,
)
# Every page asks one of these two: made once, for building such a statement takes longer than running it.
_RESIDENT: Executable = (
    select(
        col(ResidentSession.id).label("session_id"),
        col(Account.id).label("account_id"),
        *(col(column) for column in (Account.public_id, Account.email, Account.first_name, Account.last_name)),
        col(Account.state),
        *(col(column) for column in _SESSION),
        col(ResidentSession.last_seen_at).label("seen_at"),
    )
    .join(Account)
    .where(
        _is_open(ResidentSession),
        or_(col(ResidentSession.kept), _is_in_use(ResidentSession)),
        col(Account.state) != AccountState.DEACTIVATED,
    )
)
_STAFF: Executable = (
    select(
        col(StaffSession.id).label("session_id"),
        col(StaffMember.id).label("staff_id"),
        *(col(column) for column in (StaffMember.public_id, StaffMember.email, StaffMember.name, StaffMember.role)),
        col(StaffSession.created_at),
        col(StaffSession.last_seen_at).label("seen_at"),
    )
    .join(StaffMember)
    .where(_is_open(StaffSession), _is_in_use(StaffSession))
)


def seen(session: Session, table: type[Row], session_id: int, now: datetime) -> None:
    """Note that the session is in use."""
    session.exec(update(table).where(col(table.id) == session_id).values(last_seen_at=now))


def confirm(session: Session, session_id: int, now: datetime) -> str:
    """Whoever is signed in with it has just proven again who they are; returns its new token (ASVS 5 §7.2.4)."""
    token = tokens.new_token()
    mine = update(ResidentSession).where(col(ResidentSession.id) == session_id)
    session.exec(mine.values(confirmed_at=now, token_hash=tokens.digest(token)))
    return token


def hold(session: Session, who: SignedIn) -> bool:
    """Whether it is still open, and until this transaction ends nobody else ends it or changes the account.

    What the owner has just ended, with a new password perhaps, must not go on to add a way in.
    """
    session.get(Account, who.account_id, with_for_update=True, populate_existing=True)
    mine = sqlmodel.select(ResidentSession.id).where(col(ResidentSession.id) == who.session_id)
    return session.exec(mine).first() is not None


def close(session: Session, table: type[Row], token: str) -> None:
    """End the session of this browser."""
    session.exec(delete(table).where(col(table.token_hash) == tokens.digest(token)))


def list_of(session: Session, account_id: int, now: datetime) -> tuple[OpenSession, ...]:
    """Every session of the account that is not over, the one used last first."""
    theirs = sqlmodel.select(ResidentSession).where(
        ResidentSession.account_id == account_id,
        col(ResidentSession.expires_at) > now,
        or_(col(ResidentSession.kept), col(ResidentSession.last_seen_at) > now - IDLE),
    )
    latest = (col(ResidentSession.last_seen_at).desc(), col(ResidentSession.id).desc())
    return tuple(map(_open_session, session.exec(theirs.order_by(*latest))))


def _open_session(row: ResidentSession) -> OpenSession:
    assert row.id is not None
    return OpenSession(row.id, _handle(row.token_hash), row.device, row.created_at, row.last_seen_at)


def _handle(token_hash: str) -> str:
    return tokens.digest("session", token_hash)[:HANDLE]


def close_one(session: Session, account_id: int, handle: str) -> None:
    """End the account's session of this handle, if it is still there."""
    theirs = sqlmodel.select(ResidentSession.token_hash).where(ResidentSession.account_id == account_id)
    for token_hash in session.exec(theirs).all():
        if _handle(token_hash) == handle:
            session.exec(delete(ResidentSession).where(col(ResidentSession.token_hash) == token_hash))


def close_all(session: Session, account_id: int) -> None:
    """End every session of the account."""
    session.exec(delete(ResidentSession).where(col(ResidentSession.account_id) == account_id))


def close_others(session: Session, owner: Owner, this: int | None) -> None:
    """End every session of the resident or staff member but this one."""
    table: type[Row] = ResidentSession if owner.column == "account_id" else StaffSession
    session.exec(delete(table).where(owner.has(table), col(table.id) != (this or 0)))


def purge(session: Session, now: datetime) -> None:
    """Delete the sessions that are over."""
    for table in (ResidentSession, StaffSession):
        session.exec(delete(table).where(col(table.expires_at) <= now))
