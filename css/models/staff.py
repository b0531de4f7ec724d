"""Staff members. They are not accounts: their table, cookie and guard are their own."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from css.models.base import one_of


class Role(StrEnum):
    """What a staff member may do."""

    REVIEWER = "reviewer"
    HELPDESK = "helpdesk"
    ADMINISTRATOR = "administrator"


class StaffMember(SQLModel, table=True):
    """Somebody who works for the city."""

    __tablename__ = "staff_member"
    __table_args__ = (one_of("role", tuple(Role)),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    email: str = Field(max_length=254)
    email_key: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=100)
    role: str = Field(max_length=16)
    password_hash: str = Field(max_length=200)
    created_at: datetime


class StaffSession(SQLModel, table=True):
    """One signed-in browser of a staff member."""

    __tablename__ = "staff_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    staff_id: int = Field(foreign_key="staff_member.id", index=True, ondelete="CASCADE")
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime = Field(index=True)
