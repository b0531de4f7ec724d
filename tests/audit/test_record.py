"""Who did what: appended with the act itself, values apart."""

from sqlalchemy import delete
from sqlmodel import select

from css import audit
from css.audit import SYSTEM, Actor
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import ActorKind, AuditEntry, AuditValue

DANA = Actor(ActorKind.STAFF, "d" * 20)


def test_an_entry_says_who_did_what_to_whom_and_when(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        audit.record(session, DANA, "approved", subject="registration", subject_id="r" * 20, now=clock.now())
        session.commit()
    with database.reading() as session:
        entry = session.exec(select(AuditEntry)).one()
    assert (entry.actor_kind, entry.actor_id, entry.action) == ("staff", "d" * 20, "approved")
    assert (entry.subject, entry.subject_id, entry.at) == ("registration", "r" * 20, clock.now())
    assert entry.fields == []


def test_an_entry_names_the_fields_and_nothing_personal(database: Database, clock: FixedClock) -> None:
    changes = {"last_name": ("Vulcan", "Peña"), "first_name": ("", "Marisol")}
    with database.writing() as session:
        audit.record(session, SYSTEM, "changed", subject="account", subject_id="a", now=clock.now(), changes=changes)
        entry = session.exec(select(AuditEntry)).one()
        values = {value.field: (value.before, value.after) for value in session.exec(select(AuditValue))}
    assert entry.fields == ["first_name", "last_name"]
    assert not {"Vulcan", "Peña", "Marisol"} & {str(value) for value in entry.model_dump().values()}
    assert values == changes


def test_values_can_be_erased_while_the_entry_stays(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        audit.record(
            session, SYSTEM, "changed", subject="account", subject_id="a", now=clock.now(), changes={"city": ("A", "B")}
        )
        session.exec(delete(AuditValue))
        session.commit()
    with database.reading() as session:
        assert session.exec(select(AuditEntry)).one().fields == ["city"]


def test_an_act_that_is_rolled_back_leaves_no_entry(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        audit.record(session, DANA, "approved", subject="account", subject_id="a", now=clock.now())
    with database.reading() as session:
        assert session.exec(select(AuditEntry)).all() == []
