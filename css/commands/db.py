"""`flask db upgrade`."""

import click
from flask.cli import with_appcontext

from css.core import migrations
from css.web.context import portal

group = click.Group("db", help="The database's shape.")


@group.command()
@with_appcontext
def upgrade() -> None:
    """Run every migration that is missing."""
    try:
        migrations.upgrade(portal().database)
    except migrations.OrphansLeft as orphan:
        raise click.ClickException(f"nothing was changed: {orphan}") from None
    click.echo("The database is up to date.")
