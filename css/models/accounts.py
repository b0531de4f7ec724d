"""Accounts and everything that leads to one or opens it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from css.models.base import one_of


class AccountState(StrEnum):
    """Where an account stands (design: States)."""

    INCOMPLETE = "incomplete"
    PENDING = "pending"
    ACTIVE = "active"
    DENIED = "denied"
    DEACTIVATED = "deactivated"


class Account(SQLModel, table=True):
    """Somebody who has proven an email. The email is the username."""

    __table_args__ = (one_of("state", tuple(AccountState)),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    email: str = Field(max_length=254)
    email_key: str = Field(unique=True, max_length=254)
    first_name: str = Field(default="", max_length=100)
    last_name: str = Field(default="", max_length=100)
    language: str = Field(max_length=8)
    state: str = Field(default=AccountState.INCOMPLETE, max_length=16)
    password_hash: str | None = Field(default=None, max_length=200)
    created_at: datetime

    @property
    def name(self) -> str:
        """First and last name; somebody may have just one."""
        return f"{self.first_name} {self.last_name}".strip()


class PasswordRecord(SQLModel, table=True):
    """A password the account has or had, so that the last ten can be refused."""

    __tablename__ = "password_record"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    password_hash: str = Field(max_length=200)
    created_at: datetime


class SignUp(SQLModel, table=True):
    """The form that asks for email, names and password; it ends when the email is proven."""

    __tablename__ = "sign_up"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    email: str = Field(max_length=254)
    email_key: str = Field(index=True, max_length=254)
    first_name: str = Field(max_length=100)
    last_name: str = Field(max_length=100)
    mobile_phone: str = Field(default="", max_length=40)
    password_hash: str = Field(max_length=200)
    language: str = Field(max_length=8)
    created_at: datetime = Field(index=True)


class ChallengePurpose(StrEnum):
    """What a verification code proves an email for."""

    SIGN_UP = "sign-up"
    SIGN_IN = "sign-in"
    UNLOCK = "unlock"
    RESET = "reset"
    CONFIRM = "confirm"
    NEW_EMAIL = "new-email"
    SOCIAL = "social"

    @property
    def is_asked_for(self) -> bool:
        """Whether a code request has it."""
        return self not in (ChallengePurpose.SIGN_UP, ChallengePurpose.SOCIAL)


class CodeRequest(SQLModel, table=True):
    """Somebody asked for a code, to enter or unlock, for a new password or email, or to confirm who they are.

    The email may have no account, and then `account_id` is empty: nobody is told. `proven_at` is set by the right code.
    """

    __tablename__ = "code_request"
    __table_args__ = (one_of("purpose", tuple(one for one in ChallengePurpose if one.is_asked_for)),)

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    purpose: str = Field(max_length=16)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="CASCADE")
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254)
    keep: bool = False
    language: str = Field(max_length=8)
    created_at: datetime = Field(index=True)
    proven_at: datetime | None = None


class Challenge(SQLModel, table=True):
    """A verification code that was mailed. An empty `code_hash` is one that no code answers."""

    __table_args__ = (
        one_of("purpose", tuple(ChallengePurpose)),
        Index("ix_challenge_email_key_sent_at", "email_key", "sent_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    purpose: str = Field(max_length=16)
    sign_up_id: int | None = Field(default=None, foreign_key="sign_up.id", index=True, ondelete="SET NULL")
    code_request_id: int | None = Field(default=None, foreign_key="code_request.id", index=True, ondelete="SET NULL")
    social_sign_in_id: int | None = Field(
        default=None, foreign_key="social_sign_in.id", index=True, ondelete="SET NULL"
    )
    email_key: str = Field(max_length=254)
    code_hash: str = Field(default="", max_length=64)
    wrong_tries: int = 0
    sent_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


class ResidentSession(SQLModel, table=True):
    """One signed-in browser of a resident. `confirmed_at`: when they last proved who they are while signed in."""

    __tablename__ = "resident_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    kept: bool = False
    device: str = Field(default="", max_length=200)
    created_at: datetime
    confirmed_at: datetime | None = None
    last_seen_at: datetime
    expires_at: datetime = Field(index=True)


class EmailChange(SQLModel, table=True):
    """An account's email was changed; the old address can undo it until `ended_at` or for 72 hours."""

    __tablename__ = "email_change"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    old_email: str = Field(max_length=254)
    new_email: str = Field(max_length=254)
    changed_at: datetime = Field(index=True)
    ended_at: datetime | None = None


class FailureCount(SQLModel, table=True):
    """Wrong passwords or codes in a row at one door, and until when it is locked.

    `key` and `owner` are digests that name nobody: of the door, and of the email that all its doors share. `told_at`:
    when the owner was last told by mail that it is locked.
    """

    __tablename__ = "failure_count"

    key: str = Field(primary_key=True, max_length=64)
    owner: str = Field(default="", index=True, max_length=64)
    wrong_in_a_row: int = 0
    last_at: datetime = Field(index=True)
    locked_until: datetime | None = None
    told_at: datetime | None = None
