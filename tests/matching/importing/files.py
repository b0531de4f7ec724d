"""Files of an old system, imported as the command does it, and what is true afterwards."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import col, select

from css.core.clock import Clock
from css.core.db import Database
from css.matching.importing import files
from css.matching.importing.files import COLUMNS, RECORDS, LegacyFile
from css.matching.importing.imports import Importing
from css.matching.importing.staging import RefusedRow
from css.matching.legacy_accounts import is_true
from css.models import LegacyAccount, LegacyImport, LegacyRecord, LegacyVersion

HEADER = (*COLUMNS, RECORDS)
ROOF = {"kind": "permit", "number": "BLD-2019-0042", "title": "Roof", "status": "closed"}
MARISOL = {
    "email": "Marisol@Example.com", "first_name": "Marisol", "middle_name": "", "last_name": "Peña",
    "company": "", "phone": "(303) 555-0142", "address1": "505 South Vulcan Avenue", "address2": "Apt 2",
    "city": "Boulder", "state": "Colorado", "zip": "803021234", "legacy_id": "H-1", RECORDS: json.dumps([ROOF]),
}  # fmt: skip
Said = dict[str, str]
Told = dict[tuple[str, str], tuple[int, tuple[int, ...]]]


def holder(legacy_id: str, **said: str) -> Said:
    """A holder like Marisol with an email of their own, or whatever is said."""
    return {**MARISOL, "legacy_id": legacy_id, "email": f"{legacy_id.lower()}@example.com", **said}


def text_of(rows: Iterable[Said], header: Sequence[str] = HEADER, delimiter: str = ",") -> str:
    """The CSV of these rows."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, header, delimiter=delimiter, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def write(folder: Path, rows: Iterable[Said], name: str = "holders.csv") -> Path:
    """A file of these rows."""
    return written(folder, text_of(rows).encode(), name)


def written(folder: Path, content: bytes, name: str = "holders.csv") -> Path:
    """A file of these bytes."""
    path = folder / name
    path.write_bytes(content)
    return path


@dataclass(frozen=True)
class Result:
    """What an import said at its end."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    told: Told = field(default_factory=dict)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Added, changed, unchanged, refused."""
        return self.added, self.changed, self.unchanged, len(self.refused)


def opened(path: Path) -> AbstractContextManager[LegacyFile]:
    """The file, open as long as the block."""
    return closing(files.open_file(path))


def load(database: Database, clock: Clock, path: Path, *, dry_run: bool = False, finish: bool = True) -> Result:
    """Import the file, to its end or without the last step."""
    with opened(path) as file:
        importing = Importing.begin(database, clock, file, name=path.name, dry_run=dry_run)
        for _ in importing.batches():
            pass
        if finish:
            importing.finish()
    counts, refused = importing.counts, list(importing.refusals())
    assert counts.refused == len(refused)
    told: Told = {(one.field, str(one.remark)): (one.count, one.lines) for one in counts.all_told}
    return Result(counts.added, counts.changed, counts.unchanged, refused, told)


def true_versions(database: Database) -> dict[str, LegacyVersion]:
    """What is true of every holder, by legacy id."""
    query = select(LegacyAccount.legacy_id, LegacyVersion).join(LegacyVersion).where(is_true())
    with database.reading() as session:
        found = session.exec(query).all()
    assert len(found) == len({legacy_id for legacy_id, _ in found})
    return dict(found)


def records(database: Database, legacy_id: str) -> list[tuple[str, str, str, str]]:
    """The records that are true of a holder, in the order of the file."""
    version = true_versions(database)[legacy_id]
    query = select(LegacyRecord).where(LegacyRecord.version_id == version.id).order_by(col(LegacyRecord.id))
    with database.reading() as session:
        return [(one.kind, one.number, one.title, one.status) for one in session.exec(query)]


def everything(database: Database) -> dict[str, object]:
    """All that is true, without ids."""
    left_out = {"id", "legacy_account_id", "import_id", "line"}
    return {
        legacy_id: (version.model_dump(exclude=left_out), records(database, legacy_id))
        for legacy_id, version in true_versions(database).items()
    }


def counted(database: Database) -> tuple[int, int, int]:
    """How many holders, versions and records there are, seen or not."""
    with database.reading() as session:
        holders, versions, listed = (
            len(session.exec(select(table.id)).all()) for table in (LegacyAccount, LegacyVersion, LegacyRecord)
        )
    return holders, versions, listed


def imports(database: Database) -> list[LegacyImport]:
    """Every import, in order."""
    with database.reading() as session:
        return list(session.exec(select(LegacyImport).order_by(col(LegacyImport.id))))
