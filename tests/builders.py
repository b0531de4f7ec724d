"""Residents, registrations and staff members, made through the desks as the portal makes them."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache

from flask import Flask
from sqlmodel import Session, col, select

from app import create_app
from css import wizard
from css.accounts import staff
from css.accounts.codes.sign_ups import Details, SignUpFlow
from css.accounts.emails import email_key
from css.accounts.password.hashing import Hasher
from css.core.clock import Clock
from css.core.db import Database
from css.core.settings import Settings
from css.jurisdictions import Jurisdiction, load
from css.models import Account, OutboxMessage, Registration, Review, Role, StaffMember
from css.outbox import Mailer
from css.registrations import drafts, reviews, submissions
from css.web.mail import mailer as mailer_of
from tests.html import StrictClient

PASSWORD = "Counter-Desk-7305"


@dataclass(frozen=True)
class Person:
    """Somebody who registers, as they would fill in the pages."""

    email: str = "marisol@example.com"
    first_name: str = "Marisol"
    middle_name: str = ""
    last_name: str = "Peña"
    company: str = ""
    contact_preference: str = "email"
    contact_phone: str = ""
    mobile_phone: str = "760-555-0142"
    fax: str = ""
    address: str = "505 S Vulcan Ave"
    unit: str = ""
    city: str = "Encinitas"
    state: str = "CA"
    zip_code: str = "92024"

    def answers(self, *fields: str) -> dict[str, str]:
        return {field: asdict(self)[field] for field in fields}

    @property
    def steps(self) -> dict[str, dict[str, str]]:
        """What each step gets, where the city has it; the signature is typed."""
        names = ("first_name", "middle_name", "last_name", "company")
        reach = ("contact_preference", "contact_phone", "mobile_phone", "fax")
        return {
            "acknowledgement": {},
            "personal-info": self.answers(*names, *reach),
            "address": self.answers("address", "unit", "city", "state", "zip_code"),
            "signature": {"name": f"{self.first_name} {self.last_name}", "typed": "y", "strokes": ""},
        }


def settings(url: str = "sqlite://", **environment: str) -> Settings:
    """Settings for a database, with whatever else the environment says."""
    return Settings.from_env({"CSS_SECRET_KEY": "s" * 40, "CSS_DATABASE_URL": url, **environment})


@cache
def jurisdiction(name: str = "encinitas") -> Jurisdiction:
    return load(name, wizard.STEP_NAMES)


@cache
def mailer(name: str = "encinitas") -> Mailer:
    return mailer_of(settings(), jurisdiction(name))


@cache
def hasher() -> Hasher:
    return Hasher()


@cache
def password_hash() -> str:
    """The hash of PASSWORD."""
    return hasher().hash(PASSWORD)


def portal(database: Database, clock: Clock, **environment: str) -> Flask:
    """The whole portal on this database; test clients read every answer strictly, and need no CSRF token."""
    url = database.url.render_as_string(hide_password=False)
    made = create_app(settings(url, CSS_LIMITS_SCALE="1000", **environment), clock)
    made.test_client_class = StrictClient
    made.config["WTF_CSRF_ENABLED"] = False
    return made


def client(app: Flask) -> StrictClient:
    """A browser of its own."""
    made = app.test_client()
    assert isinstance(made, StrictClient)
    return made


def account(session: Session, now: datetime, person: Person = Person()) -> Account:
    """Somebody who has proven their email with the code that was mailed."""
    flow = SignUpFlow(session, mailer(), now, None)
    flow.begin(
        Details(person.email, person.first_name, person.last_name, person.mobile_phone, password_hash(), language="en")
    )
    mailed = select(OutboxMessage.text).where(OutboxMessage.recipient == person.email)
    code = re.search(r"\b\d{6}\b", session.exec(mailed.order_by(col(OutboxMessage.id).desc())).first() or "")
    assert code
    opened = SignUpFlow(session, mailer(), now, flow.token).verify(code[0]).account
    assert opened
    session.flush()
    return opened


def fill_in(session: Session, registration: Registration, now: datetime, person: Person = Person()) -> None:
    """Every step of the draft, finished."""
    for step in registration.steps:
        answers = person.steps[step]
        drafts.save(session, registration, step, answers, version=registration.version, now=now, finish=True)


def draft(
    session: Session, now: datetime, person: Person = Person(), city: Jurisdiction | None = None, language: str = "en"
) -> Registration:
    """A registration that is filled in and not yet submitted."""
    begun = drafts.begin(
        session,
        account(session, now, person),
        city or jurisdiction(),
        language=language,
        mobile_phone=person.mobile_phone,
        now=now,
    )
    session.flush()
    fill_in(session, begun, now, person)
    return begun


def submit(session: Session, registration: Registration, now: datetime, answer: str = "") -> Review:
    """Submit the draft; returns its review."""
    submissions.submit(session, registration, jurisdiction(), mailer(), language="en", answer=answer, now=now)
    session.flush()
    assert registration.id is not None
    review = reviews.newest(session, registration.id)
    assert review
    return review


def waiting(session: Session, now: datetime, person: Person = Person()) -> Review:
    """A submitted registration that waits for staff."""
    return submit(session, draft(session, now, person), now)


def answer(session: Session, review: Review, now: datetime, person: Person = Person(), said: str = "") -> Review:
    """The resident fills the registration in again, as asked, and submits it."""
    registration = session.get_one(Registration, review.registration_id)
    fill_in(session, registration, now, person)
    return submit(session, registration, now, said)


def staff_member(
    session: Session,
    now: datetime,
    *,
    email: str = "dana@example.org",
    name: str = "Dana Whitfield",
    role: Role = Role.REVIEWER,
) -> StaffMember:
    """Somebody who works for the city and signs in with PASSWORD."""
    member = staff.find(session, email_key(email)) or staff.add(
        session, email=email, name=name, role=role, password_hash=password_hash(), now=now
    )
    session.flush()
    return member
