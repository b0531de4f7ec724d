"""Codes of an authenticator app: HMAC of the time, a new one every 30 seconds (TOTP, RFC 6238).

A code is taken from one time step before to one after now, so that a clock may be 30 seconds off (RFC 6238 §5.2).
"""

import base64
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from css.core import tokens

STEP = 30
"""Seconds."""
DRIFT = 1
"""Steps that a clock may be off."""
DIGITS = 6
SECRET_BYTES = 20
LONGEST_LABEL = 100
"""Letters of an email that the QR code holds."""


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 §4 asks for."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def address(secret: str, *, issuer: str, email: str) -> str:
    """What the QR code holds (otpauth://…, Google's Key URI Format): six digits every 30 seconds are understood.

    Spaces are %20, for some apps show a + as it is.
    """
    city, label = quote(issuer, safe=""), quote(email[:LONGEST_LABEL], safe="")
    return f"otpauth://totp/{city}:{label}?secret={secret}&issuer={city}"


def step_of(secret: str, code: str, now: datetime, *, after: int = 0) -> int | None:
    """The time step that the code belongs to, if it is near enough and later than `after`; no secret, none."""
    current = int(now.timestamp()) // STEP
    near = range(max(current - DRIFT, after + 1), current + DRIFT + 1) if secret else ()
    return next((step for step in near if tokens.same(_shown(secret, step), code)), None)


def _shown(secret: str, step: int) -> str:
    # SHA-1 is what every app can do; RFC 6238 rests on HMAC, which its collisions do not touch.
    totp = TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303
    return totp.generate(step * STEP).decode()
