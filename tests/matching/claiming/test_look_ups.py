"""Whom the help desk finds by one text."""

from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import claims
from css.matching.claiming.look_ups import MOST, look_up
from css.matching.importing.files import RECORDS
from css.models import ClaimedBy, LegacyAccount, Registration
from css.registrations import drafts
from tests.matching.claiming.holding import BringIn, held
from tests.matching.claiming.people import resident
from tests.matching.importing.files import MARISOL, holder, load, write

OTHERS = (
    holder("H-2", first_name="Theodore", last_name="Okafor", phone="720-555-0199", address1="88 W D St", zip="80301"),
    holder("H-3", first_name="", last_name="", company="Front Range Solar LLC", phone="", address1="", email=""),
    holder("H-4", first_name="Mario", middle_name="Ana", last_name="Peña-Ruiz", phone="", address1="9 Elm St"),
    holder("H-5", first_name="Zoë", last_name="", phone="", address1="PO Box 12"),
)


@pytest.fixture
def holders(database: Database, bring_in: BringIn) -> Database:
    bring_in(MARISOL, *({**one, RECORDS: ""} for one in OTHERS))
    return database


def found(session: Session, text: str) -> set[str]:
    return {row.held.account.legacy_id for row in look_up(session, text).rows}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("peña", {"H-1", "H-4"}),
        ("PENA", {"H-1", "H-4"}),
        ("pe", {"H-1", "H-4"}),
        ("Marisol Peña", {"H-1"}),
        ("Peña, Marisol", {"H-1"}),
        ("mar pe", {"H-1", "H-4"}),
        ("pe, maris", {"H-1"}),
        ("Marisol Ana Peña", {"H-1"}),
        ("Mario Ana Peña-Ruiz", {"H-4"}),
        ("zoe", {"H-5"}),
        ("front range", {"H-3"}),
        ("Solar LLC Front Range", {"H-3"}),
        ("(720) 555-0199", {"H-2"}),
        ("7205550199", {"H-2"}),
        ("+1 720 555 0199", {"H-2"}),
        ("505 S Vulcan Ave", {"H-1"}),
        ("505 south vulcan avenue, Boulder CO", {"H-1"}),
        ("505 Vul", set()),
        ("505 S Vul", {"H-1"}),
        ("88 West D Street 80301", {"H-2"}),
        ("BLD-2019-0042", {"H-1"}),
        ("bld 2019/0042", {"H-1"}),
        ("H-2", {"H-2"}),
        ("h-2", {"H-2"}),
        ("marisol@example.com", {"H-1"}),
        ("mar_sol Peña", set()),
        ("Nobody", set()),
    ],
)
def test_a_holder_is_found_by_whatever_a_caller_knows(holders: Database, text: str, who: set[str]) -> None:
    with holders.reading() as session:
        assert found(session, text) == who


@pytest.mark.parametrize(
    "text", ["", " ", "%", "_", "%%", "p%", "'", "\\", "-", "p", "🐴", "x" * 5000, "_ _", ", zz", "--, qq"]
)
def test_signs_that_a_database_knows_find_nobody_and_break_nothing(holders: Database, text: str) -> None:
    with holders.reading() as session:
        assert found(session, text) == set()


def test_what_is_the_same_comes_before_what_only_begins_so(database: Database, bring_in: BringIn) -> None:
    crowd = [holder(f"L-{n:02}", last_name="Leeds", first_name=f"A{n}", phone="") for n in range(MOST)]
    bring_in(*crowd, holder("L-99", last_name="Lee", first_name="Zed", phone=""))
    with database.reading() as session:
        answer = look_up(session, "lee")
    assert answer.more and len(answer.rows) == MOST
    assert answer.rows[0].held.account.legacy_id == "L-99"


def test_just_as_many_as_fit_are_all(database: Database, bring_in: BringIn) -> None:
    bring_in(*(holder(f"L-{n:02}", phone="") for n in range(MOST)))
    with database.reading() as session:
        answer = look_up(session, "peña")
    assert not answer.more and len(answer.rows) == MOST


def test_a_row_says_who_has_claimed_and_how_many_records_there_are(holders: Database, clock: FixedClock) -> None:
    with holders.writing() as session:
        account = resident(session, clock)
        registration: Registration = drafts.of_account(session, account.id or 0)
        assert claims.claim(session, account, registration, held(session, "H-1"), ClaimedBy.PICKED, clock.now())
        rows = {row.held.account.legacy_id: row for row in look_up(session, "peña").rows}
        claimed = rows["H-1"].claim
    assert claimed and claimed.how == ClaimedBy.PICKED and rows["H-1"].records == 1
    assert rows["H-4"].claim is None and rows["H-4"].records == 0


def test_only_what_is_true_now_is_found_and_a_corrected_email_finds_like_the_files(
    holders: Database, clock: FixedClock, tmp_path: Path
) -> None:
    load(holders, clock, write(tmp_path, [{**MARISOL, "last_name": "Quintero", RECORDS: ""}]))
    with holders.writing() as session:
        corrected = session.get_one(LegacyAccount, held(session, "H-1").id)
        corrected.email, corrected.email_key = "Now@Example.net", "now@example.net"
        session.flush()
        assert found(session, "peña") == {"H-4"} and found(session, "BLD-2019-0042") == set()
        assert found(session, "quintero") == found(session, "NOW@example.net") == {"H-1"}
        assert found(session, "marisol@example.com") == {"H-1"}


def test_an_import_that_is_not_done_is_not_found(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    load(database, clock, write(tmp_path, [MARISOL]), finish=False)
    with database.reading() as session:
        assert found(session, "peña") == set()


def test_a_look_up_takes_as_many_queries_for_many_as_for_one(database: Database, bring_in: BringIn) -> None:
    bring_in(MARISOL, *(holder(f"L-{n:02}", last_name="Lee") for n in range(20)))
    with database.reading() as session:
        session.connection()
        assert _queries(session, "marisol peña") == _queries(session, "Marisol Lee")


def _queries(session: Session, text: str) -> int:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    look_up(session, text)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)
