"""An import of the old system's file, from its first row to the moment when all of it becomes true at once.

Rows are written in short transactions, so that residents are never kept waiting, and belong to an import that is not
done: nobody sees them. One update of its state ends it. Whatever ends it otherwise, a signal or the power, leaves rows
that nobody sees either; the background loop deletes them (sweep).
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from sqlmodel import Session, col, select

from css import audit
from css.core import tokens
from css.core.clock import Clock
from css.core.db import Database, take_turns
from css.matching.importing import rows, staging
from css.matching.importing.files import BrokenRow, LegacyFile, Row
from css.matching.importing.rows import Holder, Reason, Remark, RowRefused
from css.matching.importing.seen import Seen
from css.matching.importing.staging import Batch, Compared, RefusedRow
from css.matching.importing.turns import TURN, Busy, Dropped, change, give_up_dead, running, still, stop
from css.models import ActorKind, LegacyImport, LegacyImportState, LegacyRefusal, StaffMember

BATCH = 500
BATCH_CHARACTERS = 2_000_000
"""A batch ends when its rows hold so much, so that rows of a thousand records each don't fill the memory."""
LINES_TOLD = 5


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was kept but is worth a look: how often, and the first lines."""

    field: str
    remark: Remark
    count: int
    lines: tuple[int, ...]


@dataclass(slots=True)
class Counts:
    """What a file says, compared with what is true."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    told: dict[tuple[str, Remark], list[int]] = field(default_factory=dict)

    def add(self, compared: Compared, refused: int) -> None:
        """Count a batch."""
        self.added += len(compared.added)
        self.changed += len(compared.changed)
        self.unchanged += compared.unchanged
        self.refused += refused

    def tell(self, field_name: str, remark: Remark, line: int) -> None:
        """Count something worth a look. The first number is how often, the others are lines."""
        told = self.told.setdefault((field_name, remark), [0])
        told[0] += 1
        if len(told) <= LINES_TOLD:
            told.append(line)

    @property
    def all_told(self) -> tuple[Told, ...]:
        """What is worth a look, column by column."""
        return tuple(Told(*key, told[0], tuple(told[1:])) for key, told in sorted(self.told.items()))


