"""The portal with an administrator's browser, holders of an old system, and the loop."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.inviting.invitations import Inviter
from css.web import invitation_links
from tests import builders
from tests.html import StrictClient
from tests.matching.inviting.desk import Desk
from tests.staff.conftest import RUBEN, SignIn, app, open_portal, sign_in

__all__ = ["app", "open_portal", "sign_in"]
CAMPAIGN = "/staff/legacy/campaign"
PLAN = {"per_hour": "3600", "reminders": "2", "days_between": "14"}


@pytest.fixture
def ruben(sign_in: SignIn) -> StrictClient:
    """The administrator's browser."""
    return sign_in(RUBEN)


@pytest.fixture
def visitor(app: Flask) -> StrictClient:
    """Somebody who follows a link in a mail."""
    return builders.client(app)


@pytest.fixture
def desk(app: Flask, sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> Desk:
    """The loop of this portal, with its own links."""

    def linked(link: Callable[[str], str]) -> Callable[[str], str]:
        def made(public_id: str) -> str:
            with app.app_context():
                return link(public_id)

        return made

    inviter = Inviter(app.extensions["css"].mailer, linked(invitation_links.link), linked(invitation_links.stop_link))
    return Desk(sqlite_database, clock, tmp_path, inviter)
