"""`flask doctor`: one line for each thing that must work."""

import sys
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address

import click
from flask.cli import with_appcontext

from css.accounts import staff_steps
from css.accounts.second_factor import seals
from css.commands import provider_check
from css.core import migrations
from css.core.providers import Provider
from css.matching.importing.folder import Folder
from css.outbox import transport_for
from css.web import webauthn
from css.web.context import portal


@click.command()
@with_appcontext
def doctor() -> None:
    """Check settings, jurisdiction, database, uploads, mail and ways to sign in; ends with 1 if something is wrong."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("settings", _settings),
        ("jurisdiction", _jurisdiction),
        ("database", _database),
        ("uploads", _uploads),
        ("mail", _mail),
        ("second factor", _second_factor),
        ("passkeys", _passkeys),
        *((provider.value, partial(provider_check.check, provider)) for provider in Provider),
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


def _uploads() -> str:
    """Whether this user can write there; on two machines both must say the same of one folder."""
    folder = portal().settings.uploads
    name, stream = Folder(folder).new()
    stream.close()
    Folder(folder).delete(name)
    return f"in {folder}"


def _mail() -> str:
    transport_for(portal().settings.mail_url, portal().database).check()
    return f"from {portal().mailer.sender}, by {portal().settings.mail_url.rpartition('@')[2]}"


def _second_factor() -> str:
    """Who has one, and whether every app's secret, of residents too, can still be opened."""
    required = portal().settings.staff_second_factor
    said = "required for staff" if required else "off for staff"
    if not migrations.is_current(portal().database):
        return said
    with portal().database.reading() as session:
        found = seals.count(session, portal().sealer)
        have, members = staff_steps.with_app(session)
    if found.broken:
        raise RuntimeError(f"{found.broken} of {found.apps} authenticator apps can't be opened with CSS_SECRET_KEY")
    return f"{said}; {have} of {members} have {'an authenticator app' if required else 'one anyway'}"


def _passkeys() -> str:
    """A passkey is bound to the host, which must be a name (W3C WebAuthn 3, "RP ID": a valid domain string)."""
    host = webauthn.party().id
    if _is_ip_address(host):
        raise RuntimeError(f"they can't be bound to {host}: CSS_BASE_URL must name the host, not its IP address")
    return f"bound to {host}"


def _is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
