"""SMTP as the wire has it: TLS, certificates, sign-in, timeouts."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import TypedDict
from urllib.parse import quote

import pytest
import trustme

from css.outbox.errors import Rejected, TransportError, Unavailable
from css.outbox.mime import Mail
from css.outbox.smtp import SmtpServer, SmtpTransport, parse
from tests.outbox.servers import PASSWORD, USER, Mailbox, free_port, serve

SIGN_IN = f"{USER}:{quote(PASSWORD, safe='')}@"


class TlsOf(TypedDict, total=False):
    tls: ssl.SSLContext
    starttls: ssl.SSLContext


def a_mail(to: str = "marisol@example.com", body: str = "Hello") -> Mail:
    made = EmailMessage(policy=SMTP)
    made["To"] = "marisol@example.com"
    made.set_content(body)
    return Mail("noreply@encinitasca.gov", to, to, made.as_bytes(), datetime(2026, 11, 20, tzinfo=UTC))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def serving(authority: trustme.CA, name: str = "localhost") -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def transport(url: str, trusted: trustme.CA | None = None) -> SmtpTransport:
    return SmtpTransport(parse(url), trusting(trusted) if trusted else None, timeout=2)


def send(mail: Mail, url: str, trusted: trustme.CA | None = None) -> None:
    with closing(transport(url, trusted)) as opened:
        opened.send(mail)


def tls_of(scheme: str, context: ssl.SSLContext) -> TlsOf:
    return {"starttls": context} if scheme == "smtp+starttls" else {"tls": context}


@contextmanager
def silence() -> Iterator[int]:
    """A port that accepts and never speaks."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def test_plain_smtp_takes_a_mail() -> None:
    mailbox = Mailbox()
    with serve(mailbox) as port:
        send(a_mail(), f"smtp://127.0.0.1:{port}")
    assert mailbox.recipients == ["marisol@example.com"]
    assert mailbox.secured == [False]


def test_a_line_that_is_one_dot_does_not_end_the_mail() -> None:
    mailbox = Mailbox()
    with serve(mailbox) as port:
        send(a_mail(body="One\n.\n..two\n.three\n"), f"smtp://127.0.0.1:{port}")
    assert mailbox.received[0].get_content().splitlines() == ["One", ".", "..two", ".three"]


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_mail_goes_encrypted_where_the_certificate_is_right(scheme: str, authority: trustme.CA) -> None:
    mailbox = Mailbox()
    with serve(mailbox, **tls_of(scheme, serving(authority))) as port:
        send(a_mail(), f"{scheme}://localhost:{port}", authority)
    assert mailbox.secured == [True]


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_certificate_for_another_name_is_refused(scheme: str, authority: trustme.CA) -> None:
    mailbox = Mailbox()
    with (
        serve(mailbox, **tls_of(scheme, serving(authority, "elsewhere.example"))) as port,
        pytest.raises(Unavailable, match="certificate refused: Hostname mismatch"),
    ):
        send(a_mail(), f"{scheme}://localhost:{port}", authority)
    assert mailbox.received == []


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_certificate_of_an_unknown_authority_is_refused(scheme: str, authority: trustme.CA) -> None:
    mailbox = Mailbox()
    with (
        serve(mailbox, **tls_of(scheme, serving(authority))) as port,
        pytest.raises(Unavailable, match="certificate refused: unable to get local issuer"),
    ):
        send(a_mail(), f"{scheme}://localhost:{port}")
    assert mailbox.received == []


def test_where_starttls_is_not_offered_nothing_is_sent_in_plain() -> None:
    mailbox = Mailbox()
    with serve(mailbox) as port, pytest.raises(Unavailable, match="STARTTLS"):
        send(a_mail(), f"smtp+starttls://127.0.0.1:{port}")
    assert mailbox.received == []


def test_the_password_is_given_percent_decoded(authority: trustme.CA) -> None:
    mailbox = Mailbox()
    with serve(mailbox, starttls=serving(authority), sign_in=True) as port:
        send(a_mail(), f"smtp+starttls://{SIGN_IN}localhost:{port}", authority)
    assert len(mailbox.received) == 1


def test_a_wrong_password_is_the_operators_to_mend_and_is_not_repeated(authority: trustme.CA) -> None:
    mailbox = Mailbox()
    with (
        serve(mailbox, starttls=serving(authority), sign_in=True) as port,
        pytest.raises(Unavailable) as caught,
    ):
        send(a_mail(), f"smtp+starttls://{USER}:wrong@localhost:{port}", authority)
    assert str(caught.value) == "connect: SMTPAuthenticationError 535"
    assert mailbox.received == []


def test_a_sender_that_is_refused_makes_the_mail_wait(authority: trustme.CA) -> None:
    with (
        serve(Mailbox(), starttls=serving(authority), sign_in=True) as port,
        pytest.raises(TransportError, match="sender: 530") as caught,
    ):
        send(a_mail(), f"smtp+starttls://localhost:{port}", authority)
    assert not isinstance(caught.value, Rejected)


def test_the_check_signs_in_and_sends_nothing(authority: trustme.CA) -> None:
    mailbox = Mailbox()
    with serve(mailbox, starttls=serving(authority), sign_in=True) as port:
        transport(f"smtp+starttls://{SIGN_IN}localhost:{port}", authority).check()
        with pytest.raises(Unavailable, match="535"):
            transport(f"smtp+starttls://{USER}:wrong@localhost:{port}", authority).check()
    assert mailbox.received == []


def test_the_check_of_a_server_that_is_down_says_so() -> None:
    with pytest.raises(Unavailable, match="connect: ConnectionRefusedError"):
        transport(f"smtp://127.0.0.1:{free_port()}").check()


def test_a_server_that_says_nothing_is_left_after_the_timeout() -> None:
    with silence() as port, pytest.raises(Unavailable, match="timed out"):
        SmtpTransport(parse(f"smtp://127.0.0.1:{port}"), timeout=0.2).send(a_mail())


def test_letters_beyond_ascii_go_to_a_server_that_can() -> None:
    mailbox = Mailbox()
    with serve(mailbox) as port:
        send(a_mail("josé@correo.es"), f"smtp://127.0.0.1:{port}")
    assert len(mailbox.received) == 1


def test_the_parts_of_an_address_are_read() -> None:
    assert parse("smtp://relay.example") == SmtpServer("smtp", "relay.example", 25)
    assert parse("smtps://relay.example").port == 465
    assert parse("smtp+starttls://relay.example").port == 587
    read = parse("smtp+starttls://a%40b.co:p%3Aw%2F@[::1]:2525")
    assert read == SmtpServer("smtp+starttls", "::1", 2525, "a@b.co", "p:w/")


@pytest.mark.parametrize("url", ["http://relay.example", "smtp://", "smtp://u:secret@relay:many", "smtp:relay"])
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="CSS_MAIL_URL") as caught:
        parse(url)
    assert "secret" not in str(caught.value)


def test_the_password_is_not_in_the_servers_representation() -> None:
    assert "secret" not in repr(parse("smtp://u:secret@relay.example"))
