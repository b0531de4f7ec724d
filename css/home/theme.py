"""The city's colours and art as a style sheet, named by its content so that browsers keep it for a year."""

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request

from css.jurisdictions import stylesheet
from css.web import access, assets
from css.web.context import portal
from css.web.headers import YEAR

bp = Blueprint("theme", __name__)


@dataclass(frozen=True, slots=True)
class _Theme:
    text: str
    version: str


def _theme() -> _Theme:
    made: _Theme = current_app.extensions["css_theme"]
    return made


@bp.get("/theme.css", endpoint="stylesheet")
@access.anyone
def theme() -> Response:
    made = _theme()
    response = Response(made.text, mimetype="text/css")
    response.set_etag(made.version)
    response.cache_control.public = True
    if request.args.get("v") == made.version:
        response.cache_control.max_age = YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True  # kept, but asked about each time
    response.make_conditional(request)
    return response


@bp.app_url_defaults
def _name_by_content(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "theme.stylesheet":
        values["v"] = _theme().version


def init_app(app: Flask) -> None:
    """Make the style sheet once: the jurisdiction does not change while the process runs."""
    with app.app_context():
        text = stylesheet(portal().jurisdiction, assets.address)
    app.extensions["css_theme"] = _Theme(text, hashlib.sha256(text.encode()).hexdigest()[:12])
    app.register_blueprint(bp)
