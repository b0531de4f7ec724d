"""A row of the outbox as it goes over the wire."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import parseaddr

from css.models import OutboxMessage


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail with its envelope. `recipient` is as the portal knows it, `rcpt` as SMTP wants it."""

    sender: str
    recipient: str
    rcpt: str
    raw: bytes
    at: datetime


def mail(message: OutboxMessage, at: datetime) -> Mail:
    """Every try of a message gives the same bytes, Message-ID and all. ValueError where a header would break."""
    rcpt = _wire_address(message.recipient)
    made = EmailMessage(policy=SMTP if rcpt.isascii() else SMTPUTF8)
    made["Date"] = message.created_at
    made["Message-ID"] = message.message_id
    made["From"] = message.sender
    made["To"] = rcpt
    made["Subject"] = message.subject
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
    made.set_content(message.text, cte="quoted-printable")
    made.add_alternative(message.html, subtype="html", cte="quoted-printable")
    made.set_boundary(message.message_id.strip("<>").partition("@")[0])
    raw = _unsubscribing(message.unsubscribe) + made.as_bytes()
    return Mail(parseaddr(message.sender)[1], message.recipient, rcpt, raw, at)


def _unsubscribing(url: str) -> bytes:
    """RFC 8058: mail programs show a button of their own, and send the POST. The email package would encode a word that
    is longer than a line, and nobody could read the address any more (RFC 2369 §3.1).
    """
    if not url:
        return b""
    if not url.isascii() or not url.isprintable() or set(url) & set(" <>"):
        raise ValueError("not an address for a header")
    return f"List-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode()


def _wire_address(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
