"""`flask staff forget-app`, `flask residents forget-app`, and what `flask doctor` says of ways to sign in."""

import pytest
from click.testing import Result
from flask import Flask
from sqlmodel import select

from css.accounts import owners
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import AuditEntry, AuthenticatorApp, RecoveryCode
from tests import builders
from tests.accounts.app_desk import give_app
from tests.commands.conftest import OpenPortal, Typed
from tests.web.visits import all_of, mails

DANA, RUBEN, MARISOL = "dana@example.org", "ruben@example.org", "marisol@example.com"


@pytest.fixture
def people(sqlite_database: Database, clock: FixedClock) -> None:
    """Two staff members and a resident; Dana has two apps, Marisol has one."""
    with sqlite_database.writing() as session:
        dana = builders.staff_member(session, clock.now(), email=DANA)
        builders.staff_member(session, clock.now(), email=RUBEN, name="Ruben Salcedo")
        marisol = builders.account(session, clock.now())
        for owner in (owners.of_staff(dana), owners.of_staff(dana), owners.of_account(marisol)):
            give_app(session, owner, clock)
        session.commit()


def doctor(app: Flask, name: str) -> tuple[Result, str]:
    """What `flask doctor` ends with, and its line of that name."""
    result = app.test_cli_runner().invoke(args=["doctor"])
    (line,) = [line for line in result.output.splitlines() if f" {name}: " in line]
    return result, line


def owned(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        return len(all_of(session, AuthenticatorApp)), len(all_of(session, RecoveryCode))


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("group", "email", "left", "act", "said"),
    [
        ("staff", DANA.upper(), (1, 10), "staff.app-removed", "Dana Whitfield has no authenticator app any more"),
        ("residents", MARISOL, (2, 10), "app.removed", f"{MARISOL} has no authenticator app any more"),
    ],
)
def test_a_lost_app_is_forgotten_with_its_codes_told_by_mail_and_noted(
    typed: Typed,
    sqlite_database: Database,
    group: str,
    email: str,
    left: tuple[int, int],
    act: str,
    said: str,
) -> None:
    assert owned(sqlite_database) == (3, 20)
    result = typed(group, "forget-app", f" {email} ")
    assert result.exit_code == 0 and said in result.output and len(result.output.splitlines()) == 1
    assert owned(sqlite_database) == left
    told = [mail.subject for mail in mails(sqlite_database, email.lower())]
    assert told.count("Your authenticator app was taken away") == 1
    with sqlite_database.reading() as session:
        entry = session.exec(select(AuditEntry)).one()
    assert (entry.actor_kind, entry.actor_id, entry.action) == ("system", "", act) and entry.subject_id


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("group", "email", "said"),
    [
        ("staff", "nobody@example.org", "nobody@example.org is no staff member"),
        ("staff", MARISOL, "marisol@example.com is no staff member"),
        ("staff", RUBEN, "ruben@example.org has no authenticator app"),
        ("residents", "nobody@example.org", "nobody@example.org has no account"),
        ("residents", DANA, "dana@example.org has no account"),
        ("residents", "x", "x has no account"),
    ],
)
def test_who_has_nothing_to_lose_is_named(
    typed: Typed, sqlite_database: Database, group: str, email: str, said: str
) -> None:
    result = typed(group, "forget-app", email)
    assert result.exit_code == 2 and said in result.output and "Traceback" not in result.output
    assert owned(sqlite_database) == (3, 20)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("second_factor", "said"),
    [
        ("required", "ok    second factor: required for staff; 1 of 2 have an authenticator app"),
        ("off", "ok    second factor: off for staff; 1 of 2 have one anyway"),
    ],
)
def test_the_doctor_says_who_has_a_second_factor(open_portal: OpenPortal, second_factor: str, said: str) -> None:
    result, line = doctor(open_portal(CSS_STAFF_SECOND_FACTOR=second_factor), "second factor")
    assert result.exit_code == 0 and line == said


@pytest.mark.usefixtures("people")
def test_the_doctor_counts_apps_that_another_key_sealed(open_portal: OpenPortal) -> None:
    result, line = doctor(open_portal(CSS_SECRET_KEY="another" * 8), "second factor")
    said = "WRONG second factor: 3 of 3 authenticator apps can't be opened with CSS_SECRET_KEY"
    assert result.exit_code == 1 and line == said
    result, line = doctor(open_portal(CSS_SECRET_KEY=f"{'another' * 8},{'s' * 40}"), "second factor")
    assert result.exit_code == 0 and line.startswith("ok ")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://portal.city.gov", "ok    passkeys: bound to portal.city.gov"),
        ("http://localhost:8000", "ok    passkeys: bound to localhost"),
        ("https://192.0.2.7:8443", "WRONG passkeys: they can't be bound to 192.0.2.7: "),
        ("https://[2001:db8::7]", "WRONG passkeys: they can't be bound to 2001:db8::7: "),
    ],
)
def test_the_doctor_says_what_passkeys_are_bound_to(open_portal: OpenPortal, address: str, said: str) -> None:
    result, line = doctor(open_portal(CSS_BASE_URL=address), "passkeys")
    assert line.startswith(said) and (result.exit_code == 1) is said.startswith("WRONG")
