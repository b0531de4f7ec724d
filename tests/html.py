"""A strict reader of HTML answers, and a test client that applies it to every one of them.

Route tests use `StrictClient`; a page that breaks a rule fails the test that fetched it, with all complaints.
Mail is not read this way.
"""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.html_rules import EVERYWHERE, WHOLE_PAGES
from tests.html_source import parse, walk

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def complaints(html: str, *, fragment: bool = False) -> list[str]:
    """Everything that is wrong with a whole page, or with a fragment."""
    parsed = parse(html, fragment=fragment)
    elements = walk(parsed.root)
    rules = EVERYWHERE if fragment else EVERYWHERE + WHOLE_PAGES
    return parsed.problems + [complaint for rule in rules for complaint in rule(elements)]


def check(html: str, *, fragment: bool = False, where: str = "") -> None:
    """Raises AssertionError with every complaint."""
    found = complaints(html, fragment=fragment)
    if found:
        kind = "fragment" if fragment else "page"
        raise AssertionError(f"{kind} {where}:\n  " + "\n  ".join(found) + f"\n\n{html}")


def wants_fragment(headers: Any) -> bool:
    """Whether htmx asked for a part of a page; its history asks for whole ones."""
    return bool(headers.get("HX-Request") == "true" and headers.get("HX-Request-Type") != "full")


class StrictClient(FlaskClient):
    """A Flask test client that reads every HTML answer strictly; `hx=True` asks as htmx does."""

    def open(self, *args: Any, hx: bool = False, **kwargs: Any) -> TestResponse:
        if hx:
            kwargs["headers"] = {**HTMX, **(kwargs.get("headers") or {})}
        response = super().open(*args, **kwargs)
        redirects = 300 <= response.status_code < 400  # nobody sees that page
        if response.mimetype == "text/html" and response.get_data() and not redirects:
            where = f"{response.request.method} {response.request.path} ({response.status_code})"
            fragment = wants_fragment(response.request.headers)
            check(response.get_data(as_text=True), fragment=fragment, where=where)
        return response
