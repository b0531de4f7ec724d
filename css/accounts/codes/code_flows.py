"""A code by mail for whoever has an account: to enter, to unlock it, to choose a new password or email, to confirm.

Whether the email has an account is told by the mail alone: page and time are the same (OWASP Authentication). A code
works only in the browser that asked for it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts import locks
from css.accounts.codes import challenges
from css.accounts.codes.flows import Flow, account_with, find_locked
from css.accounts.emails import email_key
from css.accounts.locks import Door
from css.core import tokens
from css.models import Account, ChallengePurpose, CodeRequest
from css.outbox import Mailer

LIFETIME = timedelta(hours=1)
Otherwise = Callable[[Session, str, str, datetime], bool]
"""What else an address without an account may be mailed, given its language and the time; says whether it was."""
NO_ACCOUNT = "no-account"
PROVEN_FOR = timedelta(minutes=10)
"""How long after the right code the new password may be chosen."""


class CodeFlow(Flow[CodeRequest]):
    """What this browser asked for. The right code proves the email, and opens every door of the password."""

    def __init__(
        self, session: Session, mailer: Mailer, now: datetime, token: str | None, otherwise: Otherwise | None = None
    ) -> None:
        super().__init__(session, mailer, now, token)
        self._otherwise = otherwise

    def begin(
        self,
        purpose: ChallengePurpose,
        email: str,
        *,
        language: str,
        keep: bool = False,
        owner: Account | None = None,
    ) -> str:
        """Ask for a code; returns the browser's secret. Raises TooManyCodes.

        It is for the account that has the email, or for the owner, where one is given: whoever is signed in.
        """
        return self._begin(
            CodeRequest(
                token_hash=self._new_secret(),
                purpose=purpose,
                account_id=owner.id if owner else account_with(self._session, email_key(email)),
                email=email,
                email_key=email_key(email),
                keep=keep,
                language=language,
                created_at=self._now,
            )
        )

    @property
    def request(self) -> CodeRequest | None:
        """What was asked for; None where nothing was."""
        return self._row

    @property
    def purpose(self) -> ChallengePurpose:
        return ChallengePurpose(self._here().purpose)

    def waits_for(self, purpose: ChallengePurpose, email: str, *, keep: bool) -> bool:
        """Whether a code for just this was sent to this browser, still works, and is too young for another."""
        request, newest = self.request, self._newest
        if request is None or newest is None or not challenges.is_open(newest, self._now):
            return False
        asked = (self.purpose, request.email_key, request.keep)
        return bool(self.seconds_to_wait) and asked == (purpose, email_key(email), keep)

    def proven(self) -> Account | None:
        """Whose email was proven here a moment ago to choose a new password; else None."""
        request = self.request
        if request is None or self.purpose is not ChallengePurpose.RESET or request.proven_at is None:
            return None
        return self._account() if self._now < request.proven_at + PROVEN_FOR else None

    def _send(self) -> None:
        to, refusal = self._recipient()
        code = self._issue(answerable=not refusal)
        if not refusal:
            self._mail_code(code, to)
        elif refusal != NO_ACCOUNT or not self._mailed_otherwise(to):
            self._mail(refusal, to)

    def _mailed_otherwise(self, to: str) -> bool:
        language = self._here().language
        return self._otherwise is not None and self._otherwise(self._session, to, language, self._now)

    def _recipient(self) -> tuple[str, str]:
        """Whom to mail to, and the mail that says why there is no code, or ""."""
        request, account = self._here(), self._account()
        if self.purpose is ChallengePurpose.NEW_EMAIL:
            return request.email, "address-taken" if account_with(self._session, request.email_key) else ""
        # To the address as it was proven: one that is alike may be written otherwise, and be somebody else's mailbox.
        return (account.email, "") if account else (request.email, NO_ACCOUNT)

    def _prove(self) -> Account | None:
        request = self._here()
        request.proven_at = self._now
        locks.unlock(self._session, Door("resident", request.email_key))
        return self._account()

    def _account(self) -> Account | None:
        """The account that had the email when the code was asked for: an equal address may be another's by now."""
        account_id = self._here().account_id
        return self._session.get(Account, account_id) if account_id else None

    def _found(self) -> CodeRequest | None:
        mine = select(CodeRequest).where(CodeRequest.token_hash == tokens.digest(self.token))
        return find_locked(self._session, mine.where(CodeRequest.created_at > self._now - LIFETIME))


def forget(session: Session, account_id: int, *purposes: ChallengePurpose) -> None:
    """Whatever was asked or proven for the account (for these purposes, if any is named) is worth nothing any more."""
    theirs = delete(CodeRequest).where(col(CodeRequest.account_id) == account_id)
    session.exec(theirs.where(col(CodeRequest.purpose).in_(purposes)) if purposes else theirs)


def purge(session: Session, now: datetime) -> None:
    """Delete what was asked for an hour ago."""
    session.exec(delete(CodeRequest).where(col(CodeRequest.created_at) <= now - LIFETIME))
