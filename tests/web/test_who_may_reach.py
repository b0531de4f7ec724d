"""Over the whole URL map: every view says who may reach it, keeps others out, and a GET changes nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, Role, metadata
from css.web import access, context
from tests import builders
from tests.accounts.social_desk import GOOGLE
from tests.html import HTMX
from tests.web import providers
from tests.web.visits import SIGN_UP, signed_in, staff_signed_in

WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "DROP", "ALTER")
SEEN = ("UPDATE resident_session SET last_seen_at", "UPDATE staff_session SET last_seen_at")
VISITORS = ("nobody", *AccountState, *Role)
RULES = [
    (rule.endpoint, rule.rule, sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}), rule.arguments)
    for rule in builders.create_app(builders.settings()).url_map.iter_rules()
    if rule.endpoint != "static"
]
GETS = [(endpoint, path) for endpoint, path, methods, _ in RULES if "GET" in methods]
POSTS = [(endpoint, path) for endpoint, path, methods, _ in RULES if "POST" in methods]


def address(path: str, **known: str) -> str:
    """The rule with something in its gaps; what is not known is made up."""
    for part in [one for one in path.split("/") if one.startswith("<")]:
        converter, _, name = part.strip("<>").rpartition(":")
        one_of = re.match(r"any\((\w+)", converter)
        path = path.replace(part, one_of[1] if one_of else known.get(name, "email"))
    return path


@pytest.fixture
def app(sqlite_database: Database, clock: FixedClock) -> Flask:
    """A portal that has every button, so that there is no view that is not reached."""
    return providers.borrowed(sqlite_database, clock)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser that takes any HTML: this is about who reaches what."""
    app.test_client_class = None
    return app.test_client()


@pytest.fixture
def seeded(visitor: FlaskClient, sqlite_database: Database, clock: FixedClock) -> dict[str, str]:
    """A sign-up begun in this browser, a registration that waits, mail in the outbox; what fits in an address.

    And whoever sits there has come from a provider.
    """
    visitor.post("/sign-up", data={**SIGN_UP, "email": "begun@example.com"})
    providers.come(visitor, sqlite_database, clock, GOOGLE)
    with sqlite_database.writing() as session:
        review = builders.waiting(session, clock.now())
        session.commit()
        return {"public_id": review.public_id, "name": "address", "field": "city"}


def arrive(visitor: FlaskClient, database: Database, clock: FixedClock, who: str) -> None:
    """Sign the visitor in, a minute ago, so that the session's use will be noted."""
    if who in set(AccountState):
        with database.writing() as session:
            account = session.exec(select(Account)).one()
            account.state = who
            session.commit()
        signed_in(visitor, database, account, clock)
    elif who in set(Role):
        staff_signed_in(visitor, database, clock, Role(who))
    clock.advance(seconds=61)


