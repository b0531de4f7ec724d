"""Who a provider says somebody is, and what is on its way to an account with that."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from css.core.providers import Provider
from css.models.base import one_of


class Identity(SQLModel, table=True):
    """A (provider, subject) pair that opens an account. `email`: as the provider said it last, to tell two apart."""

    __table_args__ = (one_of("provider", tuple(Provider)), UniqueConstraint("provider", "subject"))

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    provider: str = Field(max_length=16)
    subject: str = Field(max_length=255)
    email: str = Field(default="", max_length=254)
    created_at: datetime
    last_used_at: datetime

    @property
    def name(self) -> str:
        """What its owner knows it by."""
        return Provider(self.provider).brand


class SocialSignIn(SQLModel, table=True):
    """Somebody has come from a provider and is not in yet: an email is to be proven, or an account's owner to agree.

    `told_email`: what the provider said; `email`: what is being proven by a code, "" before that; `account_id`: the
    account that has it. `agreed_at`: when the account's owner entered the code, or asked to add the identity: then it
    is `adding`.
    """

    __tablename__ = "social_sign_in"
    __table_args__ = (one_of("provider", tuple(Provider)),)

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="CASCADE")
    provider: str = Field(max_length=16)
    subject: str = Field(max_length=255)
    told_email: str = Field(default="", max_length=254)
    vouched: bool = False
    relay: bool = False
    first_name: str = Field(default="", max_length=100)
    last_name: str = Field(default="", max_length=100)
    email: str = Field(default="", max_length=254)
    email_key: str = Field(default="", max_length=254)
    language: str = Field(max_length=8)
    created_at: datetime = Field(index=True)
    agreed_at: datetime | None = None
    adding: bool = False
