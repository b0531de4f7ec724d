"""Whose authenticators: a resident's account has them, and so has a staff member."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col

from css.accounts.locks import Door
from css.models import Account, StaffMember


@dataclass(frozen=True, slots=True)
class Owner:
    """An account or a staff member, as a row of an authenticator names them. `language` is "" for the city's own."""

    column: str
    id: int
    public_id: str
    email: str
    email_key: str
    language: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """What a new row of theirs is made with."""
        return {self.column: self.id}

    def has(self, table: type[SQLModel]) -> ColumnElement[bool]:
        """Whether a row of the table is theirs."""
        return col(getattr(table, self.column)) == self.id

    def door(self, device: str = "") -> Door:
        """Where the codes of their app are tried: wrong ones are counted apart from wrong passwords."""
        return Door(f"second step, {self.column}", self.email_key, device)

    def lock(self, session: Session) -> None:
        """Until this transaction ends nobody else changes them or what is theirs."""
        table: type[Account | StaffMember] = Account if self.column == "account_id" else StaffMember
        session.get(table, self.id, with_for_update=True, populate_existing=True)


def of_account(account: Account) -> Owner:
    """The resident as an owner."""
    return _owner("account_id", account, account.language)


def of_staff(member: StaffMember) -> Owner:
    """The staff member as an owner."""
    return _owner("staff_id", member, "")


def _owner(column: str, who: Any, language: str) -> Owner:
    return Owner(column, who.id, who.public_id, who.email, who.email_key, language)
