"""`flask receipts check`."""

import sys

import click
from flask.cli import with_appcontext

from css.registrations import signatures
from css.web.context import portal

group = click.Group("receipts", help="What residents signed.")


@group.command()
@with_appcontext
def check() -> None:
    """Compare every signed record with its fingerprint; names what was changed and ends with 1 if anything was."""
    count, changed = 0, 0
    with portal().database.reading() as session:
        for record in signatures.every(session):
            count += 1
            if not record.is_unchanged:
                changed += 1
                click.echo(f"CHANGED {record.number}")
    click.echo(f"{count} signed records, {changed} changed")
    sys.exit(1 if changed else 0)
