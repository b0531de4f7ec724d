"""What Apple alone does: a client secret that is signed anew each time, and a name that is told only once.

developer.apple.com: "Creating a client secret", "Request an authorization to the Sign in with Apple server".
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.oauth2.auth import ClientAuth, encode_client_secret_post
from flask import after_this_request
from itsdangerous import BadData
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from werkzeug.wrappers import Response

from css.core import tokens
from css.core.clock import Clock
from css.core.providers import ProviderSettings
from css.core.signing import signer
from css.social.protocol.claims import Names, name
from css.web import cookies
from css.web.context import now, portal

SIGNED = "apple_signed_secret"
SECRET_LIVES = timedelta(minutes=5)  # Apple takes up to six months
LONGEST_USER = 4096
NAME_LIVES = timedelta(minutes=5)  # from Apple's form to the address it is sent on to


def signs_its_secret(settings: ProviderSettings) -> bool:
    """Whether the secret we have is Apple's private key, rather than one that was signed elsewhere."""
    return bool(settings.team_id and settings.key_id and settings.client_secret)


def secret(settings: ProviderSettings, audience: str, now: datetime) -> str:
    """A client secret for the next minutes; raises ValueError or JoseError where the key is none."""
    issued = int(now.timestamp())
    claims = {
        "iss": settings.team_id,
        "sub": settings.client_id,
        "aud": audience,
        "iat": issued,
        "exp": issued + int(SECRET_LIVES.total_seconds()),
    }
    key = ECKey.import_key(settings.client_secret)
    return jwt.encode({"alg": "ES256", "kid": settings.key_id}, claims, key, algorithms=["ES256"])


def authentication(settings: ProviderSettings, audience: str, clock: Clock) -> tuple[str, Callable[..., Any]]:
    """A way for Authlib to prove to the token endpoint who we are."""

    def _encode(client: ClientAuth, *request: Any) -> Any:
        signed = ClientAuth(client.client_id, secret(settings, audience, clock.now()))
        return encode_client_secret_post(signed, *request)

    return SIGNED, _encode


def ends(client_secret: str) -> datetime | None:
    """When a secret that was signed elsewhere ends; None where it is no such thing."""
    try:
        claims = json.loads(jws.extract_compact(client_secret.encode()).payload)
        return datetime.fromtimestamp(claims["exp"], UTC)
    except (JoseError, ValueError, TypeError, LookupError, OverflowError, OSError):
        return None


def keep_name(response: Response, state: str, user: str) -> None:
    """The form of somebody's first time brings their name, for the browser to hand in with this state and no other."""
    first, last = _names(user) if len(user) <= LONGEST_USER else ("", "")
    if first or last:
        until = (now() + NAME_LIVES).timestamp()
        signed = _signer().dumps([tokens.digest("state", state), first, last, until])
        cookies.APPLE_NAME.write(response, str(signed), int(NAME_LIVES.total_seconds()))


def kept_name(state: str) -> Names:
    """The name that came with this state; the cookie goes with the answer to this request."""
    after_this_request(_cleared)
    try:
        belongs, first, last, until = _signer().loads(cookies.APPLE_NAME.read() or "")
    except BadData:
        return "", ""
    return (first, last) if belongs == tokens.digest("state", state) and until > now().timestamp() else ("", "")


def _cleared(response: Any) -> Any:
    cookies.APPLE_NAME.clear(response)
    return response


def _names(user: str) -> Names:
    """Whatever the browser was made to send: it is a name to begin with, which they see and can change."""
    try:
        said = json.loads(user)["name"]
        return name(said.get("firstName")), name(said.get("lastName"))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return "", ""


def _signer() -> Any:
    return signer(portal().settings.secret_keys, "apple-name")
