"""Who holds which legacy account by now, what was asked about one, and what staff did with one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from css.models.base import one_of
from css.models.registrations import Answers


class ClaimedBy(StrEnum):
    """How a legacy account came to its account: by its email, proven by a code or vouched for by a provider; picked
    among several that have the email; or confirmed by staff."""

    CODE = "code"
    PROVIDER = "provider"
    PICKED = "picked"
    STAFF = "staff"


class LegacyClaim(SQLModel, table=True):
    """A legacy account is claimed by an account. One claim of it stands at a time; an undone one stays as a record.

    `filled`: what the draft was given of it, step by step, so that the pages can say so and undoing takes it away.
    """

    __tablename__ = "legacy_claim"
    __table_args__ = (
        one_of("how", tuple(ClaimedBy)),
        Index(
            "uq_legacy_claim_standing",
            "legacy_account_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    legacy_account_id: int = Field(foreign_key="legacy_account.id", index=True, ondelete="CASCADE")
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    how: str = Field(max_length=16)
    filled: Answers = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    made_at: datetime = Field(index=True)
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id")
    undone_at: datetime | None = None
    undone_by: int | None = Field(default=None, foreign_key="staff_member.id")


class QuestionState(StrEnum):
    """Where a question about an old account stands."""

    WAITING = "waiting"
    FOUND = "found"
    NOT_FOUND = "not-found"


class LegacyQuestion(SQLModel, table=True):
    """A resident says they had an account in the old system, and what they remember of it. Staff answer.

    `claim_id`: what staff confirmed. One question of an account waits at a time.
    """

    __tablename__ = "legacy_question"
    __table_args__ = (
        one_of("state", tuple(QuestionState)),
        Index("ix_legacy_question_state_asked_at", "state", "asked_at"),
        Index(
            "uq_legacy_question_waiting",
            "account_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    name: str = Field(default="", max_length=200)
    company: str = Field(default="", max_length=100)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=100)
    address: str = Field(default="", max_length=100)
    zip_code: str = Field(default="", max_length=100)
    record_number: str = Field(default="", max_length=100)
    state: str = Field(default=QuestionState.WAITING, max_length=16)
    claim_id: int | None = Field(default=None, foreign_key="legacy_claim.id", ondelete="SET NULL")
    version: int = 0
    asked_at: datetime
    answered_at: datetime | None = None
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id")


class NoteKind(StrEnum):
    """What staff did with a legacy account, and said why."""

    LOOKED = "looked"
    MAILED = "mailed"
    EMAIL_CHANGED = "email-changed"
    CLAIM_UNDONE = "claim-undone"


class LegacyNote(SQLModel, table=True):
    """The reason that a staff member gave. The audit has the act, without a word of it."""

    __tablename__ = "legacy_note"
    __table_args__ = (one_of("kind", tuple(NoteKind)),)

    id: int | None = Field(default=None, primary_key=True)
    legacy_account_id: int = Field(foreign_key="legacy_account.id", index=True, ondelete="CASCADE")
    kind: str = Field(max_length=16)
    text: str
    staff_id: int = Field(foreign_key="staff_member.id")
    at: datetime
