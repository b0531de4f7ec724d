"""Who has not claimed their legacy account yet, a page at a time, in the order in which they were brought in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from css.accounts.changes.email_changes import masked
from css.core.db import Database
from css.matching import legacy_accounts
from css.matching.legacy_accounts import Held, Holders
from css.models import Account, Invitation, InvitationKind, LegacyAccount, LegacyVersion, NoInvitation, Why

SIZE = 50
EXPORTED_AT_ONCE = 1_000


class Obstacle(StrEnum):
    """Why no invitation goes to somebody."""

    NO_EMAIL = "no-email"
    ASKED = Why.ASKED
    BOUNCED = Why.BOUNCED
    ACCOUNT = "account"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Left:
    """An unclaimed holder; when they were last invited, and why they are not, if they are not."""

    held: Held
    invited_at: datetime | None
    obstacle: Obstacle | None

    @property
    def email(self) -> str:
        """Masked: a list is no reason to see it."""
        return masked(self.held.email) if self.held.email else ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them. `before` and `after`: the public ids from which the next pages go on; "" where there are none."""

    rows: Sequence[Left]
    before: str = ""
    after: str = ""


def page(session: Session, *, after: str = "", before: str = "", size: int = SIZE) -> Page:
    """Those after a holder, or before one. An id that is none's is the beginning."""
    number = col(LegacyAccount.id)
    edge = _number(session, after or before)
    if before and edge:
        found = _some(session, number < edge, number.desc(), size + 1)
        found.reverse()
        more_before, more_after, shown = len(found) > size, True, found[-size:]
    else:
        found = _some(session, number > edge, number.asc(), size + 1)
        more_before, more_after, shown = edge > 0, len(found) > size, found[:size]
    ids = [one.account.public_id for one in shown] or [""]
    return Page(_told(session, shown), ids[0] if more_before else "", ids[-1] if more_after else "")


def everybody(database: Database) -> Iterator[Left]:
    """All of them. Each batch is read in a transaction of its own: whoever downloads slowly keeps nothing open."""
    seen = 0
    while True:
        with database.reading() as session:
            number = col(LegacyAccount.id)
            found = _some(session, number > seen, number.asc(), EXPORTED_AT_ONCE)
            told = _told(session, found)
        if not told:
            return
        yield from told
        seen = told[-1].held.id


def _some(session: Session, condition: ColumnElement[bool], order: ColumnElement[int | None], most: int) -> list[Held]:
    return legacy_accounts.all_of(session, _unclaimed().where(condition).order_by(order).limit(most))


def _unclaimed() -> Holders:
    return legacy_accounts.true_ones().where(legacy_accounts.is_unclaimed())


def _number(session: Session, public_id: str) -> int:
    if not public_id:
        return 0
    return session.exec(select(LegacyAccount.id).where(LegacyAccount.public_id == public_id)).first() or 0


def _told(session: Session, found: Sequence[Held]) -> list[Left]:
    """Four queries however many there are."""
    keys = {held.email_key for held in found if held.email_key}
    written = (
        select_columns(col(Invitation.email_key), func.max(col(Invitation.sent_at)))
        .where(col(Invitation.email_key).in_(keys), col(Invitation.kind) != InvitationKind.TEST)
        .group_by(col(Invitation.email_key))
    )
    invited = dict(session.execute(written).all())
    closed = select_columns(col(NoInvitation.email_key), col(NoInvitation.why)).where(
        col(NoInvitation.email_key).in_(keys)
    )
    whys = dict(session.execute(closed).all())
    accounts = set(session.exec(select(Account.email_key).where(col(Account.email_key).in_(keys))))
    mine = col(LegacyVersion.id).in_([held.version.id for held in found])
    awaiting = set(session.exec(select(LegacyVersion.id).where(mine, legacy_accounts.awaits_its_email())))
    return [
        Left(one, invited.get(one.email_key), _obstacle(one, awaiting, whys.get(one.email_key), accounts))
        for one in found
    ]


def _obstacle(held: Held, awaiting: set[int | None], why: str | None, accounts: set[str]) -> Obstacle | None:
    if not held.email_key:
        return Obstacle.NO_EMAIL
    if held.version.id not in awaiting:
        return Obstacle.UNDONE
    if held.email_key in accounts:
        return Obstacle.ACCOUNT
    return Obstacle(why) if why else None
