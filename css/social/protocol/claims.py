"""From what a provider says of somebody to what we make of it: whom it calls them, and what is vouched for."""

from collections.abc import Mapping
from typing import Any

from css.accounts.emails import InvalidEmail, checked_email
from css.accounts.identities import Told
from css.core.providers import Provider
from css.social.protocol.failures import Refused

LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0 §2, "sub": ASCII characters
LONGEST_NAME = 100
JOINERS = "\u200c\u200d"  # invisible, and part of how some Persian and Hindi names are written
RELAY = "@privaterelay.appleid.com"
Claims = Mapping[str, Any]
Names = tuple[str, str]


def told(provider: Provider, claims: Claims, names: Names = ("", "")) -> Told:
    """What the checked claims say. `names`: those that came another way. Raises Refused where they name nobody."""
    email = _email(claims)
    given = names if any(names) else _names(claims)
    return Told(
        provider=provider,
        subject=_subject(provider, claims),
        email=email,
        vouched=bool(email) and _vouches(provider, claims),
        relay=provider is Provider.APPLE and bool(email) and _is_relay(claims, email),
        first_name=given[0],
        last_name=given[1],
    )


def name(said: object) -> str:
    """A name as somebody wrote it, in any script, without what can't be printed."""
    text = said if isinstance(said, str) else ""
    return "".join(one for one in text if one.isprintable() or one in JOINERS).strip()[:LONGEST_NAME].strip()


def _subject(provider: Provider, claims: Claims) -> str:
    match provider:
        case Provider.FACEBOOK:
            said = claims.get("id") or claims.get("sub")
        case Provider.MICROSOFT if claims.get("tid") and claims.get("oid"):
            # `sub` is another for each application; these two are theirs in all of the city's. Both, for an `oid`
            # means nothing outside its tenant (learn.microsoft.com, "ID token claims reference").
            said = f"{claims['tid']}.{claims['oid']}" if _are_texts(claims["tid"], claims["oid"]) else None
        case _:
            said = claims.get("sub")
    if not isinstance(said, str) or not 0 < len(said.strip()) <= len(said) <= LONGEST_SUBJECT:
        raise Refused("it names nobody")
    if not (said.isascii() and said.isprintable()):
        raise Refused("it names somebody in a way that we can't keep")
    return said


def _are_texts(*said: object) -> bool:
    return all(isinstance(one, str) for one in said)


def _email(claims: Claims) -> str:
    said = claims.get("email")
    try:
        return checked_email(said) if isinstance(said, str) else ""
    except InvalidEmail:
        return ""


def _vouches(provider: Provider, claims: Claims) -> bool:
    """Whether the provider has proven the email (docs: which claim is trusted from whom).

    Microsoft's `email` is whatever a tenant's administrator wrote; only `xms_edov` says that the domain is theirs.
    Facebook says nothing of the kind.
    """
    match provider:
        case Provider.GOOGLE:
            return claims.get("email_verified") is True
        case Provider.APPLE:
            return _is_true(claims.get("email_verified"))
        case Provider.MICROSOFT:
            return _is_true(claims.get("xms_edov")) or claims.get("xms_edov") in ("1", 1)
        case Provider.FACEBOOK:
            return False


def _is_true(said: object) -> bool:
    return said is True or said == "true"


def _is_relay(claims: Claims, email: str) -> bool:
    return _is_true(claims.get("is_private_email")) or email.casefold().endswith(RELAY)


def _names(claims: Claims) -> Names:
    """First and last; of a name in one piece the last word is the last name."""
    first = name(claims.get("given_name")) or name(claims.get("first_name"))
    last = name(claims.get("family_name")) or name(claims.get("last_name"))
    if first or last:
        return first, last
    before, _, after = name(claims.get("name")).rpartition(" ")
    return (before.strip(), after) if before.strip() else (after, "")
