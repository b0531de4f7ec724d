"""What a browser answers when it is asked for a passkey, read with distrust: anybody can send anything here."""

from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.structs import AuthenticationCredential, RegistrationCredential

from css.accounts.passkey.passkey_challenges import Challenges, NotOurs

LONGEST = 20_000
"""Characters of an answer; a real one has at most a few thousand."""
Parsed = TypeVar("Parsed", RegistrationCredential, AuthenticationCredential)
Made = TypeVar("Made")


class NotVerified(Exception):
    """The answer is not one of a passkey that counts here, whatever is wrong with it."""


def parsed(parse: Callable[[str], Parsed], answer: str) -> Parsed:
    """The answer, which is JSON, in its parts. Raises NotVerified."""
    if len(answer) > LONGEST:
        raise NotVerified
    return verified(lambda: parse(answer))


def verified(look: Callable[[], Made]) -> Made:
    """What the library makes of an answer. Garbage trips it in more ways than it names, and none of them counts.

    Raises NotVerified.
    """
    try:
        return look()
    except Exception as error:
        raise NotVerified from error


def challenge(credential: RegistrationCredential | AuthenticationCredential, challenges: Challenges) -> bytes:
    """What was signed, if it is a challenge of ours and still good. Raises NotVerified, TooOld.

    No page of ours asks from within another site's (WebAuthn 3 §7.1, step 10; §7.2, step 13).
    """
    said = verified(lambda: parse_client_data_json(credential.response.client_data_json))
    if said.cross_origin:
        raise NotVerified
    try:
        challenges.ends_at(said.challenge)
    except NotOurs:
        raise NotVerified from None
    return said.challenge


def spend(session: Session, challenges: Challenges, answered: bytes) -> None:
    """The challenge was answered rightly, once. Raises NotVerified, TooOld."""
    try:
        challenges.spend(session, answered)
    except NotOurs:
        raise NotVerified from None
