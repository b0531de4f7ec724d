"""What an authenticator app shows, computed beside the portal's own code (RFC 6238)."""

import base64
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30


def shown(secret: str, now: datetime, *, steps: int = 0) -> str:
    """The six digits now, or so many steps of 30 seconds later."""
    app = TOTP(base64.b32decode(secret), 6, SHA1(), STEP)
    return app.generate(int(now.timestamp()) + steps * STEP).decode()
