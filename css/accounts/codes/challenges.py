"""Verification codes: six digits mailed to an address to prove it, whatever the proof is for.

Rules: 10 minutes, dead after 5 wrong tries, used once, only a digest stored, a new code kills the old
(OWASP ASVS 5 §6.5); a resend after 30 seconds, 5 an hour and 20 a day for one email (Okta, login.gov).
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, func, select

from css.core import tokens
from css.core.db import take_turns
from css.models import Account, Challenge, ChallengePurpose

LIFETIME = timedelta(minutes=10)
WRONG_TRIES = 5
RESEND_AFTER = timedelta(seconds=30)
SENDS = ((timedelta(hours=1), 5), (timedelta(days=1), 20))


_COLUMNS = {ChallengePurpose.SIGN_UP: "sign_up_id", ChallengePurpose.SOCIAL: "social_sign_in_id"}


class CodeOutcome(StrEnum):
    """What became of a code that somebody entered."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of a code; with the right one, the account it opened or proved, if there is one by then."""

    outcome: CodeOutcome
    account: Account | None = None


class TooManyCodes(Exception):
    """This email was sent as many codes as it may be for now."""


class TooSoon(Exception):
    """The last code was sent a moment ago; `wait` says how many seconds remain."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def seconds_to_wait(challenge: Challenge | None, now: datetime) -> int:
    """Seconds until another code may be sent after this one; 0 when it may be now."""
    if challenge is None:
        return 0
    return max(0, math.ceil((challenge.sent_at + RESEND_AFTER - now).total_seconds()))


@dataclass(frozen=True, slots=True)
class Asker:
    """The flow that asks for codes, by the id of its row."""

    purpose: ChallengePurpose
    id: int

    @property
    def column(self) -> str:
        """Where a challenge names it."""
        return _COLUMNS.get(self.purpose, "code_request_id")

    @property
    def is_mine(self) -> ColumnElement[bool]:
        """Whether a challenge is one of this flow's."""
        return col(getattr(Challenge, self.column)) == self.id


def newest(session: Session, asker: Asker) -> Challenge | None:
    """The flow's last challenge, ended or not, locked until the transaction ends."""
    mine = select(Challenge).where(asker.is_mine)
    return session.exec(mine.order_by(col(Challenge.id).desc()).limit(1).with_for_update()).first()


def issue(session: Session, asker: Asker, *, email_key: str, secret: str, now: datetime, answerable: bool) -> str:
    """Make a new code that kills the flow's old one. Raises TooManyCodes.

    `secret` is what only the browser that began the flow holds: without it the stored digest says nothing about
    the code. A challenge that is not answerable counts and expires like any other, and no code fits it.
    """
    _refuse_too_many(session, email_key, now)
    session.exec(update(Challenge).where(asker.is_mine, col(Challenge.ended_at).is_(None)).values(ended_at=now))
    code = tokens.new_code()
    challenge = Challenge(
        purpose=asker.purpose,
        email_key=email_key,
        code_hash=tokens.digest(code, secret) if answerable else "",
        sent_at=now,
        expires_at=now + LIFETIME,
    )
    setattr(challenge, asker.column, asker.id)
    session.add(challenge)
    return code


def is_open(challenge: Challenge, now: datetime) -> bool:
    """Whether its code still works: not used, not tried too often, not expired."""
    return challenge.ended_at is None and challenge.wrong_tries < WRONG_TRIES and now < challenge.expires_at


def answer(challenge: Challenge | None, code: str, secret: str, now: datetime) -> CodeOutcome:
    """Try a code; the caller commits whatever the outcome, for a wrong try counts."""
    if challenge is None or challenge.ended_at is not None or challenge.wrong_tries >= WRONG_TRIES:
        return CodeOutcome.SPENT
    if now >= challenge.expires_at:
        return CodeOutcome.EXPIRED
    if not tokens.same(challenge.code_hash, tokens.digest(code, secret)):
        challenge.wrong_tries += 1
        return CodeOutcome.WRONG if challenge.wrong_tries < WRONG_TRIES else CodeOutcome.SPENT
    challenge.ended_at = now
    return CodeOutcome.RIGHT


def _refuse_too_many(session: Session, email_key: str, now: datetime) -> None:
    take_turns(session, "send", email_key)
    for window, most in SENDS:
        since = select(func.count()).where(Challenge.email_key == email_key, Challenge.sent_at > now - window)
        if session.exec(since).one() >= most:
            raise TooManyCodes
