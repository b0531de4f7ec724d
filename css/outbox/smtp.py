"""SMTP: plain, over TLS, or with STARTTLS. Certificates are checked, and nothing falls back to plain."""

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from css.outbox.errors import Refused, Rejected, Unanswered, Unavailable
from css.outbox.mime import Mail

TIMEOUT = 10.0
"""Seconds for the server to answer one command."""
DATA_TIMEOUT = 60.0
"""Seconds to answer after the mail's last line: many servers look for viruses before they do (RFC 5321 §4.5.3.2.6)."""
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """CSS_MAIL_URL taken apart."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)


def parse(mail_url: str) -> SmtpServer:
    """Raises ValueError, which does not repeat the address: it may hold a password."""
    try:
        parts = urlsplit(mail_url)
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError):
        raise ValueError("CSS_MAIL_URL: not an address of a mail server") from None
    if not parts.hostname:
        raise ValueError("CSS_MAIL_URL: names no host")
    return SmtpServer(parts.scheme, parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""))


class SmtpTransport:
    """Keeps one connection open between mails until `close`. Not for several threads at once."""

    def __init__(self, server: SmtpServer, tls: ssl.SSLContext | None = None, timeout: float = TIMEOUT) -> None:
        self._server = server
        self._tls = tls or ssl.create_default_context()
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None

    def check(self) -> None:
        """Connect, secure, sign in; raises Unavailable."""
        try:
            self._connected()
        finally:
            self.close()

    def send(self, mail: Mail) -> None:
        """Hand one mail over. Raises what css/outbox/errors.py lists; the connection is given up then."""
        try:
            self._hand_over(self._connected(), mail)
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Leave politely if that is possible."""
        smtp, self._smtp = self._smtp, None
        if smtp:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                raise Unavailable(_reason("connect", error)) from None
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        smtp = self._opened()
        try:
            if server.scheme == "smtp+starttls":
                smtp.starttls(context=self._tls)  # raises where the server does not offer it
            smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password)
        except Exception:
            smtp.close()
            raise
        return smtp

    def _opened(self) -> smtplib.SMTP:
        host, port, name = self._server.host, self._server.port, _own_name()
        if self._server.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, name, timeout=self._timeout, context=self._tls)
        return smtplib.SMTP(host, port, name, timeout=self._timeout)

    def _hand_over(self, smtp: smtplib.SMTP, mail: Mail) -> None:
        options = () if mail.rcpt.isascii() else ("SMTPUTF8", "BODY=8BITMIME")
        if options and not smtp.has_extn("smtputf8"):
            raise Rejected("the server can't send to an address with such letters")
        try:
            # A sender that is refused is the operator's to mend: the mail waits.
            _expect(smtp.mail(mail.sender, options), 250, "sender", never=Refused)
            _expect(smtp.rcpt(mail.rcpt), 250, "recipient")
            _expect(smtp.docmd("DATA"), 354, "data")
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(_reason("envelope", error)) from None
        self._hand_over_body(smtp, mail.raw)

    def _hand_over_body(self, smtp: smtplib.SMTP, raw: bytes) -> None:
        stuffed = re.sub(rb"(?m)^\.", b"..", raw)
        try:
            if smtp.sock:
                smtp.sock.settimeout(max(self._timeout, DATA_TIMEOUT))
            smtp.send(stuffed + b".\r\n")
            answer = smtp.getreply()
            if smtp.sock:
                smtp.sock.settimeout(self._timeout)
        except (smtplib.SMTPException, OSError) as error:
            raise Unanswered(_reason("body", error)) from None
        _expect(answer, 250, "body")


def _expect(
    answer: tuple[int, bytes],
    wanted: int,
    phase: str,
    never: type[Refused] | type[Rejected] = Rejected,
) -> None:
    code, text = answer
    if code // 10 == wanted // 10:  # 251 is as good as 250
        return
    enhanced = re.match(rb"[245]\.\d{1,3}\.\d{1,3}(?= |$)", text)
    line = f"{phase}: {code} {enhanced.group().decode() if enhanced else ''}".strip()
    if code == 421:
        raise Unavailable(line)
    raise (never if code >= 500 else Refused)(line)


def _reason(phase: str, error: Exception) -> str:
    """One line for the operator, without the server's own words."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{phase}: {type(error).__name__} {error.smtp_code}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{phase}: certificate refused: {error.verify_message}"
    if isinstance(error, smtplib.SMTPNotSupportedError | smtplib.SMTPServerDisconnected):  # smtplib's words
        return f"{phase}: {error}"
    return f"{phase}: {type(error).__name__}"


def _own_name() -> str:
    """What to say in EHLO; never a DNS look-up, which may hang for longer than a mail may take."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"
