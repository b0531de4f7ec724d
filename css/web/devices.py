"""Devices that somebody has signed in with before, by a signed cookie: each has a door of its own (accounts/locks).

It holds a random id and, for each account, its public id and what its password is known by: they say nothing to whoever
else uses the browser. With another password the device is a new one.
"""

from typing import Any, Protocol

from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from css.core import tokens
from css.core.signing import timed_signer
from css.web import cookies
from css.web.context import portal
from css.web.headers import YEAR

MOST = 5
"""Accounts that one browser remembers: a family's, not a library's."""
DIGITS = 8
"""Of the digest of a password's hash: enough to see another."""


class Owned(Protocol):
    """What of an account is looked at."""

    @property
    def public_id(self) -> str: ...
    @property
    def password_hash(self) -> str | None: ...


def known(account: Owned) -> str:
    """The id of this device if that account was signed in with it, since it has this password; else ""."""
    kept = _read()
    return str(kept["id"]) if _entry(account) in kept["of"] else ""


def remember(response: Response, account: Owned) -> None:
    """From now on this device is known to the account."""
    kept = _read()
    others = (one for one in kept["of"] if not one.startswith(account.public_id))
    entries = [_entry(account), *others][:MOST]
    cookies.DEVICE.write(response, str(_signer().dumps({"id": kept["id"], "of": entries})), max_age=YEAR)


def _entry(account: Owned) -> str:
    return account.public_id + tokens.digest("device", account.password_hash or "")[:DIGITS]


def _read() -> dict[str, Any]:
    try:
        kept: dict[str, Any] = _signer().loads(cookies.DEVICE.read() or "", max_age=YEAR)
    except BadSignature:
        return {"id": tokens.new_public_id(), "of": []}
    return kept


def _signer() -> URLSafeTimedSerializer:
    return timed_signer(portal().settings.secret_keys, "known-device")
