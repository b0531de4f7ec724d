"""A city's mailer, mails in the outbox, and looking at them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import OutboxMessage
from css.outbox import Letterhead, Mailer, Palette

CODE = "482913"
LETTERHEAD = Letterhead(
    city="Encinitas",
    government="City of Encinitas",
    address=("505 S Vulcan Ave", "Encinitas, CA 92024"),
    help_desk="CSS Help Desk",
    help_desk_email="permits@encinitasca.gov",
    help_desk_phone="760-555-0100",
    zone=ZoneInfo("America/Los_Angeles"),
    light=Palette("#ffffff", "#eff6f6", "#03587a", "#0b3c4d", "#f3a23a"),
    dark=Palette("#0d1a20", "#13252d", "#86cde6", "#0f3444", "#f3b45c"),
)
MAILER = Mailer(
    letterheads={"en": LETTERHEAD, "es": LETTERHEAD},
    default_language="en",
    sender="City of Encinitas <noreply@encinitasca.gov>",
    base_url="http://localhost:8000",
)
# Every message with the values it needs, but for verification-code's, which are times.
NOTICES: dict[str, dict[str, Any]] = {
    "account-exists": {},
    "account-locked": {},
    "authenticator-changed": {"change": "app-added", "for_staff": False, "provider": ""},
    "address-taken": {},
    "email-change-undone": {},
    "email-changed": {
        "until": datetime(2026, 11, 23, 17, 0, tzinfo=UTC),
        "email": "m•••@example.org",
        "link": "http://localhost:8000/email/undo/ImFiYyI.xyz",
    },
    "email-is-yours": {},
    "legacy-email-changed": {},
    "new-device": {},
    "no-account": {},
    "no-password": {"brands": "Google, Microsoft"},
    "old-account-found": {},
    "old-account-not-found": {},
    "password-changed": {},
    "register-again": {
        "link": "http://localhost:8000/sign-up/again/ImFiYyI.xyz",
        "stop": "http://localhost:8000/no-invitations/ImFiYyI.xyz",
        "others": [("Español", "http://localhost:8000/sign-up/again/ImFiYyI.xyz?lang=es")],
        "asked": True,
        "reminder": True,
        "days": 60,
    },
    "registration-received": {"reference": "R-2026-7KQ4T"},
    "registration-approved": {"reference": "R-2026-7KQ4T", "message": ""},
    "registration-denied": {"reference": "R-2026-7KQ4T", "message": "The address is outside the city."},
    "more-information": {"reference": "R-2026-7KQ4T", "message": "Which unit?"},
    "signature-receipt": {
        "reference": "R-2026-7KQ4T",
        "number": "S-2026-7KQ4-TBXW",
        "fingerprint": "9f2c 41ab 07e3 d85c",
        "name": "Marisol Peña",
        "drawn": True,
        "version": "3",
        "agreed": "By signing I confirm that it is true.",
        "copy": [("Address", "1777 Broadway")],
    },
}


def queue_code(database: Database, now: datetime, to: str = "marisol@example.com", language: str = "en") -> None:
    """A verification code for ten minutes, committed."""
    with database.writing() as session:
        MAILER.queue(
            session,
            "verification-code",
            to=to,
            language=language,
            now=now,
            until=now + timedelta(minutes=10),
            code=CODE,
        )
        session.commit()


def queue_notice(database: Database, now: datetime, to: str = "marisol@example.com") -> None:
    """A mail that is worth sending for two days, committed."""
    with database.writing() as session:
        MAILER.queue(session, "registration-received", to=to, language="en", now=now, reference="R-2026-7KQ4T")
        session.commit()


def queued(database: Database) -> list[OutboxMessage]:
    """The whole outbox, oldest first."""
    with database.reading() as session:
        return list(session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))))


def only(database: Database) -> OutboxMessage:
    """The one mail in the outbox."""
    (message,) = queued(database)
    return message


def wait_for_turn(clock: FixedClock, message: OutboxMessage) -> timedelta:
    """Move the clock to when the mail is due; returns by how much."""
    wait = message.due_at - clock.now()
    clock.advance(seconds=wait.total_seconds())
    return wait
