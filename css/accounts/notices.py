"""What an owner is told by mail, so that nobody uses an account behind their back (OWASP ASVS 5 §6.3.5)."""

from datetime import datetime

from sqlmodel import Session

from css.models import Account
from css.outbox import Mailer


def new_device(session: Session, mailer: Mailer, account: Account, now: datetime) -> None:
    """Somebody has signed in with a device that the account was never signed in with."""
    mailer.queue(session, "new-device", to=account.email, language=account.language, now=now)
