"""This portal as a passkey knows it (W3C WebAuthn 3): by the address that residents reach it at, and nothing else."""

from urllib.parse import urlsplit

from flask import Response

from css.accounts.passkey.passkeys import RelyingParty
from css.web.context import portal
from css.web.text import _

DEFAULT_PORTS = {"http": 80, "https": 443}


def party() -> RelyingParty:
    """From CSS_BASE_URL. The origin is written as browsers write it: in lower case, without the scheme's own port."""
    settings = portal().settings
    address = urlsplit(settings.base_url)
    host = address.hostname or ""
    port = "" if address.port in (None, DEFAULT_PORTS[address.scheme]) else f":{address.port}"
    return RelyingParty(host, f"{address.scheme}://{host}{port}", portal().jurisdiction.title, settings.secret_keys)


def options(json: str) -> Response:
    """What static/passkey.js asks for before it asks the browser."""
    return Response(json, mimetype="application/json")


def took_too_long() -> str:
    """The page was open for longer than its challenge is good for; the answer brings a new one."""
    return _("That took too long. Please try again.")
