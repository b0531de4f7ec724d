"""What staff and residents have alike when they have lost their authenticator app."""

import click
from sqlmodel import Session

from css import audit
from css.accounts.owners import Owner
from css.accounts.second_factor.apps import Apps, NoApp
from css.audit import SYSTEM
from css.web.context import portal


def forget_app(session: Session, owner: Owner, *, subject: str, action: str) -> None:
    """Forget the owner's apps, with a line in the audit; says so and ends with 2 where there is none."""
    now = portal().clock.now()
    try:
        Apps(session, owner, sealer=portal().sealer, mailer=portal().mailer, now=now).forget_all()
    except NoApp:
        raise click.UsageError(f"{owner.email} has no authenticator app") from None
    audit.record(session, SYSTEM, action, subject=subject, subject_id=owner.public_id, now=now)
    session.commit()
