"""What was begun with this browser and not finished: it stands in the session, a cookie, so there are few of them."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from flask import session

from css.core.providers import Provider
from css.social.protocol.failures import Lost
from css.web.context import now

LIVES = timedelta(hours=1)
MOST = 3  # each is some 250 bytes; browsers keep 4096 of a cookie
_KEY = "social"


@dataclass(frozen=True, slots=True)
class Beginning:
    """One way to a provider. `state` comes back with the answer; `nonce` comes back in the id_token, and is "" where
    there is none; `verifier` proves that we began it (RFC 7636); `until` is in seconds since 1970.
    """

    provider: str
    state: str
    nonce: str
    verifier: str
    adding: bool
    until: float


def remember(provider: Provider, *, state: str, nonce: str, verifier: str, adding: bool) -> None:
    """Begun now. The oldest of too many is forgotten."""
    until = (now() + LIVES).timestamp()
    newest = Beginning(provider, state, nonce, verifier, adding, until)
    session[_KEY] = [*_kept(), asdict(newest)][-MOST:]


def take(provider: Provider, state: str | None) -> Beginning:
    """What this answer belongs to; it answers no other. Raises Lost."""
    kept = _kept()
    for one in kept:
        if one["provider"] == provider and one["state"] == state:
            session[_KEY] = [other for other in kept if other is not one]
            return Beginning(**one)
    raise Lost


def _kept() -> list[dict[str, Any]]:
    return [one for one in session.get(_KEY, []) if one["until"] > now().timestamp()]
