"""The page's language: asked for in the address, kept in a cookie, else what the browser prefers."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from babel import Locale
from babel.lists import format_list
from flask import Flask, Response, g, request
from flask_babel import Babel

from css.core import times
from css.web import cookies
from css.web.context import portal
from css.web.headers import YEAR


def _choose() -> None:
    spoken = portal().jurisdiction.languages
    wanted = (request.args.get("lang"), cookies.LANGUAGE.read(), *_preferred())
    g.language = next((one for one in wanted if one in spoken), portal().jurisdiction.default_language)


def _preferred() -> Iterator[str]:
    """The browser's languages, best first: en for en-US."""
    for tag, quality in request.accept_languages:
        if quality:
            yield tag.partition("-")[0].lower()


def _keep(response: Response) -> Response:
    asked = request.args.get("lang")
    if asked and asked == g.get("language"):
        cookies.LANGUAGE.write(response, asked, max_age=YEAR)
    return response


def moment(when: datetime) -> str:
    """A time as this page's language and the city's time zone tell it."""
    return times.moment(when, portal().jurisdiction.zone, g.language)


def clock_time(when: datetime) -> str:
    """The time of day: 10:42 am."""
    return times.clock_time(when, portal().jurisdiction.zone, g.language)


def day(when: datetime) -> str:
    """The day: Monday, November 23."""
    return times.day(when, portal().jurisdiction.zone, g.language)


def stamp(when: datetime) -> str:
    """When something was signed: November 20, 2026, 10:48 am MST."""
    return times.stamp(when, portal().jurisdiction.zone, g.language)


def full_date(when: datetime) -> str:
    """The date in the city: November 20, 2026."""
    return times.full_date(when.astimezone(portal().jurisdiction.zone), g.language)


def any_of(names: Iterable[str]) -> str:
    """Several names to choose from: Google, Apple or Facebook."""
    return format_list(list(names), "or", g.language)


def own_name(language: str) -> str:
    """A language as those who speak it call it: English, Español."""
    return (Locale.parse(language).get_language_name(language) or language).capitalize()


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.config["TRANSLATIONS"])
    Babel(app, locale_selector=lambda: g.get("language", "en"))
    app.before_request(_choose)
    app.after_request(_keep)
