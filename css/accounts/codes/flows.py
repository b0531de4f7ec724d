"""What every flow of a code by mail shares: the browser's secret, the row that its digest finds, one code at a time."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from css.accounts.codes import challenges
from css.accounts.codes.challenges import Asker, CodeOutcome, Proof, TooSoon
from css.accounts.emails import email_key
from css.core import tokens
from css.models import Account, Challenge, ChallengePurpose, CodeRequest, SignUp, SocialSignIn
from css.outbox import Mailer

Row = TypeVar("Row", SignUp, CodeRequest, SocialSignIn)


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

    def _mail_code(self, code: str, to: str, **values: str) -> None:
        until = self._now + challenges.LIFETIME
        self._mail("verification-code", to, code=code, until=until, purpose=self.purpose, **values)

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


def find_locked(session: Session, mine: SelectOfScalar[Row]) -> Row | None:
    """The row, and until the transaction ends nobody else changes it, its account, or uses it up.

    The account is locked before the row and its codes are, as a new password does: else two could wait for each other.
    What was used up while we waited is gone. Rows that only name the account may go on meanwhile (FOR NO KEY UPDATE).
    """
    row = session.exec(mine).first()
    if row is None:
        return None
    account_id = getattr(row, "account_id", None)  # a sign-up has none yet
    if account_id is not None:
        session.get(Account, account_id, with_for_update={"key_share": True}, populate_existing=True)
    return session.exec(mine.with_for_update(key_share=True).execution_options(populate_existing=True)).first()


def account_with(session: Session, key: str) -> int | None:
    """The id of the account that has the email by now; None where none has."""
    return session.exec(select(Account.id).where(col(Account.email_key) == key)).first()


def open_account(
    session: Session,
    *,
    email: str,
    first_name: str,
    last_name: str,
    language: str,
    password_hash: str | None,
    now: datetime,
) -> Account | None:
    """A new account for an email that was proven just now; None where somebody else was quicker."""
    account = Account(
        public_id=tokens.new_public_id(),
        email=email,
        email_key=email_key(email),
        first_name=first_name,
        last_name=last_name,
        language=language,
        password_hash=password_hash,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        return None
    return account
