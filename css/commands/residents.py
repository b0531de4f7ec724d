"""`flask residents forget-app`."""

import click
from flask.cli import with_appcontext
from sqlmodel import select

from css.accounts import owners
from css.accounts.emails import email_key
from css.commands.lost_app import forget_app
from css.models import Account
from css.web.context import portal

group = click.Group("residents", help="The people who registered.")


@group.command("forget-app")
@click.argument("email")
@with_appcontext
def forget(email: str) -> None:
    """Forget the authenticator apps and recovery codes of a resident who has lost them. First make sure who asks."""
    with portal().database.writing() as session:
        account = session.exec(select(Account).where(Account.email_key == email_key(email))).first()
        if account is None:
            raise click.UsageError(f"{email} has no account")
        forget_app(session, owners.of_account(account), subject="account", action="app.removed")
    click.echo(f"{account.email} has no authenticator app any more and can sign in without one")
