"""What the tests of pages share where providers have buttons: the settings, and a browser that goes there and back."""

from dataclasses import replace
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session
from werkzeug.test import TestResponse

from css.accounts.codes.social_flows import SocialFlow
from css.accounts.identities import Told
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.providers import Provider
from css.web import cookies
from tests import builders
from tests.conftest import NOW
from tests.html import StrictClient
from tests.social.wicked import Wicked

NOBODY = "http://127.0.0.1:9"  # where no provider answers


def settings(issuer: str = NOBODY, providers: tuple[Provider, ...] = tuple(Provider)) -> dict[str, str]:
    """The environment in which these have buttons, and are all at this address."""
    ids = {f"CSS_{one.upper()}_CLIENT_ID": "portal" for one in providers}
    return ids | {f"CSS_{one.upper()}_ISSUER": f"{issuer}/{one}" for one in providers}


@cache
def _portal() -> Flask:
    return builders.portal(Database("sqlite://"), FixedClock(NOW), **settings())


def borrowed(database: Database, clock: FixedClock) -> Flask:
    """A portal with all four buttons, put together once, on this database; without CSRF."""
    made = _portal()
    made.extensions["css"] = replace(made.extensions["css"], database=database, clock=clock)
    made.config["WTF_CSRF_ENABLED"] = False
    made.test_client_class = StrictClient
    return made


def come(browser: FlaskClient, database: Database, clock: FixedClock, told: Told) -> None:
    """Somebody has come to this browser from a provider, and something is missing."""
    with database.writing() as session:
        browser.set_cookie(cookies.SOCIAL.name, begin(session, clock, told))
        session.commit()


def begin(session: Session, clock: FixedClock, told: Told) -> str:
    return SocialFlow(session, builders.mailer(), clock.now(), None).begin(told, language="en")


def there_and_back(browser: FlaskClient, wicked: Wicked, provider: Provider, url: str = "") -> TestResponse:
    """What the portal answers when the provider sends the browser back."""
    leaving = browser.get(f"{url}/social/{provider}")
    asked = dict(parse_qsl(urlsplit(leaving.location).query)) | {"issuer": f"{wicked.url}/{provider}"}
    brought = {"code": wicked.authorize(asked), "state": asked["state"]}
    return browser.get(f"{url}/social/{provider}/callback", query_string=brought)
