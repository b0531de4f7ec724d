"""Authlib's client of each provider that has a button, on a line of ours and with metadata that we have checked."""

from collections.abc import Mapping
from typing import Any

from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from flask import Flask, current_app

from css.core.clock import Clock
from css.core.providers import Provider, ProviderSettings
from css.social.protocol import apple, metadata
from css.social.protocol.beginnings import Beginning
from css.social.protocol.cache import Kept
from css.social.protocol.calls import Line, json_object
from css.social.protocol.failures import Refused, believing
from css.social.protocol.kinds import KINDS, OPENID, Kind
from css.social.protocol.metadata import Metadata
from css.web.context import Portal

LEEWAY = 120  # seconds that the provider's clock may be wrong, or ours
_EXTENSION = "css.social"


class _Session(OAuth2Session):  # type: ignore[misc]  # Authlib has no types
    """Authlib's, over our line alone."""

    def __init__(self, *, line: Line, **options: Any) -> None:
        super().__init__(**options)
        self.adapters.clear()
        for scheme in ("https://", "http://"):
            self.mount(scheme, line)

    def json(self, url: str, **options: Any) -> dict[str, Any]:
        """What is at this address; raises Failure."""
        with believing():
            response = self.get(url, headers={"Accept": "application/json"}, allow_redirects=False, **options)
        return json_object(response)

    def fetch_token(self, *args: Any, **options: Any) -> dict[str, Any]:
        """As Authlib does it; raises Failure."""
        with believing():
            token: dict[str, Any] = super().fetch_token(*args, allow_redirects=False, **options)
        return token

    def parse_response_token(self, response: Any) -> dict[str, Any]:
        """An error that says nothing of an error is no token either."""
        token: dict[str, Any] = super().parse_response_token(response)
        if not response.ok:
            raise Refused(f"it answers {response.status_code}")
        return token


class _IdToken(CodeIDToken):  # type: ignore[misc]
    def validate(self, now: int | None = None, leeway: int = 0) -> None:
        """By our clock, which Authlib does not know of."""
        super().validate(int(self.params["clock"].now().timestamp()), leeway)


