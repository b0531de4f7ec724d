"""Signing up: a form, a code, an account.

A sign-up is proven only by its own code, in the browser that began it. Sign-ups for one email coexist and the
first proven wins, so nobody's click opens an account with a stranger's password. Whether the email already has
an account is told by the mail alone.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts.codes import challenges
from css.accounts.codes.challenges import TooSoon
from css.accounts.codes.flows import Flow, account_with, find_locked, open_account
from css.accounts.emails import email_key
from css.core import tokens
from css.models import Account, Challenge, ChallengePurpose, PasswordRecord, SignUp

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


class SignUpFlow(Flow[SignUp]):
    """The sign-up that this browser began. The right code opens the account."""

    def begin(self, details: Details) -> str:
        """Start over with these details and mail a code; returns the browser's new secret. Raises TooManyCodes."""
        key, secret = email_key(details.email), self._new_secret()
        return self._begin(SignUp(token_hash=secret, email_key=key, created_at=self._now, **asdict(details)))

    @property
    def sign_up(self) -> SignUp | None:
        """What was entered; None where no sign-up was begun."""
        return self._row

    @property
    def purpose(self) -> ChallengePurpose:
        return ChallengePurpose.SIGN_UP

    def change_email(self, email: str) -> None:
        """Prove another address instead. Raises TooManyCodes, and TooSoon where it is the same."""
        sign_up = self._here()
        if email_key(email) == sign_up.email_key and self.seconds_to_wait:
            raise TooSoon(self.seconds_to_wait)
        sign_up.email, sign_up.email_key = email, email_key(email)
        self._send()

    def _send(self) -> None:
        sign_up = self._here()
        taken = account_with(self._session, sign_up.email_key) is not None
        code = self._issue(answerable=not taken)
        if taken:
            self._mail("account-exists", sign_up.email)
        else:
            self._mail_code(code, sign_up.email)

    def _prove(self) -> Account | None:
        sign_up = self._here()
        account = open_account(
            self._session,
            email=sign_up.email,
            first_name=sign_up.first_name,
            last_name=sign_up.last_name,
            language=sign_up.language,
            password_hash=sign_up.password_hash,
            now=self._now,
        )
        if account:  # else another sign-up for the email was proven first
            self._session.add(_password_record(account, self._now))
        return account

    def _found(self) -> SignUp | None:
        mine = select(SignUp).where(SignUp.token_hash == tokens.digest(self.token))
        return find_locked(self._session, mine.where(SignUp.created_at > self._now - LIFETIME))


def purge(session: Session, now: datetime) -> None:
    """Delete what was never proven within 24 hours, and the codes that no limit counts any more."""
    session.exec(delete(SignUp).where(col(SignUp.created_at) <= now - LIFETIME))
    longest = max(window for window, _ in challenges.SENDS)
    session.exec(delete(Challenge).where(col(Challenge.sent_at) <= now - longest))


def _password_record(account: Account, now: datetime) -> PasswordRecord:
    assert account.id is not None and account.password_hash is not None
    return PasswordRecord(account_id=account.id, password_hash=account.password_hash, created_at=now)
