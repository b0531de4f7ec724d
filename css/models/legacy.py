"""The old system's account holders, as files imported from it said of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel, UniqueConstraint

from css.models.base import by_bytes, one_of


class LegacyImportState(StrEnum):
    """Where an import stands. Only what a DONE one brought is visible; CHECKED is the end of a dry run.

    WAITING: staff have handed in a file, which the background loop has not begun to read; FAILED: it can't be read;
    DROPPED: it ended before its end.
    """

    WAITING = "waiting"
    READING = "reading"
    CHECKED = "checked"
    DONE = "done"
    DROPPED = "dropped"
    FAILED = "failed"


class LegacyImport(SQLModel, table=True):
    """One reading of a file. Its rows are written in batches while nobody sees them; `state` makes all true at once.

    `seen_at`: when it last gave a sign of life. `told`: what was kept but is worth a look, counted, with the first
    lines. `staff_id`: who asked for it on a page, `stored`: the file's name in the folder of uploads, the same for all
    imports of that file; both empty for the command. `problem` and `detail`: why it FAILED or was DROPPED.
    `tidied_to`: the version up to which older ones are deleted; `tidied_at`: when nothing was left to delete.
    """

    __tablename__ = "legacy_import"
    __table_args__ = (one_of("state", tuple(LegacyImportState)),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    file_name: str = Field(max_length=255)
    stored: str = Field(default="", max_length=20)
    encoding: str = Field(default="", max_length=16)
    delimiter: str = Field(default="", max_length=1)
    dry_run: bool
    state: str = Field(default=LegacyImportState.READING, max_length=16)
    bytes_read: int = Field(default=0, sa_type=BigInteger)
    bytes_total: int = Field(default=0, sa_type=BigInteger)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    told: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    begun_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id")
    problem: str = Field(default="", max_length=32)
    detail: str = Field(default="", max_length=255)
    tidied_to: int = 0
    tidied_at: datetime | None = None


class LegacyAccount(SQLModel, table=True):
    """A holder of the old system: what stays the same whatever later files say. `legacy_id` is the old system's.

    `email` and `email_key` are what staff corrected the file's to; "" where the file's stands.
    """

    __tablename__ = "legacy_account"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=20)
    legacy_id: str = Field(unique=True, max_length=64)
    email: str = Field(default="", max_length=254)
    email_key: str = Field(default="", max_length=254, index=True)


class LegacyVersion(SQLModel, table=True):
    """What one import said of a holder; true is that of the newest import that is done.

    `line`: where the row began in the file. `digest`: of all that the row said, records too. A key is "" where there
    is nothing to compare; the last three are looked up by how they begin.
    """

    __tablename__ = "legacy_version"
    __table_args__ = (UniqueConstraint("legacy_account_id", "import_id"),)

    id: int | None = Field(default=None, primary_key=True)
    legacy_account_id: int = Field(foreign_key="legacy_account.id", ondelete="CASCADE")
    import_id: int = Field(foreign_key="legacy_import.id", index=True)
    line: int
    digest: str = Field(max_length=64)
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254, index=True)
    first_name: str = Field(max_length=100)
    middle_name: str = Field(max_length=100)
    last_name: str = Field(max_length=100)
    company: str = Field(max_length=100)
    phone: str = Field(max_length=100)
    phone_key: str = Field(max_length=20, index=True)
    address1: str = Field(max_length=100)
    address2: str = Field(max_length=100)
    city: str = Field(max_length=100)
    state: str = Field(max_length=100)
    zip: str = Field(max_length=100)
    name_key: str = Field(max_length=400, index=True)
    last_name_key: str = Field(sa_column=Column(by_bytes(400), nullable=False, index=True))
    company_key: str = Field(sa_column=Column(by_bytes(400), nullable=False, index=True))
    address_key: str = Field(sa_column=Column(by_bytes(400), nullable=False, index=True))


class LegacyRecord(SQLModel, table=True):
    """A permit, invoice or the like that a version lists."""

    __tablename__ = "legacy_record"

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="legacy_version.id", index=True, ondelete="CASCADE")
    kind: str = Field(max_length=100)
    number: str = Field(max_length=100)
    number_key: str = Field(max_length=100, index=True)
    title: str = Field(max_length=200)
    status: str = Field(max_length=100)


class LegacyRefusal(SQLModel, table=True):
    """A row that was not taken: where, and why. Nothing of what it said. `field`: the column, "" for the whole row."""

    __tablename__ = "legacy_refusal"

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="legacy_import.id", index=True)
    line: int
    field: str = Field(max_length=64)
    reason: str = Field(max_length=32)
    detail: str = Field(max_length=64)
