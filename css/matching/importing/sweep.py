"""What imports leave behind, deleted a little at a time: versions that a newer one replaced, imports that were dropped,
and after thirty days the lists of refused rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from css.core.db import Database, take_turns
from css.matching.importing.turns import NOT_ENDED, TURN, give_up_dead, is_dead, running
from css.models import LegacyAccount, LegacyImport, LegacyImportState, LegacyRefusal, LegacyVersion

BATCH = 1_000
REFUSALS_KEPT = timedelta(days=30)


def tidy(database: Database, now: datetime) -> bool:
    """Delete one batch of what is over, in a short transaction of its own; says whether there may be more.

    Nothing is deleted while an import is under way: it may be about to use a holder that a dropped one left.
    """
    if not _is_due(database, now):
        return False
    with database.writing() as session:
        take_turns(session, TURN)
        give_up_dead(session, now)
        ended = None if running(session) else _untidy(session)
        if ended is not None:
            _tidy(session, ended, now)
        session.commit()
    return ended is not None


def purge(session: Session, now: datetime) -> None:
    """Delete refused rows' lines and reasons thirty days after their import; some at a time."""
    old = select(LegacyImport.id).where(col(LegacyImport.ended_at) <= now - REFUSALS_KEPT)
    some = select(LegacyRefusal.id).where(col(LegacyRefusal.import_id).in_(old)).limit(10 * BATCH)
    session.exec(delete(LegacyRefusal).where(col(LegacyRefusal.id).in_(some)))


def _is_due(database: Database, now: datetime) -> bool:
    """Asked at every round of the loop, so without a transaction that writes."""
    with database.reading() as session:
        under_way = running(session)
        return _untidy(session) is not None if under_way is None else is_dead(under_way, now)


def _untidy(session: Session) -> LegacyImport | None:
    ended = col(LegacyImport.state).not_in(NOT_ENDED)
    return session.exec(
        select(LegacyImport).where(col(LegacyImport.tidied_at).is_(None), ended).order_by(col(LegacyImport.id))
    ).first()


def _tidy(session: Session, ended: LegacyImport, now: datetime) -> None:
    step = _replaced if ended.state == LegacyImportState.DONE else _undone
    left = step(session, ended)
    if not left:
        ended.tidied_at = now
    session.add(ended)


def _replaced(session: Session, done: LegacyImport) -> bool:
    """Delete what this import's next versions replace; says whether there were any."""
    next_ones = (
        select(LegacyVersion.id, LegacyVersion.legacy_account_id)
        .where(LegacyVersion.import_id == done.id, col(LegacyVersion.id) > done.tidied_to)
        .order_by(col(LegacyVersion.id))
        .limit(BATCH)
    )
    found = session.exec(next_ones).all()
    if not found:
        return False
    of_these = col(LegacyVersion.legacy_account_id).in_([holder for _, holder in found])
    session.exec(delete(LegacyVersion).where(of_these, col(LegacyVersion.import_id) < done.id))
    done.tidied_to = found[-1][0] or done.tidied_to
    return True


def _undone(session: Session, dropped: LegacyImport) -> bool:
    """Delete some of what an import wrote that never became true, and holders nobody else tells of."""
    found = session.exec(
        select(LegacyVersion.id, LegacyVersion.legacy_account_id)
        .where(LegacyVersion.import_id == dropped.id)
        .limit(BATCH)
    ).all()
    session.exec(delete(LegacyVersion).where(col(LegacyVersion.id).in_([one for one, _ in found])))
    _delete_unknown(session, [holder for _, holder in found])
    return bool(found)


def _delete_unknown(session: Session, holders: Sequence[int]) -> None:
    told_of = exists().where(col(aliased(LegacyVersion).legacy_account_id) == col(LegacyAccount.id))
    session.exec(delete(LegacyAccount).where(col(LegacyAccount.id).in_(holders), ~told_of))
