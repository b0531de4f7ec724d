"""Mail that asks holders of the old system to register again: the city's campaign, and each invitation."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from css.models.base import one_of


class CampaignState(StrEnum):
    """Where a campaign stands; only a RUNNING one sends."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Campaign(SQLModel, table=True):
    """Invites every unclaimed holder who has an email, in batches. One is `current` at a time; an ended one has NULL.

    `per_hour`: how many mails leave in an hour at most. `reminders`: how many follow an invitation, at most, each
    `days_between` days after the mail before it. `sent_until`: up to when the rate is used up.
    """

    __table_args__ = (one_of("state", tuple(CampaignState)),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    state: str = Field(default=CampaignState.DRAFT, max_length=16)
    current: bool | None = Field(default=True, unique=True)
    per_hour: int
    reminders: int
    days_between: int
    version: int = 0
    staff_id: int = Field(foreign_key="staff_member.id")
    begun_at: datetime
    sent_until: datetime | None = None
    ended_at: datetime | None = None


class InvitationKind(StrEnum):
    """What an invitation is sent for: a campaign, a wrong password or a code asked for at the old email, a call to the
    help desk, or a look at how it reads."""

    CAMPAIGN = "campaign"
    ASKED = "asked"
    HELP_DESK = "help-desk"
    TEST = "test"


class Invitation(SQLModel, table=True):
    """A mail with a link to sign up, where its address is filled in already. It claims nothing.

    `round`: 0 for the first of a campaign, 1 for its first reminder. `message_id`: of the mail in the outbox.
    """

    __table_args__ = (
        one_of("kind", tuple(InvitationKind)),
        UniqueConstraint("campaign_id", "email_key", "round"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    kind: str = Field(max_length=16)
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254, index=True)
    campaign_id: int | None = Field(default=None, foreign_key="campaign.id", index=True)
    round: int | None = None
    message_id: str = Field(default="", max_length=255, index=True)
    sent_at: datetime = Field(index=True)


class Why(StrEnum):
    """Why no more invitations go to an address."""

    ASKED = "asked"
    BOUNCED = "bounced"


class NoInvitation(SQLModel, table=True):
    """An address that gets no more invitations of campaigns."""

    __tablename__ = "no_invitation"
    __table_args__ = (one_of("why", tuple(Why)),)

    email_key: str = Field(primary_key=True, max_length=254)
    why: str = Field(max_length=16)
    at: datetime
