"""A batch of an import: compared with what is true now, and written where nobody sees it before the import is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert
from sqlmodel import Session, col, select

from css.core import tokens
from css.matching.importing.rows import Holder
from css.matching.legacy_accounts import is_true
from css.models import LegacyAccount, LegacyRecord, LegacyRefusal, LegacyVersion


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken: where, which column ("": the whole row) and why."""

    line: int
    field: str
    reason: str
    detail: str = ""


@dataclass(slots=True)
class Batch:
    """Rows read together; the same legacy id never stands in two batches of an import, nor twice in one."""

    holders: list[Holder] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a batch would change. `known`: ids of holders that are there, by legacy id."""

    added: tuple[Holder, ...]
    changed: tuple[Holder, ...]
    unchanged: int
    known: Mapping[str, int]


def compare(session: Session, holders: Sequence[Holder]) -> Compared:
    """Sort out who is new, who changed and who is as before. It only looks."""
    known = _known(session, [holder.legacy_id for holder in holders])
    digests = _digests(session, list(known.values()))
    true = {legacy_id: digests[one] for legacy_id, one in known.items() if one in digests}
    added = tuple(holder for holder in holders if holder.legacy_id not in true)
    there = [holder for holder in holders if holder.legacy_id in true]
    changed = tuple(holder for holder in there if holder.digest != true[holder.legacy_id])
    return Compared(added, changed, len(there) - len(changed), known)


def stage(session: Session, import_id: int, compared: Compared) -> None:
    """Write what is new and what changed as versions of this import."""
    holders = (*compared.added, *compared.changed)
    if not holders:
        return
    unknown = [holder.legacy_id for holder in holders if holder.legacy_id not in compared.known]
    ids = {**compared.known, **_add_accounts(session, unknown)}
    versions = _add_versions(session, import_id, {ids[holder.legacy_id]: holder for holder in holders})
    records = [
        {"version_id": versions[ids[holder.legacy_id]], **record} for holder in holders for record in holder.records
    ]
    if records:
        session.connection().execute(insert(LegacyRecord), records)


def refuse(session: Session, import_id: int, refused: Sequence[RefusedRow]) -> None:
    """Note the rows that are not taken."""
    rows = [
        {"import_id": import_id, "line": one.line, "field": one.field, "reason": one.reason, "detail": one.detail}
        for one in refused
    ]
    if rows:
        session.connection().execute(insert(LegacyRefusal), rows)


def _known(session: Session, legacy_ids: Sequence[str]) -> dict[str, int]:
    found = select(LegacyAccount.legacy_id, LegacyAccount.id).where(col(LegacyAccount.legacy_id).in_(legacy_ids))
    return {legacy_id: one for legacy_id, one in session.exec(found) if one is not None}


def _digests(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """What is true of each now, as a digest."""
    found = select(LegacyVersion.legacy_account_id, LegacyVersion.digest).where(
        col(LegacyVersion.legacy_account_id).in_(ids), is_true()
    )
    return dict(session.exec(found).all())


def _add_accounts(session: Session, legacy_ids: Sequence[str]) -> dict[str, int]:
    if not legacy_ids:
        return {}
    rows = [{"public_id": tokens.new_public_id(), "legacy_id": legacy_id} for legacy_id in legacy_ids]
    session.connection().execute(insert(LegacyAccount), rows)
    return _known(session, legacy_ids)


def _add_versions(session: Session, import_id: int, holders: Mapping[int, Holder]) -> dict[int, int]:
    """Without RETURNING, here and above: one statement for all rows takes the driver of PostgreSQL longer to read."""
    rows = [
        {"legacy_account_id": one, "import_id": import_id, "line": holder.line, "digest": holder.digest}
        | holder.columns
        for one, holder in holders.items()
    ]
    session.connection().execute(insert(LegacyVersion), rows)
    found = select(LegacyVersion.legacy_account_id, LegacyVersion.id).where(
        LegacyVersion.import_id == import_id, col(LegacyVersion.legacy_account_id).in_(holders)
    )
    return {account: one for account, one in session.exec(found) if one is not None}
