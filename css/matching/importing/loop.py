"""What the background loop does with files that staff handed in: one after the other, to the end or not at all."""

import logging
from collections.abc import Callable
from contextlib import closing

from sqlmodel import col, select

from css.core.clock import Clock
from css.core.db import Database
from css.matching.importing import files, uploads
from css.matching.importing.files import FileProblem, FileRefused, LegacyFile
from css.matching.importing.folder import Folder
from css.matching.importing.imports import Importing
from css.matching.importing.turns import Busy, Dropped, change, is_dead, running
from css.models import LegacyImport, LegacyImportState

log = logging.getLogger(__name__)
Asked = Callable[[], bool]
"""Whether this process was asked to end."""


def run_next(database: Database, clock: Clock, folder: Folder, asked: Asked) -> bool:
    """Import the file that waits longest, if nothing else is under way; says whether there was one.

    Asked to end, it drops the import, which then waits again. Raises only what the database raises.
    """
    waiting = _next(database, clock)
    if waiting is not None:
        _run(database, clock, folder, waiting, asked)
    _sweep(database, clock, folder)
    return waiting is not None


def _next(database: Database, clock: Clock) -> LegacyImport | None:
    with database.reading() as session:
        under_way = running(session)
        if under_way is not None and not is_dead(under_way, clock.now()):
            return None
        waits = select(LegacyImport).where(LegacyImport.state == LegacyImportState.WAITING)
        return session.exec(waits.order_by(col(LegacyImport.id))).first()


def _run(database: Database, clock: Clock, folder: Folder, waiting: LegacyImport, asked: Asked) -> None:
    try:
        file = _open(folder, waiting)
    except FileRefused as refused:
        _fail(database, clock, waiting, refused)
        return
    with closing(file):
        try:
            _import(Importing.begin_waiting(database, clock, file, waiting), asked)
        except (Busy, Dropped) as ended:
            log.info("import %s: %s", waiting.public_id, type(ended).__name__)


def _open(folder: Folder, waiting: LegacyImport) -> LegacyFile:
    """Raises FileRefused, also where web workers and loop don't see the same folder."""
    try:
        return files.open_file(folder.path(waiting.stored))
    except OSError:
        raise FileRefused(FileProblem.GONE) from None


def _import(importing: Importing, asked: Asked) -> None:
    with importing:
        for _ in importing.batches():
            if asked():
                return
        importing.finish()


def _fail(database: Database, clock: Clock, waiting: LegacyImport, refused: FileRefused) -> None:
    said = {"problem": refused.problem, "detail": refused.detail[:255], "ended_at": clock.now()}
    with database.writing() as session:
        this = col(LegacyImport.id) == waiting.id
        change(session, LegacyImportState.WAITING, this, state=LegacyImportState.FAILED, **said)
        session.commit()


def _sweep(database: Database, clock: Clock, folder: Folder) -> None:
    """Delete files that nobody needs any more. Mostly there is none, and then nobody is asked."""
    names = folder.names()
    if names:
        with database.reading() as session:
            known = uploads.known(session, names)  # first: what is handed in between the two is only needed
            needed = uploads.needed(session, clock.now())
        folder.sweep(needed, known, clock.now())
