"""Reading the development inbox."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8

from sqlmodel import Session, col, func, select

from css.models import InboxMail


@dataclass(frozen=True, slots=True)
class InboxView:
    """A mail as its reader sees it, taken from the bytes that would have gone over the wire."""

    public_id: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    at: datetime


def latest(session: Session, recipient: str | None = None, limit: int = 50) -> list[InboxView]:
    """The newest mails first, all of them or one recipient's (case aside)."""
    newest = select(InboxMail).order_by(col(InboxMail.id).desc()).limit(limit)
    if recipient:
        newest = newest.where(func.lower(InboxMail.recipient) == recipient.strip().lower())
    return [_view(kept) for kept in session.exec(newest)]


def read(session: Session, public_id: str) -> InboxView | None:
    """One mail, or None."""
    kept = session.exec(select(InboxMail).where(InboxMail.public_id == public_id)).first()
    return _view(kept) if kept else None


def _view(kept: InboxMail) -> InboxView:
    made = message_from_bytes(kept.raw, _class=EmailMessage, policy=SMTPUTF8)
    return InboxView(
        public_id=kept.public_id,
        sender=str(made["From"]),
        to=kept.recipient,
        subject=str(made["Subject"]),
        text=_part(made, "plain"),
        html=_part(made, "html"),
        at=kept.delivered_at,
    )


def _part(made: EmailMessage, subtype: str) -> str:
    part = made.get_body((subtype,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""
