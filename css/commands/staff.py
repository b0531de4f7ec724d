"""`flask staff add` and `flask staff forget-app`."""

import sys

import click
from flask.cli import with_appcontext

from css.accounts import owners, staff
from css.accounts.emails import InvalidEmail, checked_email
from css.accounts.password import passwords
from css.commands.lost_app import forget_app
from css.core import migrations
from css.models import Role
from css.registrations import rules
from css.registrations.rules import Refused
from css.web.context import portal

group = click.Group("staff", help="The people who work for the city.")


@group.command()
@click.argument("email")
@click.option("--name", required=True, help="As residents and colleagues read it.")
@click.option("--role", type=click.Choice([str(role) for role in Role]), default=str(Role.REVIEWER))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def add(email: str, name: str, role: str, password_stdin: bool) -> None:
    """Add a staff member, who then signs in at /staff."""
    email, name = _checked(email, name)
    password = _password(password_stdin)
    _refuse_weak(password, email)
    if migrations.revision(portal().database) is None:
        migrations.upgrade(portal().database)  # the first staff member may come before the first start
    _add(email, name, Role(role), password)
    click.echo(f"{name} can sign in at {portal().settings.base_url}/staff")


@group.command("forget-app")
@click.argument("email")
@with_appcontext
def forget(email: str) -> None:
    """Forget the authenticator apps and recovery codes of a member who has lost them. First make sure who asks."""
    with portal().database.writing() as session:
        member = staff.find(session, email)
        if member is None:
            raise click.UsageError(f"{email} is no staff member")
        forget_app(session, owners.of_staff(member), subject="staff", action="staff.app-removed")
    again = "set up another at the next sign-in" if portal().settings.staff_second_factor else "enter without one"
    click.echo(f"{member.name} has no authenticator app any more and can {again}")


def _checked(email: str, name: str) -> tuple[str, str]:
    try:
        return checked_email(email), rules.required(name)
    except InvalidEmail:
        raise click.UsageError(f"{email} is not an email address") from None
    except Refused as refused:
        raise click.UsageError(f"--name can't be used: {refused}") from None


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _refuse_weak(password: str, email: str) -> None:
    unmet = passwords.unmet(
        password,
        email=email,
        profile=portal().jurisdiction.password_profile,
        second_factor=portal().settings.staff_second_factor,
    )
    if unmet:
        raise click.UsageError("the password breaks these rules: " + ", ".join(unmet))


def _add(email: str, name: str, role: Role, password: str) -> None:
    password_hash = portal().hasher.hash(password)
    with portal().database.writing() as session:
        try:
            staff.add(
                session,
                email=email,
                name=name,
                role=role,
                password_hash=password_hash,
                now=portal().clock.now(),
            )
        except staff.StaffExists:
            raise click.UsageError(f"{email} is a staff member already") from None
        session.commit()
