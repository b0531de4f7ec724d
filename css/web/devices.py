"""Devices that somebody has signed in with before, by a signed cookie: each has a door of its own (accounts/locks).

It holds a random id and the public ids of the accounts, which say nothing to whoever else uses the browser.
"""

from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from css.core import tokens
from css.web import cookies
from css.web.context import portal
from css.web.headers import YEAR

MOST = 5
"""Accounts that one browser remembers: a family's, not a library's."""


def known(public_id: str) -> str:
    """The id of this device if that account was signed in with it, else ""."""
    kept = _read()
    return str(kept["id"]) if public_id in kept["of"] else ""


def remember(response: Response, public_id: str) -> None:
    """From now on this device is known to the account."""
    kept = _read()
    accounts = [public_id, *(one for one in kept["of"] if one != public_id)][:MOST]
    cookies.DEVICE.write(response, str(_signer().dumps({"id": kept["id"], "of": accounts})), max_age=YEAR)


def _read() -> dict[str, Any]:
    try:
        kept: dict[str, Any] = _signer().loads(cookies.DEVICE.read() or "", max_age=YEAR)
    except BadSignature:
        return {"id": tokens.new_public_id(), "of": []}
    return kept


def _signer() -> URLSafeTimedSerializer:
    # itsdangerous signs with the last key and accepts all.
    return URLSafeTimedSerializer(list(reversed(portal().settings.secret_keys)), salt="known-device")
