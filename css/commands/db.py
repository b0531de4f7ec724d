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
    migrations.upgrade(portal().database)
    click.echo("The database is up to date.")
