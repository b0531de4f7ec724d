"""One import at a time, and what becomes of one that ends before its end."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, update
from sqlmodel import Session, col, select

from css.core import tokens
from css.models import LegacyImport, LegacyImportState

TURN = "legacy-import"
"""What begins, gives up and tidies imports takes this turn (css.core.db.take_turns)."""
DEAD_AFTER = timedelta(minutes=1)
"""Without a sign of life. A batch takes less than a second."""
MOST_TRIES = 3
"""Of a file that staff handed in: one that brings the loop down each time must not do so for ever."""
NOT_ENDED = (LegacyImportState.WAITING, LegacyImportState.READING)
CANCELLED = "cancelled"
"""Why it was DROPPED, where somebody wanted that."""


class Busy(Exception):
    """Another import is under way."""

    def __init__(self, other: LegacyImport) -> None:
        super().__init__(other.file_name)
        self.file_name, self.begun_at = other.file_name, other.begun_at


class Dropped(Exception):
    """This import was ended meanwhile: somebody cancelled it, or it gave no sign of life."""


def running(session: Session) -> LegacyImport | None:
    """The import that is under way."""
    return session.exec(select(LegacyImport).where(LegacyImport.state == LegacyImportState.READING)).first()


def is_dead(under_way: LegacyImport, now: datetime) -> bool:
    """Whether it gave no sign of life for a minute: whoever ran it was killed."""
    return under_way.seen_at <= now - DEAD_AFTER


def give_up_dead(session: Session, now: datetime) -> None:
    """Drop the import that is dead."""
    under_way = running(session)
    if under_way is not None and is_dead(under_way, now):
        stop(session, under_way, col(LegacyImport.seen_at) <= now - DEAD_AFTER, now=now)


def stop(session: Session, under_way: LegacyImport, *which: ColumnElement[bool], now: datetime) -> None:
    """Drop it if it is still under way; a file that staff handed in waits again, to be read from its beginning."""
    this = (col(LegacyImport.id) == under_way.id, *which)
    dropped = change(session, LegacyImportState.READING, *this, state=LegacyImportState.DROPPED, ended_at=now)
    if dropped and under_way.stored and _tries(session, under_way) < MOST_TRIES:
        session.add(waiting_again(under_way, now, dry_run=under_way.dry_run))


def waiting_again(before: LegacyImport, now: datetime, *, dry_run: bool) -> LegacyImport:
    """A new import of the same file, for the loop to begin."""
    return LegacyImport(
        public_id=tokens.new_public_id(),
        file_name=before.file_name,
        stored=before.stored,
        dry_run=dry_run,
        state=LegacyImportState.WAITING,
        bytes_total=before.bytes_total,
        begun_at=now,
        seen_at=now,
        staff_id=before.staff_id,
    )


def still(session: Session, import_id: int, **values: Any) -> None:
    """Change the import if it was not ended meanwhile. It comes first: on PostgreSQL it holds off who would."""
    if change(session, LegacyImportState.READING, col(LegacyImport.id) == import_id, **values) == 0:
        raise Dropped


def change(session: Session, was: LegacyImportState, /, *which: ColumnElement[bool], **values: Any) -> int:
    """Change imports that are in a state; returns how many were."""
    statement = update(LegacyImport).where(col(LegacyImport.state) == was, *which).values(**values)
    return session.connection().execute(statement).rowcount


def _tries(session: Session, of: LegacyImport) -> int:
    """How often the same was stopped."""
    same = (LegacyImport.stored == of.stored, LegacyImport.dry_run == of.dry_run)
    dropped = LegacyImport.state == LegacyImportState.DROPPED
    return session.exec(select(func.count()).select_from(LegacyImport).where(*same, dropped)).one()
