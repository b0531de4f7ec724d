"""What we sign and hand out, to know it again: cookies, links in mail, challenges."""

from collections.abc import Sequence

from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer


def signer(keys: Sequence[str], salt: str) -> URLSafeSerializer:
    """The first key signs and all are accepted, so that a key can be replaced. `salt`: what it is signed for."""
    return URLSafeSerializer(_oldest_first(keys), salt=salt)


def timed_signer(keys: Sequence[str], salt: str) -> URLSafeTimedSerializer:
    """As `signer`; what it signed can be asked to be no older than so many seconds."""
    return URLSafeTimedSerializer(_oldest_first(keys), salt=salt)


def _oldest_first(keys: Sequence[str]) -> list[str]:
    return list(reversed(keys))  # itsdangerous signs with the last
