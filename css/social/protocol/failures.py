"""How signing in with a provider fails: four ways, for they call for four different pages."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from authlib.common.errors import AuthlibBaseError
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import ClaimError, JoseError


class Failure(Exception):
    """Nobody is let in. The message is for the log and for IT: never a token, a code or an email.

    `why`: what the address of the page that says so calls it.
    """

    why = ""


class Cancelled(Failure):
    """They said no to the provider, or turned back there."""

    why = "cancelled"


class Lost(Failure):
    """The answer belongs to nothing begun with this browser: Back, another browser, used already, an hour too late."""

    why = "lost"


class Unreachable(Failure):
    """The provider is down, slow or busy, or too many calls are under way: another time it may work."""

    why = "unreachable"


class Refused(Failure):
    """An answer that we don't believe."""

    why = "refused"


# What the libraries raise over nonsense, besides errors of their own: a number where they look for a text, a list
# for a table, a key that is no key, brackets without end.
NONSENSE = (
    AuthlibBaseError,
    JoseError,
    UnsupportedAlgorithm,
    requests.RequestException,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
TROUBLED = frozenset({"server_error", "temporarily_unavailable"})  # RFC 6749 §4.1.2.1
# What a token endpoint says is wrong (RFC 6749 §5.2): a wrong secret is known from an old code by it.
SAID = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)


@contextmanager
def believing() -> Iterator[None]:
    """Around what a library does with a provider's answer, and nothing of ours: whatever it raises is a Failure.

    Where it came from is not kept: a traceback would show tokens.
    """
    try:
        yield
    except (requests.ConnectionError, requests.Timeout) as error:
        raise Unreachable(type(error).__name__) from None
    except NONSENSE as error:
        raise (Unreachable if _code(error) in TROUBLED else Refused)(_said_by(error)) from None


def _code(error: Exception) -> str:
    """The provider's word for its error."""
    code = getattr(error, "error", "")
    return code if isinstance(error, AuthlibBaseError) and isinstance(code, str) else ""


def _said_by(error: Exception) -> str:
    """The kind of error, and which claim or what known word: nothing else that came from outside."""
    claim = error.claim if isinstance(error, ClaimError) else ""
    detail = claim or (_code(error) if _code(error) in SAID | TROUBLED else "")
    return f"{type(error).__name__}: {detail}" if detail else type(error).__name__
