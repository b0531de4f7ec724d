"""Where mail goes: an SMTP server, or the development inbox."""

from typing import Protocol

from css.core.db import Database
from css.core.tokens import new_public_id
from css.models import InboxMail
from css.outbox.mime import Mail
from css.outbox.smtp import SmtpTransport, parse


class Transport(Protocol):
    """Takes one mail at a time. What `send` raises says what is known of the mail (css/outbox/errors.py)."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over; raises TransportError."""

    def check(self) -> None:
        """Go as far as one can without a mail; raises TransportError with a line for the operator."""

    def close(self) -> None:
        """Give up what is kept open between mails."""


class InboxTransport:
    """Keeps mail in the database, readable at /dev/inbox. For development."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, mail: Mail) -> None:
        kept = InboxMail(public_id=new_public_id(), recipient=mail.recipient, raw=mail.raw, delivered_at=mail.at)
        with self._database.writing() as session:
            session.add(kept)
            session.commit()

    def check(self) -> None:
        self._database.answers()

    def close(self) -> None:
        pass


def transport_for(mail_url: str, database: Database) -> Transport:
    """The transport of CSS_MAIL_URL, one for each worker. Raises ValueError for an address that is none."""
    return InboxTransport(database) if mail_url.startswith("inbox:") else SmtpTransport(parse(mail_url))
