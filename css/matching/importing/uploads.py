"""Files that staff hand in: each waits its turn, is read by the background loop, and is deleted when it is not needed.

A dry run's file is kept a while, so that it can be imported without being sent again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from css import audit
from css.core import tokens
from css.core.db import take_turns
from css.matching.importing.imports import printable
from css.matching.importing.turns import CANCELLED, NOT_ENDED, TURN, change, waiting_again
from css.models import ActorKind, LegacyImport, LegacyImportState, StaffMember

CHECKED_KEPT = timedelta(days=3)
"""Over a weekend. The file holds what the old system knew of everybody."""
SHOWN = 25


class NotKept(Exception):
    """The file of this dry run is not there any more."""


@dataclass(frozen=True, slots=True)
class Member:
    """The staff member who acts."""

    id: int
    public_id: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it came in: `name` as its owner calls it, `stored` as the folder does; `size` in bytes."""

    name: str
    stored: str
    size: int


def hand_in(session: Session, handed: Handed, member: Member, now: datetime, *, dry_run: bool) -> LegacyImport:
    """Let the file wait for the loop."""
    waiting = LegacyImport(
        public_id=tokens.new_public_id(),
        file_name=printable(handed.name) or "–",
        stored=handed.stored,
        dry_run=dry_run,
        state=LegacyImportState.WAITING,
        bytes_total=handed.size,
        begun_at=now,
        seen_at=now,
        staff_id=member.id,
    )
    session.add(waiting)
    _record(session, "legacy.uploaded", waiting, member, now)
    return waiting


def import_checked(session: Session, public_id: str, member: Member, now: datetime) -> LegacyImport:
    """The file of a dry run once more, for real; pressed twice it is the same import. Raises NotKept, NoResultFound."""
    take_turns(session, TURN)
    checked = find(session, public_id)
    if begun := next_of(session, checked):
        return begun
    if not is_kept(session, checked, now):
        raise NotKept
    waiting = waiting_again(checked, now, dry_run=False)
    waiting.staff_id = member.id
    session.add(waiting)
    _record(session, "legacy.import-asked", waiting, member, now)
    return waiting


def cancel(session: Session, public_id: str, member: Member, now: datetime) -> None:
    """End what waits or is under way: nothing of it is ever true. What has ended stays. Raises NoResultFound."""
    take_turns(session, TURN)
    cancelled = find(session, public_id)
    this = col(LegacyImport.id) == cancelled.id
    ended = {"state": LegacyImportState.DROPPED, "problem": CANCELLED, "ended_at": now}
    if any(change(session, state, this, **ended) for state in NOT_ENDED):
        _record(session, "legacy.dropped", cancelled, member, now)


def find(session: Session, public_id: str) -> LegacyImport:
    """The import; raises NoResultFound."""
    return session.exec(select(LegacyImport).where(LegacyImport.public_id == public_id)).one()


def next_of(session: Session, ended: LegacyImport) -> LegacyImport | None:
    """The import of the same file that came after it: for real, or because this one was stopped."""
    if not ended.stored:
        return None
    after = (LegacyImport.stored == ended.stored, col(LegacyImport.id) > ended.id)
    return session.exec(select(LegacyImport).where(*after).order_by(col(LegacyImport.id))).first()


def is_kept(session: Session, checked: LegacyImport, now: datetime) -> bool:
    """Whether this is a dry run whose file is still there to be imported."""
    is_checked = bool(checked.stored) and checked.state == LegacyImportState.CHECKED
    return is_checked and checked.stored in needed(session, now)


def needed(session: Session, now: datetime) -> set[str]:
    """The files that are to be read, or may be: those of dry runs that nothing followed."""
    later = aliased(LegacyImport)
    followed = select(later.id).where(later.stored == LegacyImport.stored, col(later.id) > LegacyImport.id).exists()
    checked = (col(LegacyImport.state) == LegacyImportState.CHECKED) & (col(LegacyImport.ended_at) > now - CHECKED_KEPT)
    wanted = or_(col(LegacyImport.state).in_(NOT_ENDED), checked & ~followed)
    return set(session.exec(select(LegacyImport.stored).where(wanted)))


def known(session: Session, names: Sequence[str]) -> set[str]:
    """Which of these files any import was made of."""
    return set(session.exec(select(LegacyImport.stored).where(col(LegacyImport.stored).in_(names))))


def is_behind(session: Session, waiting: LegacyImport) -> bool:
    """Whether another comes before it: one that is being read, or waits longer."""
    reading = col(LegacyImport.state) == LegacyImportState.READING
    longer = (col(LegacyImport.state) == LegacyImportState.WAITING) & (col(LegacyImport.id) < waiting.id)
    return session.exec(select(LegacyImport.id).where(reading | longer)).first() is not None


def latest(session: Session, before: str = "") -> tuple[list[tuple[LegacyImport, str]], str]:
    """Imports with who asked for them ("": the command), newest first, from the one that came before this public id;
    and the id to go on from, if there are more."""
    older = select(LegacyImport.id).where(LegacyImport.public_id == before).scalar_subquery()
    query = select(LegacyImport, StaffMember.name).outerjoin(StaffMember).order_by(col(LegacyImport.id).desc())
    if before:
        query = query.where(col(LegacyImport.id) < older)
    found = [(one, name or "") for one, name in session.exec(query.limit(SHOWN + 1))]
    return found[:SHOWN], found[SHOWN - 1][0].public_id if len(found) > SHOWN else ""


def who(session: Session, asked: LegacyImport) -> str:
    """The name of whoever asked for it on a page, else ""."""
    member = session.get(StaffMember, asked.staff_id) if asked.staff_id is not None else None
    return member.name if member else ""


def _record(session: Session, act: str, about: LegacyImport, member: Member, now: datetime) -> None:
    actor = audit.Actor(ActorKind.STAFF, member.public_id)
    audit.record(session, actor, act, subject="legacy-import", subject_id=about.public_id, now=now)
