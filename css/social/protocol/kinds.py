"""How the four providers differ, as a table. Sources: each provider's own pages for developers, as of 2026."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from css.core.providers import Provider
from css.social.protocol.metadata import Metadata

# The version after this ends this one two years later (developers.facebook.com/docs/graph-api/changelog/versions).
GRAPH = "v26.0"
OPENID = "openid email profile"


@dataclass(frozen=True, slots=True)
class Kind:
    """A provider as it is at home, at its own issuer; the settings may name another in its place.

    `asks` goes with every request, `asks_at_home` with those to its own issuer. `endpoints`: for a provider that
    only speaks OAuth 2, and says who somebody is in its user info instead of an id_token. `posts_secret`: however
    else it would take the secret, it is sent in the form.
    """

    issuer: str
    scope: str = OPENID
    asks: Mapping[str, str] = field(default_factory=dict)
    asks_at_home: Mapping[str, str] = field(default_factory=dict)
    endpoints: Metadata | None = None
    user_fields: str = ""
    posts_secret: bool = False

    @property
    def is_openid(self) -> bool:
        """Whether it signs an id_token for us."""
        return self.endpoints is None


# Somebody signed in with several accounts there says which; on a shared computer the last one is not just taken.
CHOOSE = MappingProxyType({"prompt": "select_account"})

KINDS: Mapping[Provider, Kind] = MappingProxyType(
    {
        Provider.GOOGLE: Kind("https://accounts.google.com", asks_at_home=CHOOSE),
        Provider.APPLE: Kind(
            "https://appleid.apple.com",
            scope="openid email name",
            asks=MappingProxyType({"response_mode": "form_post"}),  # required with the scopes name and email
            posts_secret=True,
        ),
        Provider.MICROSOFT: Kind("https://login.microsoftonline.com/common/v2.0", asks_at_home=CHOOSE),
        Provider.FACEBOOK: Kind(
            "",
            scope="email public_profile",
            endpoints=Metadata(
                issuer="",
                authorization_endpoint=f"https://www.facebook.com/{GRAPH}/dialog/oauth",
                token_endpoint=f"https://graph.facebook.com/{GRAPH}/oauth/access_token",
                userinfo_endpoint=f"https://graph.facebook.com/{GRAPH}/me",
            ),
            user_fields="id,name,first_name,last_name,email",
            posts_secret=True,
        ),
    }
)
