"""What the tests of this desk share: somebody who signs up, and the code that was mailed."""

import re
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from css.accounts.codes.sign_ups import Details, SignUpFlow
from css.models import Challenge, OutboxMessage
from tests.builders import mailer, password_hash

EMAIL = "marisol@example.com"
MARISOL = Details(EMAIL, "Marisol", "Peña", "760-555-0142", password_hash(), "en")


def details(email: str = EMAIL, **changed: str) -> Details:
    return replace(MARISOL, email=email, **changed)


def begin(session: Session, now: datetime, email: str = EMAIL, **changed: str) -> str:
    """Begin a sign-up; returns the browser's token."""
    token = SignUpFlow(session, mailer(), now, None).begin(details(email, **changed))
    session.flush()
    return token


def resume(session: Session, now: datetime, token: str | None) -> SignUpFlow:
    return SignUpFlow(session, mailer(), now, token)


def mails(session: Session, email: str = EMAIL) -> list[OutboxMessage]:
    """What was mailed to somebody, oldest first."""
    theirs = select(OutboxMessage).where(OutboxMessage.recipient == email).order_by(col(OutboxMessage.id))
    return list(session.exec(theirs))


def code(session: Session, email: str = EMAIL) -> str:
    """The code in the last mail."""
    found: list[str] = re.findall(r"\b\d{6}\b", mails(session, email)[-1].text)
    assert len(found) == 1
    return found[0]


def wrong(right: str) -> str:
    """Another code."""
    return f"{(int(right) + 1) % 10**6:06d}"


def challenges(session: Session) -> list[Challenge]:
    return list(session.exec(select(Challenge).order_by(col(Challenge.id))))
