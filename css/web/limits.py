"""Floods from one IP address, by Flask-Limiter. What is guessed or sent is counted in the database besides."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from css.core.settings import FLOODS
from css.web.context import portal

SEE_OTHER = 303
View = TypeVar("View", bound=Callable[..., Any])
limiter = Limiter(get_remote_address, headers_enabled=False)


def flood(name: str, *, only_done: bool = False, method: str = "POST") -> Callable[[View], View]:
    """Limit the view's POSTs (or GETs, where these cost) by the line `name` of the table in css/core/settings.py.

    With `only_done` a POST counts when it succeeded (303): a form sent back with errors costs nothing.
    """

    def _limit() -> str:
        most, span = FLOODS[name]
        return f"{max(1, round(most * portal().settings.limits_scale))} per {span}"

    methods = ["GET", "HEAD"] if method == "GET" else [method]  # a HEAD runs the view too
    when = _done if only_done else None
    return limiter.shared_limit(_limit, scope=name, methods=methods, deduct_when=when)  # type: ignore[return-value]


def _done(response: Response) -> bool:
    return response.status_code == SEE_OTHER


def init_app(app: Flask, storage_url: str) -> None:
    app.config["RATELIMIT_STORAGE_URI"] = "memory://" if storage_url == "memory:" else storage_url
    limiter.init_app(app)
