"""`flask staff add`: who works for the city, with a password as good as a resident's."""

from pathlib import Path

import pytest
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import StaffMember
from tests import builders
from tests.builders import PASSWORD, hasher
from tests.commands.conftest import Typed
from tests.jurisdictions.cities import changed

DANA = ("staff", "add", "dana@city.gov", "--name", "Dana Whitfield", "--password-stdin")


def members(database: Database) -> list[StaffMember]:
    with database.reading() as session:
        return list(session.exec(select(StaffMember)))


def test_a_staff_member_is_added_and_told_where_to_sign_in(typed: Typed, sqlite_database: Database) -> None:
    result = typed(*DANA, stdin=f"{PASSWORD}\n")
    assert result.exit_code == 0 and "http://localhost:8000/staff" in result.output
    (dana,) = members(sqlite_database)
    assert (dana.email, dana.name, dana.role) == ("dana@city.gov", "Dana Whitfield", "reviewer")
    assert hasher().verify(dana.password_hash, PASSWORD) and PASSWORD not in result.output


@pytest.mark.parametrize("role", ["reviewer", "helpdesk", "administrator"])
def test_three_roles_can_be_given(typed: Typed, sqlite_database: Database, role: str) -> None:
    assert typed(*DANA, "--role", role, stdin=PASSWORD).exit_code == 0
    assert members(sqlite_database)[0].role == role


def test_the_password_may_end_in_windows_fashion_and_keeps_its_blanks(typed: Typed, sqlite_database: Database) -> None:
    typed(*DANA, stdin=f" {PASSWORD} \r\nsecond line\n")
    assert hasher().verify(members(sqlite_database)[0].password_hash, f" {PASSWORD} ")


def test_the_password_is_asked_for_twice_and_not_shown(typed: Typed, sqlite_database: Database) -> None:
    result = typed(*DANA[:-1], stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0 and PASSWORD not in result.output and len(members(sqlite_database)) == 1


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "length"),
        ("short1A", "length"),
        ("Password1", "common"),
        ("Dana-Whitfield-1", "username"),
        ("all-lower-case-1", "uppercase"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(
    typed: Typed, sqlite_database: Database, password: str, said: str
) -> None:
    result = typed(*DANA, stdin=f"{password}\n")
    assert result.exit_code == 2 and said in result.output and not members(sqlite_database)
    assert not password or password not in result.output


@pytest.mark.parametrize(
    ("second_factor", "password", "said"),
    [
        ("required", "oak door", ""),
        ("required", "oakdoor", "length"),
        ("off", "oak door", "length"),
        ("off", "the oak door opens", ""),
    ],
)
def test_under_nist_eight_characters_will_do_beside_a_second_factor(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path, second_factor: str, password: str, said: str
) -> None:
    """NIST SP 800-63B-4: fifteen where the password stands alone."""
    city = str(changed(tmp_path, "encinitas", password_profile="nist"))
    app = builders.portal(sqlite_database, clock, CSS_JURISDICTION=city, CSS_STAFF_SECOND_FACTOR=second_factor)
    result = app.test_cli_runner().invoke(args=DANA, input=password)
    app.extensions["css"].database.close()
    assert result.exit_code == (2 if said else 0) and said in result.output
    assert len(members(sqlite_database)) == (0 if said else 1)


def test_nobody_is_added_twice(typed: Typed, sqlite_database: Database) -> None:
    typed(*DANA, stdin=PASSWORD)
    again = typed("staff", "add", "DANA@City.gov", "--name", "D", "--password-stdin", stdin=PASSWORD)
    assert again.exit_code == 2 and "is a staff member already" in again.output
    assert len(members(sqlite_database)) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dana", "--name", "Dana"), "dana is not an email address"),
        (("dana@city.gov", "--name", ""), "--name"),
        (("dana@city.gov", "--name", "x" * 101), "--name"),
        (("dana@city.gov", "--name", "Da\x07na"), "--name"),
        (("dana@city.gov", "--name", "Dana", "--role", "king"), "--role"),
        (("dana@city.gov",), "--name"),
    ],
)
def test_what_cannot_be_used_is_named(
    typed: Typed, sqlite_database: Database, words: tuple[str, ...], said: str
) -> None:
    result = typed("staff", "add", *words, "--password-stdin", stdin=PASSWORD)
    assert result.exit_code == 2 and said in result.output and "Traceback" not in result.output
    assert not members(sqlite_database)
