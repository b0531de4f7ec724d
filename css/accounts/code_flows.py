"""A code by mail for whoever has an account: to enter, to unlock it, or to choose a new password.

Whether the email has an account is told by the mail alone: page and time are the same (OWASP Authentication). A code
works only in the browser that asked for it.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts import challenges, locks
from css.accounts.challenges import Asker, CodeOutcome, Proof, TooSoon
from css.accounts.emails import email_key
from css.accounts.locks import Door
from css.core import tokens
from css.models import Account, Challenge, ChallengePurpose, CodeRequest
from css.outbox import Mailer

LIFETIME = timedelta(hours=1)
PROVEN_FOR = timedelta(minutes=10)
"""How long after the right code the new password may be chosen."""


class CodeFlow:
    """What this browser asked for, over several requests. `token` is its secret; the row holds only the digest."""

    def __init__(self, session: Session, mailer: Mailer, now: datetime, token: str | None) -> None:
        self._session = session
        self._mailer = mailer
        self._now = now
        self.token = token or ""
        self.request = self._found() if token else None
        self._newest: Challenge | None = None
        if self.request:
            self._newest = challenges.newest(session, self._asker)

    def begin(self, purpose: ChallengePurpose, email: str, *, language: str, keep: bool = False) -> str:
        """Ask for a code; returns the browser's secret. Raises TooManyCodes."""
        owner = select(Account.id).where(Account.email_key == email_key(email))
        self.token = tokens.new_token()
        self.request = CodeRequest(
            token_hash=tokens.digest(self.token),
            purpose=purpose,
            account_id=self._session.exec(owner).first(),
            email=email,
            email_key=email_key(email),
            keep=keep,
            language=language,
            created_at=self._now,
        )
        self._session.add(self.request)
        self._send()
        return self.token

    @property
    def email(self) -> str:
        """The address as it was typed; "" where nothing was asked for."""
        return self.request.email if self.request else ""

    @property
    def purpose(self) -> ChallengePurpose:
        """What the code is for."""
        return ChallengePurpose(self._here().purpose)

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
        """Try a code; the right one unlocks the account. The caller commits, for a wrong try counts."""
        outcome = challenges.answer(self._newest, code, self.token, self._now)
        if outcome is not CodeOutcome.RIGHT:
            return Proof(outcome)
        request = self._here()
        request.proven_at = self._now
        locks.unlock(self._session, Door("resident", request.email_key))
        return Proof(outcome, self._account())

    def proven(self) -> Account | None:
        """Whose email was proven here a moment ago to choose a new password; else None."""
        request = self.request
        if request is None or self.purpose is not ChallengePurpose.RESET or request.proven_at is None:
            return None
        return self._account() if self._now < request.proven_at + PROVEN_FOR else None

    def end(self) -> None:
        """Forget it: it has served."""
        self._session.delete(self._here())

    def _send(self) -> None:
        request, account = self._here(), self._account()
        code = challenges.issue(
            self._session,
            self._asker,
            email_key=request.email_key,
            secret=self.token,
            now=self._now,
            answerable=account is not None,
        )
        # To the address as it was proven: one that is alike may be written otherwise, and be somebody else's mailbox.
        to, kind = (account.email, "verification-code") if account else (request.email, "no-account")
        values = {"code": code, "until": self._now + challenges.LIFETIME} if account else {}
        self._mail(kind, to, purpose=request.purpose, **values)

    def _mail(self, kind: str, to: str, **values: Any) -> None:
        language = self._here().language
        self._mailer.queue(self._session, kind, to=to, language=language, now=self._now, **values)

    def _account(self) -> Account | None:
        """The account that had the email when the code was asked for: an equal address may be another's by now."""
        account_id = self._here().account_id
        return self._session.get(Account, account_id) if account_id else None

    def _found(self) -> CodeRequest | None:
        """The request, and until the transaction ends nobody else changes its account or uses it up.

        The account is locked before the request and its codes are, as a new password does: else two could wait for
        each other. What was used up while we waited is gone.
        """
        mine = select(CodeRequest).where(CodeRequest.token_hash == tokens.digest(self.token))
        mine = mine.where(CodeRequest.created_at > self._now - LIFETIME)
        request = self._session.exec(mine).first()
        if request is None or request.account_id is None:
            return request
        self._session.get(Account, request.account_id, with_for_update=True, populate_existing=True)
        return self._session.exec(mine.execution_options(populate_existing=True)).first()

    def _here(self) -> CodeRequest:
        if self.request is None:
            raise LookupError("no code was asked for in this browser")
        return self.request

    @property
    def _asker(self) -> Asker:
        request = self._here()
        if request.id is None:
            self._session.flush()
        assert request.id is not None
        return Asker(ChallengePurpose(request.purpose), request.id)


def forget(session: Session, account_id: int) -> None:
    """Whatever was asked or proven for the account is worth nothing any more, in whichever browser."""
    session.exec(delete(CodeRequest).where(col(CodeRequest.account_id) == account_id))


def purge(session: Session, now: datetime) -> None:
    """Delete what was asked for an hour ago."""
    session.exec(delete(CodeRequest).where(col(CodeRequest.created_at) <= now - LIFETIME))
