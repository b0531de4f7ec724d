"""What an owner is told by mail, so that nobody uses an account behind their back (OWASP ASVS 5 §6.3.5, §6.3.7)."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from css.accounts.owners import Owner
from css.models import Account
from css.outbox import Mailer


class Change(StrEnum):
    """What has become of somebody's authenticators; templates/email/authenticator-changed says it in words."""

    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    APP_ADDED = "app-added"
    APP_REMOVED = "app-removed"
    APP_TAKEN_AWAY = "app-taken-away"
    RECOVERY_CODES = "recovery-codes"
    RECOVERY_USED = "recovery-used"
    IDENTITY_ADDED = "identity-added"
    IDENTITY_REMOVED = "identity-removed"
    SECOND_STEP_LOCKED = "second-step-locked"


def new_device(session: Session, mailer: Mailer, account: Account, now: datetime) -> None:
    """Somebody has signed in with a device that the account was never signed in with."""
    mailer.queue(session, "new-device", to=account.email, language=account.language, now=now)


def changed(
    session: Session, mailer: Mailer, owner: Owner, change: Change, now: datetime, *, provider: str = ""
) -> None:
    """Their authenticators have changed, or were tried too often. `provider`: whose identity it is, by its brand."""
    for_staff = owner.column == "staff_id"
    mailer.queue(
        session,
        "authenticator-changed",
        to=owner.email,
        language=owner.language,
        now=now,
        change=str(change),
        for_staff=for_staff,
        provider=provider,
    )
