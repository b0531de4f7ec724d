"""What the tests of a change of email share: to ask, to prove, to change, to take back."""

from sqlmodel import Session

from css.accounts import sessions
from css.accounts.changes import email_changes
from css.accounts.codes.challenges import CodeOutcome
from css.accounts.codes.code_flows import CodeFlow
from css.core.clock import FixedClock
from css.models import Account
from tests.accounts.desk import mails
from tests.builders import Person, mailer

NEW = "pena@example.org"
ADA = Person(email="ada@example.com")


def ask(session: Session, owner: Account, clock: FixedClock, email: str = NEW) -> str:
    token = email_changes.ask(session, owner, email, language="en", mailer=mailer(), now=clock.now())
    session.flush()
    return token


def enter(session: Session, clock: FixedClock, token: str, typed: str) -> CodeOutcome:
    return CodeFlow(session, mailer(), clock.now(), token).verify(typed).outcome


def undo_link(public_id: str) -> str:
    return f"http://localhost/email/undo/{public_id}"


def change(session: Session, owner: Account, clock: FixedClock, email: str = NEW) -> str:
    """Change it; returns the change's public id, "" where the old address got no link."""
    made: list[str] = []

    def link(public_id: str) -> str:
        made.append(public_id)
        return undo_link(public_id)

    email_changes.change(session, owner, email, undo_link=link, mailer=mailer(), now=clock.now())
    session.flush()
    return "".join(made)


def undo(session: Session, public_id: str, clock: FixedClock) -> Account:
    undone = email_changes.undo(session, public_id, undo_link=undo_link, mailer=mailer(), now=clock.now())
    session.flush()
    return undone


def open_session(session: Session, owner: Account, clock: FixedClock) -> None:
    sessions.open_resident(session, owner, keep=False, device="", now=clock.now())


def kinds(session: Session, email: str) -> list[str]:
    return [mail.kind for mail in mails(session, email)]
