"""Static files are named by their content (?v=…), so that browsers may keep them for a year."""

import hashlib
from functools import cache

from flask import Flask

from css.core.settings import ROOT

STATIC = ROOT / "static"


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


def init_app(app: Flask) -> None:
    app.url_defaults(_name_by_content)
