"""The campaign as administrators steer it: prepared, started, paused, gone on with, ended. One at a time."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from css import audit
from css.audit import SYSTEM, Actor
from css.core import tokens
from css.core.db import take_turns
from css.models import ActorKind, Campaign, CampaignState, StaffMember

TURN = "campaign"
"""What changes a campaign or sends for one takes this turn (css.core.db.take_turns)."""
MOST_PER_HOUR = 20_000
MOST_REMINDERS = 3
MOST_DAYS = 90

_GOING_ON = (CampaignState.DRAFT, CampaignState.RUNNING, CampaignState.PAUSED)


@dataclass(frozen=True, slots=True)
class Verb:
    """What can be done to a campaign: in which states, what state it has then, and what the audit calls it."""

    allowed: tuple[CampaignState, ...]
    state: CampaignState
    done: str


VERBS = {
    "start": Verb((CampaignState.DRAFT,), CampaignState.RUNNING, "started"),
    "pause": Verb((CampaignState.RUNNING,), CampaignState.PAUSED, "paused"),
    "resume": Verb((CampaignState.PAUSED,), CampaignState.RUNNING, "resumed"),
    "end": Verb(_GOING_ON, CampaignState.ENDED, "ended"),
}


class Moved(Exception):
    """The campaign is not as it was shown: somebody else was quicker, or it has ended."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a campaign sends: mails an hour at most, reminders at most, and the days between two mails to one address.

    Raises ValueError for what no campaign may do.
    """

    per_hour: int
    reminders: int
    days_between: int

    def __post_init__(self) -> None:
        limits = (
            (1, self.per_hour, MOST_PER_HOUR),
            (0, self.reminders, MOST_REMINDERS),
            (1, self.days_between, MOST_DAYS),
        )
        if not all(least <= value <= most for least, value, most in limits):
            raise ValueError("no campaign sends like this")

    @property
    def interval(self) -> timedelta:
        """Between two mails."""
        return timedelta(hours=1) / self.per_hour


def plan_of(campaign: Campaign) -> Plan:
    """How it sends."""
    return Plan(campaign.per_hour, campaign.reminders, campaign.days_between)


def current(session: Session) -> Campaign | None:
    """The one that has not ended."""
    return session.exec(select(Campaign).where(col(Campaign.current).is_(True))).first()


def last(session: Session) -> Campaign | None:
    """The newest that has sent anything and is over."""
    ended = select(Campaign).where(Campaign.state == CampaignState.ENDED, col(Campaign.started_at).is_not(None))
    return session.exec(ended.order_by(col(Campaign.id).desc()).limit(1)).first()


def prepare(session: Session, plan: Plan, *, staff_id: int, now: datetime) -> Campaign:
    """A draft, which sends nothing yet. Raises Moved if there is a campaign already."""
    take_turns(session, TURN)
    if current(session):
        raise Moved
    made = Campaign(
        public_id=tokens.new_public_id(),
        per_hour=plan.per_hour,
        reminders=plan.reminders,
        days_between=plan.days_between,
        staff_id=staff_id,
        begun_at=now,
    )
    session.add(made)
    session.flush()
    _record(session, made, "prepared", staff_id, now, _changes(None, plan))
    return made


def change(session: Session, public_id: str, version: int, plan: Plan, *, staff_id: int, now: datetime) -> Campaign:
    """Change how it sends; once it has started only the rate, for reminders are promised by then. Raises Moved."""
    campaign = _the_one(session, public_id, version, _GOING_ON)
    before = plan_of(campaign)
    campaign.per_hour = plan.per_hour
    if campaign.state == CampaignState.DRAFT:
        campaign.reminders, campaign.days_between = plan.reminders, plan.days_between
    campaign.version += 1
    campaign.next_at = now if campaign.started_at else None  # a new rate counts from now, the old one's wait is over
    session.add(campaign)
    session.flush()
    _record(session, campaign, "changed", staff_id, now, _changes(before, plan_of(campaign)))
    return campaign


def move(session: Session, public_id: str, version: int, name: str, *, staff_id: int, now: datetime) -> Campaign:
    """Do one of VERBS to the campaign as it was shown. Raises Moved."""
    verb = VERBS[name]
    campaign = _the_one(session, public_id, version, verb.allowed)
    campaign.state = verb.state
    if verb.state == CampaignState.RUNNING:
        campaign.started_at = campaign.started_at or now
        # The time of a pause is not made up for; and pausing is no way to send the next mail sooner.
        campaign.next_at = max(filter(None, (campaign.next_at, now)))
    elif verb.state == CampaignState.ENDED:
        _end(campaign, now)
    campaign.version += 1
    session.add(campaign)
    session.flush()
    _record(session, campaign, verb.done, staff_id, now)
    return campaign


def finish(session: Session, campaign: Campaign, now: datetime) -> None:
    """Nothing is left to send."""
    _end(campaign, now)
    campaign.version += 1
    session.add(campaign)
    audit.record(session, SYSTEM, "campaign.ended", subject="campaign", subject_id=campaign.public_id, now=now)


def _end(campaign: Campaign, now: datetime) -> None:
    campaign.state, campaign.current, campaign.ended_at = CampaignState.ENDED, None, now


def _the_one(session: Session, public_id: str, version: int, allowed: tuple[CampaignState, ...]) -> Campaign:
    """Raises Moved, and NoResultFound for an id that is none."""
    take_turns(session, TURN)
    mine = select(Campaign).where(Campaign.public_id == public_id)
    campaign = session.exec(mine.execution_options(populate_existing=True)).one()  # as it is now that it is our turn
    if campaign.version != version or campaign.state not in allowed:
        raise Moved
    return campaign


def _changes(before: Plan | None, plan: Plan) -> dict[str, tuple[str, str]]:
    """What of a plan is new, each number with what it was."""
    was: Mapping[str, int | str] = asdict(before) if before else dict.fromkeys(Plan.__slots__, "")
    return {name: (str(was[name]), str(number)) for name, number in asdict(plan).items() if number != was[name]}


def _record(
    session: Session,
    campaign: Campaign,
    done: str,
    staff_id: int,
    now: datetime,
    changes: dict[str, tuple[str, str]] | None = None,
) -> None:
    actor = Actor(ActorKind.STAFF, session.get_one(StaffMember, staff_id).public_id)
    about = campaign.public_id
    audit.record(session, actor, f"campaign.{done}", subject="campaign", subject_id=about, now=now, changes=changes)
