"""What the tests of the second factor share: a portal that requires it, a member's app, and what a page offers."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from css.accounts import owners, staff
from css.accounts.second_factor.apps import Offer
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import AuditEntry
from tests.accounts import app_desk
from tests.html import StrictClient
from tests.staff.conftest import DANA, OpenPortal
from tests.totp import shown
from tests.web import offers
from tests.web.visits import value

SECOND_STEP, SET_UP, LIST = "/staff/second-step", "/staff/authenticator", "/staff/authenticators"


@pytest.fixture
def required(open_portal: OpenPortal, sqlite_database: Database) -> Flask:
    """A portal whose staff need an authenticator app."""
    return open_portal(sqlite_database, CSS_STAFF_SECOND_FACTOR="required")


@dataclass(frozen=True)
class Page:
    """A page that offers an app, as the member reads it."""

    answer: TestResponse

    @property
    def secret(self) -> str:
        return offers.secret(self.answer.text)

    @property
    def codes(self) -> list[str]:
        return offers.codes(self.answer.text)

    def filled_in(self, clock: FixedClock, **changed: str) -> dict[str, str]:
        """What the form sends once the app has the secret."""
        sent = {"offer": value(self.answer, "offer"), "name": "Phone", "code": shown(self.secret, clock.now())}
        return {**sent, **changed}


def give_app(app: Flask, clock: FixedClock, email: str = DANA) -> Offer:
    """An app that the member has had for a while."""
    with app.extensions["css"].database.writing() as session:
        member = staff.find(session, email)
        assert member
        offered = app_desk.give_app(session, owners.of_staff(member), clock)
        session.commit()
    clock.advance(minutes=2)
    return offered


def acts(database: Database) -> list[tuple[str, bool]]:
    """What is in the audit, oldest first, and whether it says who did it."""
    with database.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()  # type: ignore[arg-type]
    return [(entry.action, bool(entry.actor_id)) for entry in entries]


def is_in(client: StrictClient) -> bool:
    """Whether this browser sees the queue; if not, it is shown to the door, wherever it asks."""
    landed = {client.get(path).location for path in ("/staff/approvals", LIST, "/staff/reviews/" + "a" * 20)}
    assert landed == {"/staff"} or "/staff" not in landed
    return landed != {"/staff"}
