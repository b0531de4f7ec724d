"""A form survives a new secret key."""

from css.core.clock import FixedClock
from css.core.db import Database
from tests import builders
from tests.html import StrictClient
from tests.web.visits import SIGN_UP, csrf_token


def portal_with(keys: str, database: Database, clock: FixedClock) -> StrictClient:
    app = builders.portal(database, clock, CSS_SECRET_KEY=keys)
    app.config["WTF_CSRF_ENABLED"] = True
    return builders.client(app)


def test_a_form_survives_a_new_secret_key_while_the_old_one_is_listed(
    sqlite_database: Database, clock: FixedClock
) -> None:
    old, new = "old" * 12, "new" * 12
    before = portal_with(old, sqlite_database, clock)
    token = csrf_token(before.get("/sign-up"))
    cookie = before.get_cookie("css")
    assert cookie
    for keys, status in ((f"{new},{old}", 303), (new, 400)):
        after = portal_with(keys, sqlite_database, clock)
        after.set_cookie("css", cookie.value)
        assert after.post("/sign-up", data={**SIGN_UP, "csrf_token": token}).status_code == status
