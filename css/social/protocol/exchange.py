"""Leave for a provider, and come back with what it says of somebody."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect, request
from werkzeug.wrappers import Response

from css.accounts.identities import Told
from css.core.providers import Provider
from css.social.protocol import apple, beginnings, claims, clients
from css.social.protocol.clients import Client
from css.social.protocol.failures import TROUBLED, Cancelled, Refused, Unreachable
from css.web.context import portal

log = logging.getLogger("css.social")

SEE_OTHER = 303
# What a provider answers when somebody says no there, or goes no further (OpenID Connect Core 1.0 §3.1.2.6, Apple).
CANCELLED = frozenset(
    {"access_denied", "user_cancelled_authorize", "user_cancelled_login", "consent_required", "interaction_required",
     "login_required", "account_selection_required"}
)  # fmt: skip
FORWARDED = ("code", "state", "iss", "error")
LONGEST_FORWARDED = 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """Who came back, and whether they had left to add an identity to the account that they are signed in to."""

    told: Told
    adding: bool


def leave(provider: Provider, *, adding: bool = False) -> Response:
    """To the provider (303); what was begun is remembered in the session for an hour. Raises Unreachable."""
    client = clients.of(provider)
    with _noted(provider):
        to = client.create_authorization_url(callback(provider), **_asks(client))
    beginnings.remember(
        provider,
        state=to["state"],
        nonce=to.get("nonce", ""),
        verifier=to["code_verifier"],
        adding=adding,
    )
    return redirect(to["url"], SEE_OTHER)


def come_back(provider: Provider) -> Answer:
    """What the provider says, checked. Reads the request and the session, never the database; raises Failure."""
    client = clients.of(provider)
    begun = beginnings.take(provider, request.args.get("state"))
    with _noted(provider):
        _look_at_answer(client)
        token = client.fetch_access_token(callback(provider), code=request.args["code"], code_verifier=begun.verifier)
        said = client.claims(token, begun)
        names = apple.kept_name(begun.state) if provider is Provider.APPLE else ("", "")
        return Answer(claims.told(provider, said, names), begun.adding)


def posted(provider: Provider) -> Response:
    """A form the provider has the browser send (`form_post`), turned into a GET of the same address (303).

    The POST comes from elsewhere, so it brings no session (SameSite=Lax); the GET does.
    """
    brought = {one: text for one in FORWARDED if _can_be(text := request.form.get(one, ""))}
    response = redirect(f"{callback(provider)}?{urlencode(brought)}", SEE_OTHER)
    if provider is Provider.APPLE:
        apple.keep_name(response, brought.get("state", ""), request.form.get("user", ""))
    return response


def callback(provider: Provider) -> str:
    """The address where the provider sends people back to: registered with it, so never the Host they came to."""
    return f"{portal().settings.base_url}/social/{provider}/callback"


def _can_be(text: str) -> bool:
    """Whether a provider may have sent it: any site can have a browser send a form here, and headers are small."""
    return 0 < len(text) <= LONGEST_FORWARDED and text.isascii() and text.isprintable()


def _asks(client: Client) -> dict[str, str]:
    return {**client.kind.asks, **(client.kind.asks_at_home if client.at_home else {})}


def _look_at_answer(client: Client) -> None:
    """Before anything is sent to the provider: is it from it (RFC 9207), and does it bring a code?"""
    error, iss = request.args.get("error"), request.args.get("iss")
    if error:
        raise (Cancelled if error in CANCELLED else Unreachable if error in TROUBLED else Refused)("an error")
    found = client.metadata()
    if found.issuer and (iss is not None or found.names_itself) and not found.could_be(iss or ""):
        raise Refused("the answer is of another issuer")
    if not request.args.get("code"):
        raise Refused("the answer brings no code")


@contextmanager
def _noted(provider: Provider) -> Iterator[None]:
    """The log is told which provider failed us and how, and nothing of anybody."""
    try:
        yield
    except (Unreachable, Refused) as failure:
        log.warning("%s: %s: %s", provider, type(failure).__name__, failure)
        raise
