"""Mail that is over is not kept for ever: its rows hold addresses."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from css.models import InboxMail, OutboxMessage

KEPT = timedelta(days=30)
# Mail to an address that nobody may ever have proven goes as soon as the sign-up itself (the privacy page says so).
UNPROVEN = ("verification-code", "account-exists", "no-account", "address-taken")
KEPT_UNPROVEN = timedelta(hours=24)


def purge(session: Session, now: datetime) -> None:
    """Delete what ended 30 days ago, sent or not; until then the help desk can tell what became of a mail."""
    session.exec(delete(OutboxMessage).where(col(OutboxMessage.ended_at) <= now - KEPT))
    unproven = col(OutboxMessage.kind).in_(UNPROVEN)
    session.exec(delete(OutboxMessage).where(unproven, col(OutboxMessage.ended_at) <= now - KEPT_UNPROVEN))
    session.exec(delete(InboxMail).where(col(InboxMail.delivered_at) <= now - KEPT))