class Importing:
    """One import: `batches` until there are no more, then `finish`; or `drop` at any time, as the end of a `with` block
    does that came before `finish`."""

    def __init__(self, database: Database, clock: Clock, file: LegacyFile, begun: LegacyImport) -> None:
        assert begun.id is not None
        self._database, self._clock, self._file, self._begun = database, clock, file, begun
        self.id, self.public_id, self.dry_run = begun.id, begun.public_id, begun.dry_run
        self.counts = Counts()
        self._finished = False
        for name in file.ignored:
            self.counts.tell(printable(name), Remark.UNKNOWN, 1)

    @classmethod
    def begin(
        cls, database: Database, clock: Clock, file: LegacyFile, *, name: str, dry_run: bool = False
    ) -> "Importing":
        """Nothing of the file is read yet. Raises Busy: two at once would each be compared with half of the other."""
        begun = LegacyImport(
            public_id=tokens.new_public_id(),
            file_name=printable(name),
            encoding=file.encoding,
            delimiter=file.delimiter,
            dry_run=dry_run,
            bytes_total=file.size,
            begun_at=clock.now(),
            seen_at=clock.now(),
        )
        with database.writing() as session:
            _take_turn(session, clock.now())
            session.add(begun)
            session.commit()
        return cls(database, clock, file, begun)

    @classmethod
    def begin_waiting(cls, database: Database, clock: Clock, file: LegacyFile, waiting: LegacyImport) -> "Importing":
        """As `begin`, for what staff handed in. Raises Busy, and Dropped where it was cancelled meanwhile."""
        now, this = clock.now(), col(LegacyImport.id) == waiting.id
        read = {"encoding": file.encoding, "delimiter": file.delimiter, "begun_at": now, "seen_at": now}
        with database.writing() as session:
            _take_turn(session, now)
            if not change(session, LegacyImportState.WAITING, this, state=LegacyImportState.READING, **read):
                raise Dropped
            session.commit()
        return cls(database, clock, file, waiting)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if not self._finished:
            self.drop()

    def batches(self) -> Iterator[int]:
        """Write the file's rows batch by batch; yields how many bytes of the file are read. Raises Dropped."""
        with closing(Seen()) as seen:
            for batch in self._read(seen):
                with self._database.reading() as session:
                    compared = staging.compare(session, batch.holders)
                self.counts.add(compared, len(batch.refused))
                self._write(batch, compared)
                yield self._file.bytes_read

    def finish(self) -> None:
        """Make all of it true, at once; a dry run only ends. Raises Dropped."""
        now = self._clock.now()
        state = LegacyImportState.CHECKED if self.dry_run else LegacyImportState.DONE
        with self._database.writing() as session:
            still(session, self.id, state=state, ended_at=now, **self._progress(now))
            if not self.dry_run:
                self._record(session, now)
            session.commit()
        self._finished = True

    def drop(self) -> None:
        """Give it up: nothing of it is ever true."""
        with self._database.writing() as session:
            take_turns(session, TURN)
            stop(session, self._begun, now=self._clock.now())
            session.commit()

    def refusals(self) -> Iterator[RefusedRow]:
        """Every row that was not taken, by line."""
        with self._database.reading() as session:
            yield from refusals(session, self.id)

    def _read(self, seen: Seen) -> Iterator[Batch]:
        batch, characters = Batch(), 0
        for row in self._file.rows():
            self._sort(row, batch, seen)
            characters += 0 if isinstance(row, BrokenRow) else sum(map(len, row.values.values()))
            if len(batch.holders) + len(batch.refused) >= BATCH or characters >= BATCH_CHARACTERS:
                yield batch
                batch, characters = Batch(), 0
        yield batch

    def _sort(self, row: Row | BrokenRow, batch: Batch, seen: Seen) -> None:
        if isinstance(row, BrokenRow):
            batch.refused.append(RefusedRow(row.line, "", row.problem, row.detail))
            return
        try:
            holder = rows.read(row)
            _refuse_repeated(holder, seen)
        except RowRefused as refused:
            batch.refused.append(RefusedRow(row.line, refused.field, refused.reason, refused.detail))
            return
        self._tell(holder, seen)
        batch.holders.append(holder)

    def _tell(self, holder: Holder, seen: Seen) -> None:
        for field_name, remark in holder.remarks:
            self.counts.tell(field_name, remark, holder.line)
        email = holder.columns["email_key"]
        if email and seen.before("email", email, holder.line):
            self.counts.tell("email", Remark.SHARED_EMAIL, holder.line)

    def _write(self, batch: Batch, compared: Compared) -> None:
        now = self._clock.now()
        with self._database.writing() as session:
            still(session, self.id, **self._progress(now))
            staging.refuse(session, self.id, batch.refused)
            if not self.dry_run:
                staging.stage(session, self.id, compared)
            session.commit()

    def _record(self, session: Session, now: datetime) -> None:
        staff_id = self._begun.staff_id
        member = session.get(StaffMember, staff_id) if staff_id is not None else None
        actor = audit.Actor(ActorKind.STAFF, member.public_id) if member else audit.SYSTEM
        about, act = self.public_id, "legacy.imported"
        audit.record(session, actor, act, subject="legacy-import", subject_id=about, now=now)

    def _progress(self, now: datetime) -> dict[str, Any]:
        counts = self.counts
        return {
            "seen_at": now, "bytes_read": self._file.bytes_read,
            "added": counts.added, "changed": counts.changed,
            "unchanged": counts.unchanged, "refused": counts.refused,
            "told": [
                {"field": one.field, "remark": one.remark, "count": one.count, "lines": list(one.lines)}
                for one in counts.all_told
            ],
        }  # fmt: skip


def refusals(session: Session, import_id: int, first: int | None = None) -> Iterator[RefusedRow]:
    """The rows that were not taken, by line: all of them, or so many. They are fetched some at a time."""
    query = select(LegacyRefusal).where(LegacyRefusal.import_id == import_id).order_by(col(LegacyRefusal.id))
    for one in session.exec(query.limit(first).execution_options(yield_per=1000)):
        yield RefusedRow(one.line, one.field, one.reason, one.detail)


def _take_turn(session: Session, now: datetime) -> None:
    take_turns(session, TURN)
    give_up_dead(session, now)
    if other := running(session):
        raise Busy(other)


def _refuse_repeated(holder: Holder, seen: Seen) -> None:
    first = seen.before("legacy_id", holder.legacy_id, holder.line)
    if first is not None:
        raise RowRefused("legacy_id", Reason.REPEATED, str(first))


def printable(text: str) -> str:
    """As much of a name as is shown."""
    return "".join(filter(str.isprintable, text))[:64]
