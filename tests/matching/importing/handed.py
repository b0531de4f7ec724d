"""Files as staff hand them in, and the loop that imports them."""

from dataclasses import dataclass
from pathlib import Path

from css.core.clock import Clock
from css.core.db import Database
from css.matching.importing import uploads
from css.matching.importing.folder import Folder
from css.matching.importing.loop import run_next
from css.matching.importing.uploads import Handed, Member
from css.models import LegacyImport, Role
from tests import builders


def never() -> bool:
    """Nobody asks the loop to end."""
    return False


@dataclass(frozen=True)
class Desk:
    """Where an administrator hands files in; the loop works on what waits."""

    database: Database
    clock: Clock
    folder: Folder

    def member(self) -> Member:
        """The administrator."""
        with self.database.writing() as session:
            who = builders.staff_member(session, self.clock.now(), role=Role.ADMINISTRATOR)
            session.commit()
        assert who.id is not None
        return Member(who.id, who.public_id)

    def hand_in(self, path: Path, *, dry_run: bool = False) -> str:
        """The public id of the import of this file."""
        member = self.member()
        stored, stream = self.folder.new()
        with stream:
            stream.write(path.read_bytes())
        handed = Handed(path.name, stored, path.stat().st_size)
        with self.database.writing() as session:
            waiting = uploads.hand_in(session, handed, member, self.clock.now(), dry_run=dry_run)
            session.commit()
        return waiting.public_id

    def run(self) -> int:
        """The loop, until nothing waits; returns how many it took."""
        taken = 0
        while run_next(self.database, self.clock, self.folder, never):
            taken += 1
        return taken

    def import_checked(self, public_id: str) -> str:
        """The dry run's file for real; the public id of that import."""
        member = self.member()
        with self.database.writing() as session:
            begun = uploads.import_checked(session, public_id, member, self.clock.now())
            session.commit()
        return begun.public_id

    def cancel(self, public_id: str) -> None:
        member = self.member()
        with self.database.writing() as session:
            uploads.cancel(session, public_id, member, self.clock.now())
            session.commit()

    def find(self, public_id: str) -> LegacyImport:
        with self.database.reading() as session:
            return uploads.find(session, public_id)

    def state(self, public_id: str) -> str:
        return self.find(public_id).state
