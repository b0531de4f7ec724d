"""Among a hundred thousand holders nothing is looked up by reading them all."""

import re
from typing import Any

from sqlalchemy import event

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming.candidates import candidates
from css.matching.claiming.look_ups import look_up
from css.matching.claiming.questions import Asked
from tests.matching.claiming.people import ask

EVERYTHING = Asked("Marisol Peña", "Peña Tile", "m@example.com", "303-555-0142", "505 S Vulcan", "", "BLD-1")
READS_ALL = re.compile(r"SCAN legacy_(account|version|record|claim)\b|ix_legacy_version_import_id")


def test_every_look_up_uses_an_index(sqlite_database: Database, clock: FixedClock) -> None:
    """SQLite has no figures of these tables, as where nobody has run ANALYZE."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        asked.append((statement, values))

    with sqlite_database.writing() as session:
        question = ask(session, clock, EVERYTHING)
        event.listen(sqlite_database.engine, "before_cursor_execute", note)
        candidates(session, question)
        for text in (
            "Marisol Ana Peña",
            "(303) 555-0142",
            "m@example.com",
            "BLD-2019-0042",
            "505 S Vulcan Ave, Boulder",
        ):
            look_up(session, text)
        event.remove(sqlite_database.engine, "before_cursor_execute", note)
        plans = [
            str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
            for statement, values in asked
            if statement.startswith("SELECT") and "legacy_" in statement
        ]
    assert len(plans) > 30
    assert [plan for plan in plans if READS_ALL.search(plan)] == []
