"""How far the holders of the old system have come: claimed of all, day by day, and what the campaign has sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from css.matching import legacy_accounts
from css.matching.inviting import addresses
from css.models import (
    Campaign,
    Invitation,
    LegacyClaim,
    LegacyVersion,
    Outcome,
    Why,
)

DAYS = 30


@dataclass(frozen=True, slots=True)
class Holders:
    """How many there are, and how many of them have claimed their account."""

    all: int
    claimed: int

    @property
    def left(self) -> int:
        """Who has not."""
        return self.all - self.claimed

    @property
    def share(self) -> float:
        """Of 1."""
        return self.claimed / self.all if self.all else 0


@dataclass(frozen=True, slots=True)
class Sent:
    """What a campaign has written: to how many of `total` addresses, how many reminders; and what of it waits to leave,
    and what was not taken for a reason that says nothing of the address."""

    invited: int
    total: int
    reminded: int
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Closed:
    """Addresses that get no more invitations, whatever campaign asks."""

    asked: int
    bounced: int


def holders(session: Session) -> Holders:
    """Counted by indexes alone."""
    told = select_columns(func.count(col(LegacyVersion.legacy_account_id).distinct()))
    everybody = session.execute(told.where(col(LegacyVersion.import_id).in_(legacy_accounts.done()))).scalar_one()
    standing = select_columns(func.count()).select_from(LegacyClaim).where(legacy_accounts.stands())
    return Holders(everybody, session.execute(standing).scalar_one())


def closed(session: Session) -> Closed:
    """How many asked for no more, and how many have no mailbox any more."""
    counted = addresses.closed(session)
    return Closed(counted.get(Why.ASKED, 0), counted.get(Why.BOUNCED, 0))


def sent(session: Session, campaign: Campaign) -> Sent:
    """What a campaign has done by now, and what is left."""
    counted = (
        select_columns(col(Invitation.outcome), func.count())
        .where(
            col(Invitation.campaign_id) == campaign.id,
            col(Invitation.outcome).in_((Outcome.WAITING, Outcome.FAILED)),
        )
        .group_by(col(Invitation.outcome))
    )
    outcomes = dict(session.execute(counted).all())
    total = campaign.invited + addresses.count(session, campaign.id) if campaign.total is None else campaign.total
    return Sent(
        invited=campaign.invited,
        total=max(total, campaign.invited),
        reminded=campaign.reminded,
        waiting=outcomes.get(Outcome.WAITING, 0),
        failed=outcomes.get(Outcome.FAILED, 0),
    )


def by_day(session: Session, zone: tzinfo, now: datetime, days: int = DAYS) -> Sequence[tuple[date, int]]:
    """The claims that stand, by the day in this zone when they were made; today is the last. One query."""
    today = now.astimezone(zone).date()
    those = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    counts = [
        select_columns(func.count())
        .select_from(LegacyClaim)
        .where(
            legacy_accounts.stands(),
            col(LegacyClaim.made_at) >= _begins(one, zone),
            col(LegacyClaim.made_at) < _begins(one + timedelta(days=1), zone),
        )
        .scalar_subquery()
        for one in those
    ]
    return list(zip(those, session.execute(select_columns(*counts)).one(), strict=True))


def _begins(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)
