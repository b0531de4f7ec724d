"""Who did what. Values stand apart, so that they can be erased while the record stays."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from css.models.base import one_of


class ActorKind(StrEnum):
    """Who can do something."""

    RESIDENT = "resident"
    STAFF = "staff"
    SYSTEM = "system"


class AuditEntry(SQLModel, table=True):
    """One act: ids, the actor and names of fields, nothing personal."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        one_of("actor_kind", tuple(ActorKind)),
        Index("ix_audit_entry_subject_subject_id", "subject", "subject_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    actor_kind: str = Field(max_length=16)
    actor_id: str = Field(default="", max_length=20)
    action: str = Field(max_length=64)
    subject: str = Field(max_length=32)
    subject_id: str = Field(max_length=20)
    fields: list[str] = Field(sa_column=Column(JSON, nullable=False))


class AuditValue(SQLModel, table=True):
    """A value before and after an act; erasable without touching the entry."""

    __tablename__ = "audit_value"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="audit_entry.id", index=True, ondelete="CASCADE")
    field: str = Field(max_length=64)
    before: str = ""
    after: str = ""
