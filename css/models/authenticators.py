"""Ways to prove who one is besides a password and a code by mail, and what is on its way to a session with them.

Residents and staff members have them alike, so a row names one of the two as its owner.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel


def _one_owner() -> CheckConstraint:
    return CheckConstraint("(account_id IS NULL) <> (staff_id IS NULL)", name="one_owner")


class Passkey(SQLModel, table=True):
    """A resident's passkey (W3C WebAuthn). `credential_id` is base64url, `sign_count` the authenticator's own count."""

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    credential_id: str = Field(unique=True, max_length=1400)
    public_key: bytes
    sign_count: int = Field(sa_type=BigInteger)
    name: str = Field(max_length=100)
    created_at: datetime
    last_used_at: datetime | None = None


class SpentChallenge(SQLModel, table=True):
    """The digest of a passkey's challenge that was answered: it works once."""

    __tablename__ = "spent_challenge"

    digest: str = Field(primary_key=True, max_length=64)
    expires_at: datetime = Field(index=True)


class AuthenticatorApp(SQLModel, table=True):
    """An app that shows a new code every 30 seconds (RFC 6238). `last_step`: the time step of the last code it was used
    with, for a code works once.
    """

    __tablename__ = "authenticator_app"
    __table_args__ = (_one_owner(),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="CASCADE")
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id", index=True, ondelete="CASCADE")
    sealed_secret: str = Field(max_length=300)
    last_step: int
    name: str = Field(max_length=100)
    created_at: datetime
    last_used_at: datetime | None = None


class RecoveryCode(SQLModel, table=True):
    """A code to write down, for whoever has lost the app; the row goes when it is used."""

    __tablename__ = "recovery_code"
    __table_args__ = (_one_owner(),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="CASCADE")
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id", index=True, ondelete="CASCADE")
    code_hash: str = Field(max_length=64)


class SecondStep(SQLModel, table=True):
    """A browser that has given the password, or another first proof, and is asked for its app's code."""

    __tablename__ = "second_step"
    __table_args__ = (_one_owner(),)

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="CASCADE")
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id", index=True, ondelete="CASCADE")
    keep: bool = False
    created_at: datetime = Field(index=True)
