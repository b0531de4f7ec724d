"""Mail that asks holders of the old system to register again: the city's campaign, and each invitation."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
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
    `days_between` days after the mail before it. `next_at`: before this no mail is written, for the rate is used up.
    Holders are gone through by id, again and again, for imports and corrections bring new ones: `seen_to` is the last
    one looked at, `found` how many were invited since the first, `rest_until` when it begins anew after a time in
    vain. `invited` and `reminded` count its mails; `total` is how many addresses it writes to, as of `counted_at`.
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
    started_at: datetime | None = None
    next_at: datetime | None = None
    seen_to: int = 0
    found: int = 0
    rest_until: datetime | None = None
    invited: int = 0
    reminded: int = 0
    total: int | None = None
    counted_at: datetime | None = None
    ended_at: datetime | None = None


class InvitationKind(StrEnum):
    """What an invitation is sent for: a campaign, a wrong password or a code asked for at the old email, a call to the
    help desk, or a look at how it reads."""

    CAMPAIGN = "campaign"
    ASKED = "asked"
    HELP_DESK = "help-desk"
    TEST = "test"


class Outcome(StrEnum):
    """What became of an invitation's mail. SENT: a server took it. BOUNCED: there is no such mailbox. FAILED: it was
    not taken for another reason, which says nothing of the address."""

    WAITING = "waiting"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"


class Invitation(SQLModel, table=True):
    """A mail with a link to sign up, where its address is filled in already. It claims nothing.

    `round`: 0 for the first of a campaign, 1 for its first reminder. `message_id`: of the mail in the outbox.
    `remind_at`: when a reminder follows; NULL where none does, or it was sent.
    """

    __table_args__ = (
        one_of("kind", tuple(InvitationKind)),
        one_of("outcome", tuple(Outcome)),
        UniqueConstraint("campaign_id", "email_key", "round"),
        Index("ix_invitation_campaign_id_remind_at", "campaign_id", "remind_at"),
        Index("ix_invitation_outcome_campaign_id", "outcome", "campaign_id"),
        Index("ix_invitation_kind_sent_at", "kind", "sent_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    kind: str = Field(max_length=16)
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254, index=True)
    campaign_id: int | None = Field(default=None, foreign_key="campaign.id")
    round: int | None = None
    message_id: str = Field(default="", max_length=255, index=True)
    sent_at: datetime
    outcome: str = Field(default=Outcome.WAITING, max_length=16)
    remind_at: datetime | None = None


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
