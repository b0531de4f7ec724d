"""What `flask doctor` says of a provider: asked afresh, whatever the portal keeps."""

from joserfc.errors import JoseError

from css.core.providers import Provider
from css.social.protocol import apple, clients
from css.social.protocol.clients import Client
from css.social.protocol.failures import Failure, Unreachable
from css.web.context import now, portal

SOON = 14  # days; Apple's secrets live six months, and making one takes somebody who may


def check(provider: Provider) -> str:
    """One line without a secret in it; raises RuntimeError with one where nobody could sign in."""
    if provider not in portal().settings.providers:
        return f"no button (CSS_{provider.upper()}_CLIENT_ID is not set)"
    client = clients.of(provider)
    secret = _secret(client)
    try:
        return f"{_published(client)}, {secret}"
    except Failure as failure:
        where = client.issuer or "graph.facebook.com"
        raise RuntimeError(f"{where}: {_said(failure)}") from None


def _published(client: Client) -> str:
    if client.at_home and client.kind.endpoints:
        client.check_secret()
        return "its id and secret are right"
    client.fetch_metadata()
    if not client.kind.is_openid:
        return client.issuer
    return f"{client.issuer}, {len(client.fetch_keys()['keys'])} keys"


def _said(failure: Failure) -> str:
    return f"can't be reached ({failure})" if isinstance(failure, Unreachable) else f"not accepted ({failure})"


def _secret(client: Client) -> str:
    """Of the secret; raises RuntimeError where it can't work."""
    settings, prefix = client.settings, f"CSS_{client.provider.upper()}"
    if not settings.client_secret:
        if client.at_home:
            raise RuntimeError(f"{prefix}_CLIENT_SECRET is not set")
        return "no secret"
    if client.provider is not Provider.APPLE:
        return "with a secret"
    return _signed_here(client) if apple.signs_its_secret(settings) else _signed_elsewhere(client)


def _signed_here(client: Client) -> str:
    try:
        apple.secret(client.settings, client.issuer, now())
    except (JoseError, ValueError, TypeError):
        raise RuntimeError("CSS_APPLE_CLIENT_SECRET is no private key for ES256 (Apple's .p8 file)") from None
    return f"signs its secrets with key {client.settings.key_id}"


def _signed_elsewhere(client: Client) -> str:
    ends = apple.ends(client.settings.client_secret)
    if ends is None:
        if client.at_home:
            raise RuntimeError("CSS_APPLE_CLIENT_SECRET is no signed secret; a private key needs TEAM_ID and KEY_ID")
        return "with a secret"
    days = (ends - now()).days
    if days < 0:
        raise RuntimeError(f"CSS_APPLE_CLIENT_SECRET ended on {ends:%Y-%m-%d}")
    return f"its secret works for {days} more days" + (": make a new one" if days < SOON else "")
