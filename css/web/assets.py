"""Static files are named by their content (?v=…), so that browsers may keep them for a year.

They are compressed once, as hard as brotli can: that is a tenth less on a slow line than a page's quick compression.
"""

import hashlib
import mimetypes
from functools import cache

import brotli
from flask import Flask, Response, request

from css.core.settings import ROOT

STATIC = ROOT / "static"
mimetypes.add_type("font/woff2", ".woff2")  # unknown to Python before 3.14


@cache
def fingerprint(name: str) -> str | None:
    """Twelve digits of the file's SHA-256, or None where there is no such file."""
    path = STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else None


def address(name: str) -> str:
    """A static file's address where no request is at hand to ask url_for."""
    return f"/static/{name}?v={fingerprint(name)}"


def _name_by_content(endpoint: str, values: dict[str, object]) -> None:
    if endpoint == "static" and "filename" in values:
        values["v"] = fingerprint(str(values["filename"]))


@cache
def _compressed(name: str, _fingerprint: str) -> bytes:
    packed: bytes = brotli.compress((STATIC / name).read_bytes(), quality=11)
    return packed


def _compress(response: Response) -> Response:
    name = (request.view_args or {}).get("filename", "")
    mark = fingerprint(name) if request.endpoint == "static" and response.status_code == 200 else None
    text = (response.mimetype or "").startswith(("text/", "image/svg"))
    if mark and text and request.accept_encodings.quality("br"):
        response.close()  # the file as it lies on the disk
        response.direct_passthrough = False
        response.set_data(_compressed(name, mark))
        response.headers["Content-Encoding"] = "br"
        response.set_etag(f"{mark}-br")  # not the file's own: these are other bytes (RFC 9110 §8.8.3)
        response.vary.add("Accept-Encoding")
        response.make_conditional(request)  # 304 to a browser that has these bytes
    return response


def init_app(app: Flask) -> None:
    app.url_defaults(_name_by_content)
    app.after_request(_compress)
