"""All of HTMX: the only Python file that knows its headers.

A page answers two ways at one URL. A plain request gets the whole document; an HTMX request gets what <main> holds,
aimed there whatever asked for it, so that a page can never end up inside a field after an expired session.
"""

import re
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, make_response, render_template, request

MAIN = "#main"
TROUBLE = "#trouble"


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page. Going back in history it asks for the whole of it."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def page(name: str, /, *, title: str, status: int = 200, **context: Any) -> Response:
    """The page `name` ("sign_up/sign-up"): whole, or its partial brought into <main> with title and masthead."""
    if not wants_fragment():
        return make_response(render_template(f"{name}.html", title=title, **context), status)
    partial = f"partials/{name}.html"
    html = render_template("partials/swapped-page.html", title=title, partial=partial, oob=True, **context)
    response = make_response(html, status)
    _show_address(response)
    return _aimed(response, MAIN)


def fragment(name: str, /, *, status: int = 200, **context: Any) -> Response:
    """Just the partial `name`, for a swap of its own root element or of a message."""
    return make_response(render_template(f"partials/{name}.html", **context), status)


def trouble(message: str, status: int) -> Response:
    """A message above the page, which stays as it is: nothing typed is lost. Fresh CSRF tokens come along."""
    response = make_response(render_template("partials/trouble.html", message=message), status)
    return _aimed(response, TROUBLE)


def _aimed(response: Response, target: str) -> Response:
    """Into the target, whatever place the request asked for."""
    response.headers["HX-Retarget"] = target
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def address() -> str:
    """What was asked for, as the browser's address bar has it."""
    query = request.query_string.decode("latin-1")
    return quote(request.path) + (f"?{quote(query, safe='=&%+')}" if query else "")


def _show_address(response: Response) -> None:
    """A page reached by GET is where the resident now is; the answer to a POST stays at its form's page."""
    before = re.sub(r"^\w+://[^/]*|#.*", "", request.headers.get("HX-Current-URL", ""))
    if request.method == "GET" and before != address():
        response.headers["HX-Push-Url"] = address()


def _vary(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.update(("HX-Request", "HX-Request-Type"))
    return response


def init_app(app: Flask) -> None:
    app.after_request(_vary)
