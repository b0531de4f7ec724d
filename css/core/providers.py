"""The four identity providers, and what the environment says of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Provider(StrEnum):
    """Who else can say who somebody is; in the order of their buttons."""

    GOOGLE = "google"
    APPLE = "apple"
    MICROSOFT = "microsoft"
    FACEBOOK = "facebook"

    @property
    def brand(self) -> str:
        """As the provider writes itself; the same in every language."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """A provider with whom the city has registered the portal.

    Without a `client_secret` it is a public client, which PKCE alone protects (RFC 7636). `issuer`: another
    OpenID provider in its place (tests, a city's own); "" for the provider's own. `team_id` and `key_id` are Apple's
    alone: with them the secret is Apple's private key, and without them a secret made elsewhere.
    """

    client_id: str
    client_secret: str = field(repr=False)
    issuer: str = ""
    team_id: str = ""
    key_id: str = ""


def from_env(env: Mapping[str, str]) -> dict[Provider, ProviderSettings]:
    """The providers that have a client id; the others have no button."""
    return {one: _settings(env, one) for one in Provider if _value(env, one, "CLIENT_ID")}


def _settings(env: Mapping[str, str], provider: Provider) -> ProviderSettings:
    is_apple = provider is Provider.APPLE
    return ProviderSettings(
        client_id=_value(env, provider, "CLIENT_ID"),
        client_secret=_value(env, provider, "CLIENT_SECRET").replace("\\n", "\n"),  # a key in PEM, on one line
        issuer=_value(env, provider, "ISSUER").rstrip("/"),
        team_id=_value(env, provider, "TEAM_ID") if is_apple else "",
        key_id=_value(env, provider, "KEY_ID") if is_apple else "",
    )


def _value(env: Mapping[str, str], provider: Provider, name: str) -> str:
    return (env.get(f"CSS_{provider.upper()}_{name}") or "").strip()