@contextmanager
def watched(app: Flask) -> Iterator[tuple[list[str], list[str]]]:
    """The statements that write, and every commit after anything but a session's use."""
    writes: list[str] = []
    engine = app.extensions["css"].database.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            writes.append(statement)

    commits: list[str] = []

    def commit(_connection: object) -> None:
        commits.append("after " + (writes[-1] if writes else "nothing"))

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", commit)
    yield writes, commits
    event.remove(engine, "before_cursor_execute", note)
    event.remove(engine, "commit", commit)


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything in every table, but for when a session was last seen."""
    with database.engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(*[c for c in table.c if c.name != "last_seen_at"]))
            ]
            for table in metadata.sorted_tables
        }


def may_write(app: Flask, path: str) -> bool:
    with app.test_request_context(address(path)):
        return context.is_writing()


def test_the_one_get_that_may_write_is_the_way_back_from_a_provider(app: Flask) -> None:
    assert [endpoint for endpoint, path in GETS if may_write(app, path)] == ["social.come_back"]
    assert all(may_write(app, path) for path in ["/social/apple/callback", "/social/facebook/callback"])


def test_every_page_of_a_provider_is_reached_here(visitor: FlaskClient, seeded: dict[str, str]) -> None:
    found = {path: visitor.get(address(path, **seeded)).status_code for name, path in GETS if name.startswith("social")}
    assert 404 not in found.values() and found["/social"] == found["/social/email"] == 200, found


def test_every_view_declares_who_may_reach_it(app: Flask) -> None:
    undeclared = [name for name, view in app.view_functions.items() if access.declared(view) is None]
    assert undeclared == ["static"]


def test_what_each_view_declared_is_one_of_three_kinds(app: Flask) -> None:
    declared = {access.declared(view) for name, view in app.view_functions.items() if name != "static"}
    assert {str(one).split()[0] for one in declared} == {"anyone", "resident", "staff"}


def test_a_view_without_a_declaration_is_refused(new_app: Flask) -> None:
    new_app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    answer = new_app.test_client().get("/forgotten")
    assert answer.status_code == 403 and "secret" not in answer.text


@pytest.mark.parametrize("who", VISITORS)
def test_a_get_changes_nothing_but_when_the_session_was_last_seen(
    app: Flask,
    visitor: FlaskClient,
    sqlite_database: Database,
    clock: FixedClock,
    seeded: dict[str, str],
    who: str,
) -> None:
    arrive(visitor, sqlite_database, clock, who)
    before = rows(sqlite_database)
    for endpoint, path in GETS:
        if may_write(app, path):
            continue
        clock.advance(seconds=61)
        for headers in ({}, HTMX):
            with watched(app) as (writes, commits):
                answer = visitor.get(address(path, **seeded), headers=headers)
                answer.close()
            assert [one for one in writes if not one.startswith(SEEN)] == [], f"{endpoint} {path} as {who}"
            assert [one for one in commits if not one.startswith(tuple(f"after {s}" for s in SEEN))] == [], endpoint
            assert answer.status_code < 500, f"{endpoint} {path} as {who}"
    assert rows(sqlite_database) == before


@pytest.mark.parametrize("who", VISITORS)
def test_htmx_never_gets_a_whole_document_and_others_never_a_part_of_one(
    visitor: FlaskClient, sqlite_database: Database, clock: FixedClock, seeded: dict[str, str], who: str
) -> None:
    arrive(visitor, sqlite_database, clock, who)
    for _endpoint, path in GETS:
        for hx in (False, True):
            answer = visitor.get(address(path, **seeded), headers=HTMX if hx else {})
            answer.close()
            if path.startswith("/dev/") or answer.mimetype != "text/html" or 300 <= answer.status_code < 400:
                continue
            assert ("<html" in answer.text) is not hx, path
            assert not hx or answer.headers["HX-Retarget"] == "#main", path
            assert {"HX-Request", "HX-Request-Type"} <= set(answer.vary), path


def test_nobody_gets_past_a_view_that_asks_who_they_are(
    app: Flask, visitor: FlaskClient, seeded: dict[str, str], sqlite_database: Database
) -> None:
    before = rows(sqlite_database)
    for method, known in (("GET", GETS), ("POST", POSTS)):
        for endpoint, path in known:
            who = access.declared(app.view_functions[endpoint])
            if who == "anyone":
                continue
            answer = visitor.open(address(path, **seeded), method=method)
            door = "/staff" if str(who).startswith("staff") else "/sign-in"
            assert (answer.status_code, answer.location) == (303, door), f"{method} {path}"
    assert rows(sqlite_database) == before


@pytest.mark.parametrize("who", [*AccountState])
def test_a_resident_gets_only_where_their_state_belongs_and_never_to_staff(
    app: Flask,
    visitor: FlaskClient,
    sqlite_database: Database,
    clock: FixedClock,
    seeded: dict[str, str],
    who: AccountState,
) -> None:
    arrive(visitor, sqlite_database, clock, who)
    for endpoint, path in GETS:
        declared = str(access.declared(app.view_functions[endpoint])).split()
        answer = visitor.get(address(path, **seeded))
        answer.close()
        if declared[0] == "staff":
            assert answer.location == "/staff", path
        elif declared[0] == "resident" and declared[1:] and who not in declared[1:]:
            assert answer.status_code == 303 and answer.location.startswith("/"), path
            assert "/staff" not in answer.location and answer.location != address(path, **seeded), path


@pytest.mark.parametrize("role", [*Role])
def test_a_staff_member_is_no_resident(
    app: Flask,
    visitor: FlaskClient,
    sqlite_database: Database,
    clock: FixedClock,
    seeded: dict[str, str],
    role: Role,
) -> None:
    arrive(visitor, sqlite_database, clock, role)
    for endpoint, path in GETS:
        if str(access.declared(app.view_functions[endpoint])).startswith("resident"):
            assert visitor.get(address(path, **seeded)).location == "/sign-in", path


def test_a_residents_token_opens_no_staff_page_and_the_other_way_round(
    visitor: FlaskClient, sqlite_database: Database, clock: FixedClock, seeded: dict[str, str]
) -> None:
    arrive(visitor, sqlite_database, clock, AccountState.ACTIVE)
    residents = visitor.get_cookie("css_resident")
    assert residents
    visitor.delete_cookie("css_resident")
    visitor.set_cookie("css_staff", residents.value)
    assert visitor.get("/staff/approvals").location == "/staff"
    staffs = staff_signed_in(visitor, sqlite_database, clock)
    visitor.delete_cookie("css_staff")
    visitor.set_cookie("css_resident", staffs)
    assert visitor.get("/dashboard").location == "/sign-in"


def test_a_session_that_is_over_leads_to_the_door(
    visitor: FlaskClient, sqlite_database: Database, clock: FixedClock, seeded: dict[str, str]
) -> None:
    arrive(visitor, sqlite_database, clock, AccountState.ACTIVE)
    clock.advance(seconds=timedelta(minutes=30).total_seconds())
    assert visitor.get("/dashboard").location == "/sign-in"


@pytest.mark.parametrize("path", ["/registration/address/check/city", "/dashboard/details/address/check/city"])
def test_a_field_left_after_the_session_ended_leaves_the_page_and_says_so_above_it(
    visitor: FlaskClient, path: str
) -> None:
    answer = visitor.post(path, data={"city": "x"}, headers=HTMX)
    assert answer.status_code == 401 and answer.headers["HX-Retarget"] == "#trouble"
    assert answer.text.startswith("You have been signed out.") and "<h1" not in answer.text
