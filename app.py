"""Puts the portal together: the only file that knows every room."""

import sys

from flask import Flask
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from css import (
    campaigns,
    claiming,
    commands,
    dashboard,
    dev,
    help_desk,
    home,
    imports,
    receipts,
    sign_in,
    sign_up,
    social,
    staff,
    verification,
    wizard,
)
from css.accounts.password.hashing import Hasher
from css.core.clock import Clock, SystemClock
from css.core.db import Database
from css.core.sealing import Sealer
from css.core.settings import ROOT, Settings, SettingsError
from css.jurisdictions import JurisdictionError, emphasis, load
from css.web import access, assets, context, errors, headers, hx, language, limits, login, mail

RESIDENTS = (home, sign_up, verification, sign_in, social, claiming, wizard, dashboard, receipts)
STAFF = (staff, help_desk, imports, campaigns)
LARGEST_BODY = 256 * 1024


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The portal as a WSGI application. What can't be used ends the process with one line saying so."""
    try:
        return _build(settings or Settings.from_env(), clock or SystemClock())
    except (SettingsError, JurisdictionError) as error:
        sys.exit(str(error))


def _build(settings: Settings, clock: Clock) -> Flask:
    app = Flask(__name__, root_path=str(ROOT))
    app.url_map.merge_slashes = False  # merging answers with a redirect to whatever Host was sent
    _configure(app, settings)
    jurisdiction = load(settings.jurisdiction, wizard.STEP_NAMES)
    context.init_app(
        app,
        context.Portal(
            settings=settings,
            jurisdiction=jurisdiction,
            clock=clock,
            database=Database(settings.database_url),
            hasher=Hasher(),
            mailer=mail.mailer(settings, jurisdiction),
            sealer=Sealer(settings.secret_keys),
        ),
    )
    _furnish(app, settings)
    for room in (*RESIDENTS, *STAFF, *(() if settings.production else (dev,))):
        room.init_app(app)
    commands.init_app(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        SESSION_COOKIE_NAME="__Host-css" if settings.secure else "css",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SECRET_KEY=list(reversed(settings.secret_keys)),  # the last signs, all are accepted
        WTF_CSRF_HEADERS=[],  # the token travels as a form field only
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        TRANSLATIONS=ROOT / "css" / "translations",
    )
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count)  # type: ignore[method-assign]


def _furnish(app: Flask, settings: Settings) -> None:
    language.init_app(app)  # first: whatever refuses a request says so in the resident's language
    CSRFProtect(app)
    Compress(app)
    limits.init_app(app, settings.limits_url)
    for part in (assets, login, access, headers, hx, errors):
        part.init_app(app)
    app.jinja_env.filters.update(
        emphasis=emphasis,
        moment=language.moment,
        clock_time=language.clock_time,
        day=language.day,
        stamp=language.stamp,
        full_date=language.full_date,
        own_name=language.own_name,
        any_of=language.any_of,
    )
    app.context_processor(_for_every_template)


def _for_every_template() -> dict[str, object]:
    resident = login.resident()
    return {
        "jurisdiction": context.portal().jurisdiction,
        "texts": context.portal().jurisdiction.text(context.language()),
        "language": context.language(),
        "languages": context.portal().jurisdiction.languages,
        "providers": tuple(context.portal().settings.providers),
        "signed_in": resident.name if resident else "",
        "today": context.now(),
        "address": hx.address(),
    }
