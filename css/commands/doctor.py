"""`flask doctor`: one line for each thing that must work."""

import sys
from collections.abc import Callable

import click
from flask.cli import with_appcontext

from css.core import migrations
from css.outbox import transport_for
from css.web.context import portal


@click.command()
@with_appcontext
def doctor() -> None:
    """Check settings, jurisdiction, database and mail; ends with 1 if something is wrong."""
    checks = (
        ("settings", _settings),
        ("jurisdiction", _jurisdiction),
        ("database", _database),
        ("mail", _mail),
        ("second factor", _second_factor),
    )
    results = [_line(name, check) for name, check in checks]
    sys.exit(0 if all(results) else 1)


def _line(name: str, check: Callable[[], str]) -> bool:
    try:
        click.echo(f"ok    {name}: {check()}")
    except Exception as error:
        click.echo(f"WRONG {name}: {error or type(error).__name__}".splitlines()[0])
        return False
    return True


def _settings() -> str:
    settings = portal().settings
    return f"{'production' if settings.production else 'development'} at {settings.base_url}"


def _jurisdiction() -> str:
    jurisdiction = portal().jurisdiction
    return f"{jurisdiction.title}, {len(jurisdiction.steps)} steps, {jurisdiction.activation} activation"


def _database() -> str:
    database = portal().database
    if not migrations.is_current(database):
        raise RuntimeError("migrations are missing: run `flask db upgrade`")
    return f"{database.url.get_backend_name()}, at the newest shape"


def _second_factor() -> str:
    if portal().settings.staff_second_factor:
        raise RuntimeError("staff sign in with a password alone so far; CSS_STAFF_SECOND_FACTOR=off says you know")
    return "off for staff"


def _mail() -> str:
    transport_for(portal().settings.mail_url, portal().database).check()
    return f"from {portal().mailer.sender}, by {portal().settings.mail_url.rpartition('@')[2]}"
