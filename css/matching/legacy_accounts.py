"""What is true of the old system's holders now."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import sqlalchemy
from sqlalchemy import ColumnElement, Select, and_, case, exists, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from css.accounts.emails import email_key, same_mailbox
from css.models import (
    LegacyAccount,
    LegacyClaim,
    LegacyImport,
    LegacyImportState,
    LegacyNote,
    LegacyRecord,
    LegacyVersion,
    NoteKind,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A legacy account, with what is true of it now."""

    account: LegacyAccount
    version: LegacyVersion

    @property
    def id(self) -> int:
        """Of the legacy account: what claims and notes point at."""
        assert self.account.id is not None
        return self.account.id

    @property
    def email(self) -> str:
        """As staff corrected it, else as the file has it."""
        return self.account.email or self.version.email

    @property
    def email_key(self) -> str:
        """The form in which two are the same; "" where there is no email."""
        return self.account.email_key or self.version.email_key

    @property
    def name(self) -> str:
        """The holder's, or the company's where they have none."""
        said = (self.version.first_name, self.version.middle_name, self.version.last_name)
        return " ".join(filter(None, said)) or self.version.company


Holders = Select[LegacyAccount, LegacyVersion]

EMAIL_KEY: ColumnElement[str] = case(
    (col(LegacyAccount.email_key) != "", col(LegacyAccount.email_key)), else_=col(LegacyVersion.email_key)
)
"""As Held.email_key, for a query of `true_ones`."""


@cache
def is_true() -> ColumnElement[bool]:
    """By this a query of LegacyVersion finds one of each holder: that of the newest import that is done.

    Nearly every version is of a done import. With nothing added the column hides its index, which SQLite would else
    prefer to that of a range, and read everything.
    """
    newer = aliased(LegacyVersion)
    newer_ones = exists().where(
        col(newer.legacy_account_id) == col(LegacyVersion.legacy_account_id),
        col(newer.import_id) > col(LegacyVersion.import_id),
        col(newer.import_id).in_(done()),
    )
    return and_((col(LegacyVersion.import_id) + 0).in_(done()), ~newer_ones)


def stands() -> ColumnElement[bool]:
    """By this a query of LegacyClaim leaves out what was undone."""
    return col(LegacyClaim.undone_at).is_(None)


def is_unclaimed() -> ColumnElement[bool]:
    """By this a query of LegacyVersion leaves out the holders who have registered again."""
    return ~exists().where(col(LegacyClaim.legacy_account_id) == col(LegacyVersion.legacy_account_id), stands())


def awaits_its_email() -> ColumnElement[bool]:
    """By this a query of LegacyVersion finds the holders whom whoever proves their email claims.

    Staff who undo a claim say that the email does not tell whose it is: it waits again once they have corrected it.
    """
    undone, corrected = aliased(LegacyNote), aliased(LegacyNote)
    since = exists().where(
        col(corrected.legacy_account_id) == col(undone.legacy_account_id),
        col(corrected.kind) == NoteKind.EMAIL_CHANGED,
        col(corrected.id) > col(undone.id),
    )
    taken_back = exists().where(
        col(undone.legacy_account_id) == col(LegacyVersion.legacy_account_id),
        col(undone.kind) == NoteKind.CLAIM_UNDONE,
        ~since,
    )
    return and_(is_unclaimed(), ~taken_back)


def true_ones() -> Holders:
    """Every holder with what is true of them, to be narrowed down."""
    return (
        sqlalchemy.select(LegacyAccount, LegacyVersion)
        .join(LegacyVersion, col(LegacyVersion.legacy_account_id) == col(LegacyAccount.id))
        .where(is_true())
    )


def with_email(key: str) -> ColumnElement[bool]:
    """Whose email it is now."""
    return and_(_with_email_ever(key), EMAIL_KEY.in_([key]))


def _with_email_ever(key: str) -> ColumnElement[bool]:
    """Whose email it is in the file or by a correction: two look-ups, for one condition over both tables would read
    them whole.
    """
    corrected = sqlalchemy.select(col(LegacyAccount.id)).where(col(LegacyAccount.email_key) == key)
    told = sqlalchemy.select(col(LegacyVersion.legacy_account_id)).where(col(LegacyVersion.email_key) == key)
    return col(LegacyAccount.id).in_(union(corrected, told))


def all_of(session: Session, query: Holders) -> list[Held]:
    """What a query of `true_ones` finds."""
    return [Held(*row) for row in session.execute(query).all()]


def exist(session: Session) -> bool:
    """Whether an old system's holders were brought in at all."""
    return session.exec(select(LegacyAccount.id).limit(1)).first() is not None


def find(session: Session, public_id: str) -> Held:
    """The legacy account of this id; raises NoResultFound."""
    return Held(*session.execute(true_ones().where(col(LegacyAccount.public_id) == public_id)).one())


def held(session: Session, ids: Collection[int]) -> list[Held]:
    """These legacy accounts, oldest first."""
    return all_of(session, true_ones().where(col(LegacyAccount.id).in_(ids)).order_by(col(LegacyAccount.id)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """The legacy accounts that wait for whoever proves an email, oldest first. `others`: the rest of those that have
    the email, or had it before staff corrected it: claimed, taken back, or of an address that is only alike. Where
    there are any, proving the email does not say whose it is.
    """

    held: tuple[Held, ...]
    others: tuple[Held, ...]

    @property
    def only(self) -> Held | None:
        """The one that is for whoever proves the email."""
        return self.held[0] if len(self.held) == 1 and not self.others else None

    @property
    def shared(self) -> bool:
        """Whether the email alone says too little."""
        return bool(self.held) and self.only is None

    def all_but(self, one: Held) -> tuple[Held, ...]:
        """All of the email but this one."""
        return tuple(other for other in (*self.held, *self.others) if other.id != one.id)


def waiting_for(session: Session, email: str) -> Waiting:
    """What waits for the owner of this address; nothing for ""."""
    if not email:
        return Waiting((), ())
    theirs = true_ones().where(_with_email_ever(email_key(email))).add_columns(awaits_its_email().label("awaits"))
    held: dict[bool, list[Held]] = {True: [], False: []}
    for account, version, awaits in session.execute(theirs.order_by(col(LegacyAccount.id))).all():
        one = Held(account, version)
        held[awaits and same_mailbox(one.email, email)].append(one)
    return Waiting(tuple(held[True]), tuple(held[False]))


def awaits(session: Session, held: Held) -> bool:
    """Whether whoever proves the email of this one claims it."""
    mine = select(LegacyVersion.id).where(LegacyVersion.id == held.version.id, awaits_its_email())
    return session.exec(mine).first() is not None


def hold(session: Session, held: Held) -> None:
    """Until the transaction ends nobody else claims this legacy account or corrects its email."""
    session.get(LegacyAccount, held.id, with_for_update={"key_share": True}, populate_existing=True)


def records(session: Session, version_ids: Collection[int]) -> list[LegacyRecord]:
    """Permits, invoices and the like, in the file's order."""
    listed = select(LegacyRecord).where(col(LegacyRecord.version_id).in_(version_ids))
    return list(session.exec(listed.order_by(col(LegacyRecord.id))))


def done() -> Select[int | None]:
    """The imports that are, whose newest rows are true."""
    return sqlalchemy.select(col(LegacyImport.id)).where(col(LegacyImport.state) == LegacyImportState.DONE)
