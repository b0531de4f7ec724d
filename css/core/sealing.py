"""Secrets that must be read again are kept sealed: the database alone is of no use to whoever copies it.

Fernet (AES-128-CBC with HMAC-SHA-256) under keys made from CSS_SECRET_KEY by HKDF (RFC 5869).
"""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class BrokenSeal(Exception):
    """The text was changed, or sealed with a key that is no longer accepted."""


class Sealer:
    """Seals with the first of the keys and opens with any of them, so that a key can be replaced."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(_derived(key)) for key in keys])

    def seal(self, text: str) -> str:
        """The text as nobody without the key can read or change it; it may stand in a page."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed; raises BrokenSeal."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except (InvalidToken, ValueError):  # ValueError: letters that no seal has
            raise BrokenSeal from None


def _derived(key: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sealed secrets")
    return base64.urlsafe_b64encode(derive.derive(key.encode()))
