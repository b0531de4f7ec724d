"""The portal with staff members, an administrator's browser, and the loop beside them."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.importing.folder import Folder
from tests.html import StrictClient
from tests.matching.importing.handed import Desk
from tests.staff.conftest import RUBEN, SignIn, app, open_portal, sign_in

__all__ = ["app", "open_portal", "sign_in"]
IMPORTS = "/staff/legacy/imports"
Upload = Callable[..., TestResponse]


@pytest.fixture
def ruben(sign_in: SignIn) -> StrictClient:
    """The administrator's browser."""
    return sign_in(RUBEN)


@pytest.fixture
def desk(app: Flask, sqlite_database: Database, clock: FixedClock) -> Desk:
    """The loop of this portal."""
    return Desk(sqlite_database, clock, Folder(app.extensions["css"].settings.uploads))


@pytest.fixture
def upload(ruben: StrictClient) -> Upload:
    """The administrator hands in a file."""

    def handed(
        content: Path | bytes, name: str = "holders.csv", client: StrictClient = ruben, **more: str
    ) -> TestResponse:
        stream = io.BytesIO(content if isinstance(content, bytes) else content.read_bytes())
        return client.post(IMPORTS, data={"file": (stream, name), **more})

    return handed
