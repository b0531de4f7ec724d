"""Residents who ask for an old account, and staff who answer."""

from sqlmodel import Session, select

from css.core.clock import Clock
from css.matching.claiming import questions
from css.matching.claiming.questions import Asked
from css.models import Account, LegacyQuestion, OutboxMessage, Role, StaffMember
from tests import builders
from tests.builders import Person

NEW = Person(email="new@example.net")
"""Marisol, who registers with an address that the old system never knew."""
ASKED = Asked(name="Marisol Peña", phone="303.555.0142", record_number="bld 2019 0042")


def resident(session: Session, clock: Clock, person: Person = NEW) -> Account:
    """Somebody with a registration that is filled in."""
    return session.get_one(Account, builders.draft(session, clock.now(), person).account_id)


def ask(session: Session, clock: Clock, asked: Asked = ASKED, person: Person = NEW) -> LegacyQuestion:
    """Their question."""
    return questions.ask(session, resident(session, clock, person), asked, clock.now())


def helper(session: Session, clock: Clock, name: str = "Hal Brandt") -> StaffMember:
    """Somebody of the help desk."""
    email = f"{name.split()[0].lower()}@example.org"
    return builders.staff_member(session, clock.now(), email=email, name=name, role=Role.HELPDESK)


def mails(session: Session) -> list[OutboxMessage]:
    """What was queued, codes aside."""
    return list(session.exec(select(OutboxMessage).where(OutboxMessage.kind != "verification-code")))


def give_up(session: Session, question: LegacyQuestion, clock: Clock, staff: StaffMember) -> LegacyQuestion:
    """No old account is theirs."""
    return questions.give_up(
        session, question.public_id,
        staff=staff, version=question.version, mailer=builders.mailer(), now=clock.now(),
    )  # fmt: skip