class Client(FlaskOAuth2App):  # type: ignore[misc]
    """One provider. Shared by all threads: nothing in it changes but what is kept of the provider's own publications.

    `kind` says how it is at home; the settings may name another issuer in its place.
    """

    client_cls = _Session

    def __init__(self, provider: Provider, settings: ProviderSettings, kind: Kind, clock: Clock, line: Line) -> None:
        signs = provider is Provider.APPLE and apple.signs_its_secret(settings)
        self.provider, self.settings, self.kind, self.clock = provider, settings, kind, clock
        self.issuer = settings.issuer or kind.issuer
        self.at_home = not settings.issuer
        self._signs_its_secret = signs
        self._metadata = Kept(self.fetch_metadata, clock)
        self._keys = Kept(self.fetch_keys, clock)
        super().__init__(
            FlaskIntegration(provider.value),
            provider.value,
            client_id=settings.client_id,
            client_secret=settings.client_secret or None,
            client_kwargs={"line": line, "code_challenge_method": "S256"},
            client_auth_methods=[apple.authentication(settings, self.issuer, clock)] if signs else None,
        )

    def metadata(self) -> Metadata:
        """What the provider says of itself, at most an hour old where it answers; raises Unreachable."""
        own = self.kind.endpoints if self.at_home else None
        return own or self._metadata.get()

    def fetch_metadata(self) -> Metadata:
        """Now, whatever is kept; raises Failure."""
        needs = ("authorization_endpoint", "token_endpoint", "jwks_uri" if self.kind.is_openid else "userinfo_endpoint")
        with self._get_session() as session:
            document = session.json(self.issuer + metadata.WELL_KNOWN, withhold_token=True)
        return metadata.read(document, self.issuer, many_tenants=self.provider is Provider.MICROSOFT, needs=needs)

    def fetch_keys(self) -> dict[str, Any]:
        """Now, whatever is kept; raises Failure."""
        with self._get_session() as session:
            return metadata.keys(session.json(self.metadata().jwks_uri, withhold_token=True))

    def check_secret(self) -> None:
        """Whether the provider knows us by id and secret (RFC 6749 §4.4); raises Failure."""
        self.fetch_access_token(grant_type="client_credentials")

    def claims(self, token: dict[str, Any], begun: Beginning) -> Mapping[str, Any]:
        """What the provider says of somebody, in an id_token or in its user info; raises Failure."""
        if not self.kind.is_openid:
            return self._user_info(token)
        if not isinstance(token.get("id_token"), str):
            raise Refused("it sends no id_token")
        with believing():
            claims: Mapping[str, Any] = self.parse_id_token(token, begun.nonce, self._expected(), None, LEEWAY)
        return claims

    def load_server_metadata(self) -> dict[str, Any]:
        """For Authlib: the metadata, and what follows from it for us."""
        found = self.metadata()
        return {
            "authorization_endpoint": found.authorization_endpoint,
            "token_endpoint": found.token_endpoint,
            "id_token_signing_alg_values_supported": list(found.algorithms),
            "token_endpoint_auth_method": self._authentication(found),
            "scope": self._scope(found),
        }

    def fetch_jwk_set(self, force: bool = False) -> dict[str, Any]:
        """For Authlib, which forces it when a token names a key that is not among them."""
        return self._keys.renewed() if force else self._keys.get()

    def parse_id_token(
        self, token: Any, nonce: Any, options: Any = None, claims_cls: Any = None, leeway: int = 0
    ) -> Any:
        """Authlib's, which leaves out at_hash when the class of claims is another than its own."""
        more = {"access_token": token.get("access_token"), "clock": self.clock}

        def _id_token(claims: Any, header: Any, options: Any, params: dict[str, Any]) -> _IdToken:
            return _IdToken(claims, header, options, params | more)

        return super().parse_id_token(token, nonce, options, _id_token, leeway)

    def _expected(self) -> dict[str, Any]:
        found = self.metadata()
        return {
            "iss": {"essential": True, "validate": lambda claims, iss: found.is_of(iss, claims.get("tid"))},
            "aud": {"essential": True, "value": self.client_id},
        }

    def _user_info(self, token: dict[str, Any]) -> Mapping[str, Any]:
        access_token = token.get("access_token")
        if not isinstance(access_token, str) or not access_token:
            raise Refused("it sends no access token")
        found, fields = self.metadata(), {"fields": self.kind.user_fields}
        with self._get_session() as session:
            session.token = {"access_token": access_token, "token_type": "bearer"}
            info: dict[str, Any] = session.json(found.userinfo_endpoint, params=fields)
        return info

    def _scope(self, found: Metadata) -> str:
        """An OpenID provider in Facebook's place says nothing in its user info without `openid`."""
        return self.kind.scope if self.kind.is_openid or "openid" not in found.scopes else OPENID

    def _authentication(self, found: Metadata) -> str:
        """In the form where it can be: in a header, what is to be escaped in a secret is understood in two ways."""
        if self._signs_its_secret:
            return apple.SIGNED
        if not self.settings.client_secret:
            return "none"
        in_form = self.kind.posts_secret or "client_secret_post" in found.auth_methods
        return "client_secret_post" if in_form else "client_secret_basic"


def of(provider: Provider) -> Client:
    """The client of a provider that has a button."""
    clients: Mapping[Provider, Client] = current_app.extensions[_EXTENSION]
    return clients[provider]


def init_app(app: Flask, *, line: Line | None = None, kinds: Mapping[Provider, Kind] = KINDS) -> None:
    """Make the clients. Nothing is asked of a provider before somebody needs it."""
    parts: Portal = app.extensions["css"]
    app.extensions[_EXTENSION] = {
        provider: Client(provider, settings, kinds[provider], parts.clock, line or Line())
        for provider, settings in parts.settings.providers.items()
    }
