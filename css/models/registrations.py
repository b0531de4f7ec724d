"""A registration: the draft, what was submitted, and the review of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from css.models.base import by_bytes, one_of

Answers = dict[str, dict[str, str]]


class AcceptedText(SQLModel, table=True):
    """An acknowledgement or a consent exactly as it was shown, kept under the digest of all that is in it.

    Never changed afterwards: the database refuses it (migration 0005).
    """

    __tablename__ = "accepted_text"

    digest: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=32)
    version: str = Field(max_length=32)
    language: str = Field(max_length=8)
    text: str
    kept_at: datetime

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text as it is shown."""
        return tuple(self.text.split("\n\n"))


class Registration(SQLModel, table=True):
    """The wizard's record for one account: a draft until submitted.

    `answers` maps a step to its fields; `steps` is the list the draft began with, whatever the city says since.
    `version` counts the changes, so that two tabs notice each other. `acknowledgement` and `consent` are the texts that
    the draft began with, in the language they were read in last; a draft without a signature has no consent.
    """

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    reference: str = Field(unique=True, max_length=16)
    account_id: int = Field(foreign_key="account.id", unique=True, ondelete="CASCADE")
    steps: list[str] = Field(sa_column=Column(JSON, nullable=False))
    acknowledgement: str = Field(foreign_key="accepted_text.digest", max_length=64)
    consent: str | None = Field(default=None, foreign_key="accepted_text.digest", max_length=64)
    answers: Answers = Field(sa_column=Column(JSON, nullable=False))
    finished: list[str] = Field(sa_column=Column(JSON, nullable=False))
    version: int = 0
    created_at: datetime
    saved_at: datetime
    submitted_at: datetime | None = None


class Submission(SQLModel, table=True):
    """Everything a resident submitted, as it was: never changed afterwards, the database refuses it (migration 0005).

    `digest` is the SHA-256 of `snapshot`. `receipt` is the number of the signature's receipt, if it was signed.
    """

    id: int | None = Field(default=None, primary_key=True)
    registration_id: int = Field(foreign_key="registration.id", index=True, ondelete="CASCADE")
    snapshot: str
    digest: str = Field(max_length=64)
    receipt: str | None = Field(default=None, unique=True, max_length=20)
    submitted_at: datetime


class RegistrationKey(SQLModel, table=True):
    """A normalised phone, name-and-address or word by which a submitted registration is found."""

    __tablename__ = "registration_key"
    __table_args__ = (Index("ix_registration_key_kind_value", "kind", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    registration_id: int = Field(foreign_key="registration.id", index=True, ondelete="CASCADE")
    kind: str = Field(max_length=16)
    value: str = Field(sa_column=Column(by_bytes(300), nullable=False))


class ReviewState(StrEnum):
    """Where a review stands."""

    WAITING = "waiting"
    MORE_INFORMATION = "more-information"
    APPROVED = "approved"
    DENIED = "denied"


class Review(SQLModel, table=True):
    """A submitted registration waiting for staff, and the decision on it.

    It keeps its place (`received_at`) when the resident answers a question.
    """

    __table_args__ = (
        one_of("state", tuple(ReviewState)),
        Index("ix_review_state_received_at", "state", "received_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    registration_id: int = Field(foreign_key="registration.id", index=True, ondelete="CASCADE")
    submission_id: int = Field(foreign_key="submission.id", ondelete="CASCADE")
    state: str = Field(default=ReviewState.WAITING, max_length=16)
    version: int = 0
    received_at: datetime
    changed_at: datetime


class ReviewEventKind(StrEnum):
    """What happened to a review."""

    RECEIVED = "received"
    ASKED = "asked"
    ANSWERED = "answered"
    APPROVED = "approved"
    DENIED = "denied"
    UNDONE = "undone"


class ReviewEvent(SQLModel, table=True):
    """One thing that happened to a review; staff_id is empty where the resident did it.

    `mail` is the Message-ID of what the resident was told, by which it is withdrawn when a decision is undone.
    """

    __tablename__ = "review_event"
    __table_args__ = (one_of("kind", tuple(ReviewEventKind)),)

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", index=True, ondelete="CASCADE")
    kind: str = Field(max_length=16)
    message: str = ""
    submission_id: int | None = Field(default=None, foreign_key="submission.id", ondelete="CASCADE")
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id")
    mail: str = Field(default="", max_length=255)
    at: datetime
