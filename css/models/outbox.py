"""Mail on its way out, and the development inbox."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from css.models.base import one_of


class DeliveryState(StrEnum):
    """What is known of a mail. `uncertain`: a try ended without an answer, so the mail may or may not be there."""

    QUEUED = "queued"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


class OutboxMessage(SQLModel, table=True):
    """A mail written in the same transaction as the change that caused it, sent afterwards.

    `leased_until`: the worker that claimed it (its `lease`) is sending it until then; afterwards another may.
    `give_up_at`: it is not tried after. `ended_at`: when it was over, one way or another; the bodies are blank since.
    `unsubscribe`: where the recipient says they want no more of it; "" for what concerns them alone, and leaves first.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        one_of("state", tuple(DeliveryState)),
        Index("ix_outbox_message_ended_at_due_at", "ended_at", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(unique=True, max_length=255)
    kind: str = Field(max_length=64)
    sender: str = Field(max_length=320)
    recipient: str = Field(max_length=254)
    language: str = Field(max_length=8)
    subject: str = Field(max_length=300)
    text: str
    html: str
    unsubscribe: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    state: str = Field(default=DeliveryState.QUEUED, max_length=16)
    tries: int = 0
    created_at: datetime
    due_at: datetime
    give_up_at: datetime
    leased_until: datetime | None = None
    lease: str = Field(default="", max_length=64)
    ended_at: datetime | None = None
    last_error: str = Field(default="", max_length=300)


class InboxMail(SQLModel, table=True):
    """A mail delivered to the development inbox, as it would have gone over the wire."""

    __tablename__ = "inbox_mail"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    recipient: str = Field(index=True, max_length=254)
    raw: bytes
    delivered_at: datetime
