"""Real SMTP servers on loopback, each told how to behave."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

USER, PASSWORD = "portal", "p@ss:w/rd"
TAKEN = "250 OK"


class Mailbox:
    """What a server received. `on_recipient` and `on_data` are its answers, None for hanging up instead."""

    def __init__(self, on_recipient: str | None = TAKEN, on_data: str | None = TAKEN, seconds: float = 0) -> None:
        self.received: list[EmailMessage] = []
        self.secured: list[bool] = []
        self.connections: set[object] = set()
        self.on_recipient = on_recipient
        self.on_data = on_data
        self.seconds = seconds

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.on_recipient == TAKEN:
            envelope.rcpt_tos.append(address)
        return self.on_recipient or _hang_up(server)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.seconds)
        if self.on_data in (TAKEN, None):
            assert isinstance(envelope.content, bytes)
            self.received.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=SMTPUTF8))
            self.secured.append(_transport(server).get_extra_info("ssl_object") is not None)
            self.connections.add(session.peer)
        return self.on_data or _hang_up(server)

    @property
    def recipients(self) -> list[str]:
        return [str(mail["To"]) for mail in self.received]

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.received]


def _hang_up(server: SMTP) -> str:
    _transport(server).abort()
    return TAKEN


def _transport(server: SMTP) -> asyncio.WriteTransport:
    assert isinstance(server.transport, asyncio.WriteTransport)
    return server.transport


def _sign_in(_server: object, _session: object, _envelope: object, _mechanism: object, data: Any) -> AuthResult:
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=right)


@contextmanager
def serve(
    mailbox: Mailbox,
    *,
    port: int | None = None,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    sign_in: bool = False,
) -> Iterator[int]:
    """Run a server until the block ends; gives its port. Under `sign_in` nothing goes without USER and PASSWORD."""
    port = port or free_port()
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        ssl_context=tls,
        tls_context=starttls,
        authenticator=_sign_in,
        auth_required=sign_in,
        auth_require_tls=starttls is not None,
        enable_SMTPUTF8=True,
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
