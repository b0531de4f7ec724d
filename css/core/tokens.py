"""Random secrets and ids, and the digests that are stored in their place."""

import hashlib
import secrets

# No vowels (no words by accident) and nothing that reads like something else.
_PLAIN = "BCDFGHJKMNPQRSTVWXYZ23456789"
_LETTERS = "abcdefghijkmnpqrstuvwxyz"


def new_token() -> str:
    """A secret for a cookie: 256 random bits, safe in a URL (OWASP ASVS 5 §7.2.3 asks for 128)."""
    return secrets.token_urlsafe(32)


def new_public_id() -> str:
    """An id that may stand in a URL: 20 random letters (about 90 bits) that say nothing of the row."""
    return "".join(secrets.choice(_LETTERS) for _ in range(20))


def new_code() -> str:
    """A verification code: six decimal digits (OWASP ASVS 5 §6.5)."""
    return f"{secrets.randbelow(10**6):06d}"


def new_reference(year: int) -> str:
    """A number short enough to say at a counter, such as R-2026-7KQ4T."""
    return f"R-{year}-{_plain(5)}"


def new_receipt(year: int) -> str:
    """The number of a signature's receipt, such as S-2026-7KQ4-TBXW: never six digits in a row, as a code has.

    One of 28⁸ a year: that it is taken is not worth a look; the table's unique constraint refuses it.
    """
    return f"S-{year}-{_plain(4)}-{_plain(4)}"


def new_recovery_code() -> str:
    """A code to write down and type, such as 7KQ4-TBXW-M2PH (57 random bits)."""
    return "-".join(_plain(4) for _ in range(3))


def _plain(length: int) -> str:
    return "".join(secrets.choice(_PLAIN) for _ in range(length))


def digest(*parts: str) -> str:
    """SHA-256 of the parts, as 64 hexadecimal digits; each part is delimited, so ("ab", "c") ≠ ("a", "bc")."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def same(a: str, b: str) -> bool:
    """Whether two digests are equal, in a time that does not tell where they differ."""
    return secrets.compare_digest(a.encode(), b.encode())
