"""What staff did with a legacy account, and why."""

from datetime import timedelta

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import notes
from css.models import NoteKind
from tests.matching.claiming.holding import BringIn, held
from tests.matching.claiming.people import helper
from tests.matching.importing.files import MARISOL, holder


def test_notes_are_newest_first_with_who_wrote_them(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in(MARISOL, holder("H-2"))
    with database.writing() as session:
        one, other = held(session, "H-1").id, held(session, "H-2").id
        notes.write(session, one, NoteKind.LOOKED, "She called", helper(session, clock), clock.now())
        notes.write(session, one, NoteKind.MAILED, "She asked", helper(session, clock, "Ines Vega"), clock.now())
        notes.write(session, other, NoteKind.MAILED, "He asked", helper(session, clock), clock.now())
        session.flush()
        assert [(written.note.text, written.staff) for written in notes.of_legacy(session, one)] == [
            ("She asked", "Ines Vega"),
            ("She called", "Hal Brandt"),
        ]


def test_notes_of_a_kind_are_counted_since_a_moment(database: Database, clock: FixedClock, bring_in: BringIn) -> None:
    bring_in()
    with database.writing() as session:
        one, staff = held(session, "H-1").id, helper(session, clock)
        for _ in range(2):
            notes.write(session, one, NoteKind.MAILED, "-", staff, clock.now())
            clock.advance(seconds=3600)
        notes.write(session, one, NoteKind.LOOKED, "-", staff, clock.now())
        session.flush()
        assert notes.number_since(session, one, NoteKind.MAILED, None) == 2
        assert notes.number_since(session, one, NoteKind.MAILED, clock.now() - timedelta(hours=1)) == 0
        assert notes.number_since(session, one, NoteKind.MAILED, clock.now() - timedelta(hours=1, seconds=1)) == 1
