"""Signing up: a form, a code, an account.

A sign-up is proven only by its own code, in the browser that began it. Sign-ups for one email coexist and the
first proven wins, so nobody's click opens an account with a stranger's password. Whether the email already has
an account is told by the mail alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from css.accounts import challenges
from css.accounts.challenges import Asker, CodeOutcome, Proof, TooSoon
from css.accounts.emails import email_key
from css.core import tokens
from css.models import Account, Challenge, ChallengePurpose, PasswordRecord, SignUp
from css.outbox import Mailer

LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Details:
    """What the sign-up form asks for, checked; the password as its hash."""

    email: str
    first_name: str
    last_name: str
    mobile_phone: str
    password_hash: str
    language: str


class SignUpFlow:
    """The sign-up that this browser began, over several requests.

    `token` is the browser's secret; the row holds only its digest.
    """

    def __init__(self, session: Session, mailer: Mailer, now: datetime, token: str | None) -> None:
        self._session = session
        self._mailer = mailer
        self._now = now
        self.token = token or ""
        self.sign_up = self._found() if token else None
        self._newest: Challenge | None = None
        if self.sign_up:
            self._newest = challenges.newest(session, self._asker)

    def begin(self, details: Details) -> str:
        """Start over with these details and mail a code; returns the browser's new secret. Raises TooManyCodes."""
        self.token = tokens.new_token()
        self.sign_up = SignUp(
            token_hash=tokens.digest(self.token),
            email=details.email,
            email_key=email_key(details.email),
            first_name=details.first_name,
            last_name=details.last_name,
            mobile_phone=details.mobile_phone,
            password_hash=details.password_hash,
            language=details.language,
            created_at=self._now,
        )
        self._session.add(self.sign_up)
        self._send()
        return self.token

    @property
    def email(self) -> str:
        """The address to be proven; "" where no sign-up was begun."""
        return self.sign_up.email if self.sign_up else ""

    @property
    def seconds_to_wait(self) -> int:
        """Seconds until "Resend code" works."""
        return challenges.seconds_to_wait(self._newest, self._now)

    def resend(self) -> None:
        """Mail a new code, which kills the old one. Raises TooSoon, TooManyCodes."""
        if self.seconds_to_wait:
            raise TooSoon(self.seconds_to_wait)
        self._send()

    def change_email(self, email: str) -> None:
        """Prove another address instead. Raises TooManyCodes, and TooSoon where it is the same."""
        sign_up = self._here()
        if email_key(email) == sign_up.email_key and self.seconds_to_wait:
            raise TooSoon(self.seconds_to_wait)
        sign_up.email, sign_up.email_key = email, email_key(email)
        self._send()

    def verify(self, code: str) -> Proof:
        """Try a code. The caller commits whatever the outcome, for a wrong try counts."""
        outcome = challenges.answer(self._newest, code, self.token, self._now)
        if outcome is not CodeOutcome.RIGHT:
            return Proof(outcome)
        return Proof(outcome, self._open_account())

    def _send(self) -> None:
        sign_up = self._here()
        taken = self._account_exists()
        code = challenges.issue(
            self._session,
            self._asker,
            email_key=sign_up.email_key,
            secret=self.token,
            now=self._now,
            answerable=not taken,
        )
        until = self._now + challenges.LIFETIME
        message, values = ("account-exists", {}) if taken else ("verification-code", {"code": code, "until": until})
        self._mail(message, **values)

    def _mail(self, message: str, **values: Any) -> None:
        sign_up = self._here()
        self._mailer.queue(self._session, message, to=sign_up.email, language=sign_up.language, now=self._now, **values)

    def _open_account(self) -> Account | None:
        sign_up = self._here()
        account = Account(
            public_id=tokens.new_public_id(),
            email=sign_up.email,
            email_key=sign_up.email_key,
            first_name=sign_up.first_name,
            last_name=sign_up.last_name,
            language=sign_up.language,
            password_hash=sign_up.password_hash,
            created_at=self._now,
        )
        try:
            with self._session.begin_nested():
                self._session.add(account)
        except IntegrityError:  # another sign-up for the email was proven first
            return None
        self._session.add(_password_record(account, self._now))
        return account

    def end(self) -> None:
        """Forget the sign-up: its email is proven, or nobody wants it any more."""
        self._session.delete(self._here())

    def _found(self) -> SignUp | None:
        mine = select(SignUp).where(SignUp.token_hash == tokens.digest(self.token))
        return self._session.exec(mine.where(SignUp.created_at > self._now - LIFETIME)).first()

    def _here(self) -> SignUp:
        if self.sign_up is None:
            raise LookupError("no sign-up was begun in this browser")
        return self.sign_up

    @property
    def _asker(self) -> Asker:
        sign_up = self._here()
        if sign_up.id is None:
            self._session.flush()
        assert sign_up.id is not None
        return Asker(ChallengePurpose.SIGN_UP, sign_up.id)

    def _account_exists(self) -> bool:
        with_email = select(Account.id).where(Account.email_key == self._here().email_key)
        return self._session.exec(with_email).first() is not None


def purge(session: Session, now: datetime) -> None:
    """Delete what was never proven within 24 hours, and the codes that no limit counts any more."""
    session.exec(delete(SignUp).where(col(SignUp.created_at) <= now - LIFETIME))
    longest = max(window for window, _ in challenges.SENDS)
    session.exec(delete(Challenge).where(col(Challenge.sent_at) <= now - longest))


def _password_record(account: Account, now: datetime) -> PasswordRecord:
    assert account.id is not None and account.password_hash is not None
    return PasswordRecord(account_id=account.id, password_hash=account.password_hash, created_at=now)
