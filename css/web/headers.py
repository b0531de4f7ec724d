"""Security headers on every response."""

from flask import Flask, Response, request

from css.web import assets
from css.web.context import portal

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
BAD_REQUEST = 400
YEAR = 365 * 24 * 60 * 60
"""In seconds."""
HSTS = f"max-age={YEAR}; includeSubDomains"


def csp(**changed: str) -> str:
    """The policy, with directives added or replaced (`frame_src="'self'"`)."""
    directives = CSP | {name.replace("_", "-"): value for name, value in changed.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _secure(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", csp())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    if portal().settings.secure:
        headers["Strict-Transport-Security"] = HSTS
    return _keep(response)


def _is_named_by_content(response: Response) -> bool:
    """Whether this is a static file under its own fingerprint; under another it may be of another release."""
    if request.endpoint != "static" or response.status_code >= BAD_REQUEST or "v" not in request.args:
        return False
    return request.args["v"] == assets.fingerprint(str((request.view_args or {}).get("filename", "")))


def _keep(response: Response) -> Response:
    """Static files are named by their content and kept for a year; nothing else is kept unless a view says so.

    What a script or a style sheet asks for has no such name: the browser keeps it and asks each time if it is still so.
    """
    if _is_named_by_content(response):
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif request.endpoint == "static" and response.status_code < BAD_REQUEST:
        response.headers["Cache-Control"] = "no-cache"
    elif not response.cache_control.public:
        response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    app.after_request(_secure)
