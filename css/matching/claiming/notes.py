"""Why staff did something with a legacy account, in their words."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from css.models import LegacyNote, NoteKind, StaffMember


class Written(NamedTuple):
    """A note, and the name of whoever wrote it."""

    note: LegacyNote
    staff: str


def write(
    session: Session, legacy_account_id: int, kind: NoteKind, reason: str, staff: StaffMember, now: datetime
) -> None:
    """Keep the reason that a staff member gave."""
    assert staff.id is not None
    session.add(LegacyNote(legacy_account_id=legacy_account_id, kind=kind, text=reason, staff_id=staff.id, at=now))


def of_legacy(session: Session, legacy_account_id: int) -> list[Written]:
    """What was done with a legacy account, newest first."""
    mine = (
        select(LegacyNote, StaffMember.name)
        .join(StaffMember)
        .where(LegacyNote.legacy_account_id == legacy_account_id)
        .order_by(col(LegacyNote.id).desc())
    )
    return [Written(*row) for row in session.exec(mine).all()]


def number_since(session: Session, legacy_account_id: int, kind: NoteKind, since: datetime | None) -> int:
    """How often something was done with a legacy account, ever or after a moment."""
    mine = select(func.count(col(LegacyNote.id))).where(
        LegacyNote.legacy_account_id == legacy_account_id, LegacyNote.kind == kind
    )
    return session.exec(mine if since is None else mine.where(col(LegacyNote.at) > since)).one()
