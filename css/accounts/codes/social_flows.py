"""Somebody has come from a provider, and an email must be proven before they are in.

The provider names none, or does not vouch for it; or an account has it, which is never opened by that alone. An email
that an unproven sign-up waits for is free: whoever proves it first has it.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts import identities
from css.accounts.codes.challenges import TooSoon
from css.accounts.codes.flows import Flow, account_with, find_locked, open_account
from css.accounts.emails import email_key
from css.accounts.identities import Told
from css.core import tokens
from css.core.providers import Provider
from css.models import Account, ChallengePurpose, SocialSignIn

LIFETIME = timedelta(hours=1)


class Need(StrEnum):
    """What is missing: an email, the owner of the account that has the email, or a yes to the address as it is."""

    EMAIL = "email"
    OWNER = "owner"
    CONSENT = "consent"


class SocialFlow(Flow[SocialSignIn]):
    """Who came to this browser from a provider. The right code proves the email they gave."""

    def begin(self, told: Told, *, language: str, owner: Account | None = None) -> str:
        """Keep what the provider said; returns the browser's secret. No mail leaves yet.

        `owner`: whoever is signed in and asked to add the identity to their account.
        """
        self._row = SocialSignIn(
            token_hash=self._new_secret(),
            account_id=owner.id if owner else None,
            agreed_at=self._now if owner else None,
            adding=owner is not None,
            provider=told.provider,
            subject=told.subject,
            told_email=told.email,
            vouched=told.vouched,
            relay=told.relay,
            first_name=told.first_name,
            last_name=told.last_name,
            language=language,
            created_at=self._now,
        )
        self._session.add(self._row)
        return self.token

    @property
    def purpose(self) -> ChallengePurpose:
        return ChallengePurpose.SOCIAL

    @property
    def told(self) -> Told | None:
        """What the provider said; None where nobody came from one."""
        row = self._row
        if row is None:
            return None
        return Told(
            provider=Provider(row.provider),
            subject=row.subject,
            email=row.told_email,
            vouched=row.vouched,
            relay=row.relay,
            first_name=row.first_name,
            last_name=row.last_name,
        )

    @property
    def is_of_an_account(self) -> bool:
        """Whether the owner of an account wants it added there: it opens no account of its own."""
        return self._here().agreed_at is not None

    @property
    def adding(self) -> bool:
        """Whether they were signed in when they left for the provider."""
        return self._here().adding

    @property
    def need(self) -> Need:
        """What is missing before they are in."""
        if not self._here().vouched:
            return Need.EMAIL
        return Need.CONSENT if self._account_told_of() is None else Need.OWNER

    def is_for(self, account_id: int) -> bool:
        """Whether it may be added to this account, whose owner is signed in here.

        They began it or proved their email by its code, or the provider vouches for the email that they have. What
        somebody else left in this browser is not for them.
        """
        row = self._here()
        if row.agreed_at is not None:
            return row.account_id == account_id
        return row.vouched and self._account_told_of() == account_id

    def prove(self, email: str) -> None:
        """Mail a code to this address. Raises TooManyCodes, and TooSoon where one was sent there a moment ago."""
        row = self._here()
        if email_key(email) == row.email_key and self.seconds_to_wait:
            raise TooSoon(self.seconds_to_wait)
        row.email, row.email_key = email, email_key(email)
        row.account_id, row.agreed_at = account_with(self._session, row.email_key), None
        self._send()

    def open_vouched(self) -> Account | None:
        """A new account for the email that the provider vouches for; None where that can't be, or not any more."""
        told = self.told
        if told is None or not told.vouched:
            return None
        return open_new(self._session, told, told.email, self._here().language, self._now)

    def _send(self) -> None:
        """Whether or not an account has the address, the code is the proof; it goes to the address as it was proven."""
        account, code = self._account(), self._issue(answerable=True)
        brand = Provider(self._here().provider).brand
        self._mail_code(code, account.email if account else self.email, provider=brand)

    def _prove(self) -> Account | None:
        row, account = self._here(), self._account()
        if account is None:
            told = self.told
            assert told is not None
            return open_new(self._session, told, row.email, row.language, self._now)
        row.agreed_at = self._now
        return account

    def _account(self) -> Account | None:
        """The account that had the email when the code was asked for: an equal address may be another's by now."""
        account_id = self._here().account_id
        return self._session.get(Account, account_id) if account_id else None

    def _account_told_of(self) -> int | None:
        return account_with(self._session, email_key(self._here().told_email))

    def _found(self) -> SocialSignIn | None:
        mine = select(SocialSignIn).where(SocialSignIn.token_hash == tokens.digest(self.token))
        return find_locked(self._session, mine.where(SocialSignIn.created_at > self._now - LIFETIME))


def open_new(session: Session, told: Told, email: str, language: str, now: datetime) -> Account | None:
    """An account without a password for an email that was proven just now, and its identity.

    None where somebody has either of them by now.
    """
    with session.begin_nested() as both:
        account = open_account(
            session,
            email=email,
            first_name=told.first_name,
            last_name=told.last_name,
            language=language,
            password_hash=None,
            now=now,
        )
        if account and not identities.keep(session, account, told, now):
            both.rollback()
            return None
    return account


def forget(session: Session, account_id: int) -> None:
    """Whatever is to be added to the account is not any more."""
    session.exec(delete(SocialSignIn).where(col(SocialSignIn.account_id) == account_id))


def purge(session: Session, now: datetime) -> None:
    """Delete what was begun an hour ago."""
    session.exec(delete(SocialSignIn).where(col(SocialSignIn.created_at) <= now - LIFETIME))
