"""What every flow of a code by mail shares: the browser's secret, the row that its digest finds, one code at a time."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlmodel import Session, select

from css.accounts.codes import challenges
from css.accounts.codes.challenges import Asker, CodeOutcome, Proof, TooSoon
from css.core import tokens
from css.models import Account, Challenge, ChallengePurpose, CodeRequest, SignUp
from css.outbox import Mailer

Row = TypeVar("Row", SignUp, CodeRequest)


class Flow(Generic[Row]):
    """What this browser waits for a code for, over several requests.

    `token` is its secret; the row holds only the digest.
    """

    def __init__(self, session: Session, mailer: Mailer, now: datetime, token: str | None) -> None:
        self._session = session
        self._mailer = mailer
        self._now = now
        self.token = token or ""
        self._row: Row | None = self._found() if token else None
        self._newest: Challenge | None = challenges.newest(session, self._asker) if self._row else None

    @property
    def email(self) -> str:
        """The address to be proven, as it was typed; "" where nothing was asked for."""
        return self._row.email if self._row else ""

    @property
    def purpose(self) -> ChallengePurpose:
        """What the code is for."""
        raise NotImplementedError

    @property
    def seconds_to_wait(self) -> int:
        """Seconds until "Resend code" works."""
        return challenges.seconds_to_wait(self._newest, self._now)

    def resend(self) -> None:
        """Mail a new code, which kills the old one. Raises TooSoon, TooManyCodes."""
        if self.seconds_to_wait:
            raise TooSoon(self.seconds_to_wait)
        self._send()

    def verify(self, code: str) -> Proof:
        """Try a code. The caller commits whatever the outcome, for a wrong try counts."""
        outcome = challenges.answer(self._newest, code, self.token, self._now)
        return Proof(outcome, self._prove() if outcome is CodeOutcome.RIGHT else None)

    def end(self) -> None:
        """Forget it: it has served, or nobody wants it any more."""
        self._session.delete(self._here())

    def _new_secret(self) -> str:
        """Give the browser a new secret; returns the digest to keep."""
        self.token = tokens.new_token()
        return tokens.digest(self.token)

    def _begin(self, row: Row) -> str:
        """Keep the row, mail its code; returns the browser's secret."""
        self._row = row
        self._session.add(row)
        self._send()
        return self.token

    def _found(self) -> Row | None:
        """What was begun in this browser, if it is not over."""
        raise NotImplementedError

    def _send(self) -> None:
        """Make a new code and mail it, or mail why there is none."""
        raise NotImplementedError

    def _prove(self) -> Account | None:
        """What the right code does; returns the account that it opened or proved."""
        raise NotImplementedError

    def _issue(self, *, answerable: bool) -> str:
        row = self._here()
        return challenges.issue(
            self._session,
            self._asker,
            email_key=row.email_key,
            secret=self.token,
            now=self._now,
            answerable=answerable,
        )

    def _mail(self, kind: str, to: str, **values: Any) -> None:
        language = self._here().language
        self._mailer.queue(self._session, kind, to=to, language=language, now=self._now, **values)

    def _mail_code(self, code: str, to: str) -> None:
        self._mail("verification-code", to, code=code, until=self._now + challenges.LIFETIME, purpose=self.purpose)

    def _here(self) -> Row:
        if self._row is None:
            raise LookupError("nothing was begun in this browser")
        return self._row

    @property
    def _asker(self) -> Asker:
        row = self._here()
        if row.id is None:
            self._session.flush()
        assert row.id is not None
        return Asker(self.purpose, row.id)


def has_account(session: Session, email_key: str) -> bool:
    """Whether an account has the email by now."""
    return session.exec(select(Account.id).where(Account.email_key == email_key)).first() is not None
