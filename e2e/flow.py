"""A sign-in with a provider, step by step and without a browser: what a portal sends, and what comes back."""

import base64
import hashlib
import html
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from css.core.providers import Provider
from e2e.providers import OwnProviders

PORTAL = "http://localhost:9"  # nobody answers there, and nobody is asked
SECONDS = 10
OPENID = (Provider.GOOGLE, Provider.APPLE, Provider.MICROSOFT)
SCOPES = {
    Provider.GOOGLE: "openid email profile",
    Provider.APPLE: "openid name email",
    Provider.MICROSOFT: "openid email profile",
    Provider.FACEBOOK: "email public_profile",
}


class Flow:
    """One sign-in, as a portal and a browser do it."""

    def __init__(self, providers: OwnProviders, provider: Provider) -> None:
        self.client = providers.clients[provider]
        metadata = f"{self.client['issuer']}/.well-known/openid-configuration"
        self.metadata: Mapping[str, Any] = requests.get(metadata, timeout=SECONDS).json()
        self.browser = requests.Session()
        self.callback = f"{PORTAL}/social/{provider}/callback"
        self.verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        self.request: dict[str, str | None] = {
            "client_id": self.client["client_id"],
            "response_type": "code",
            "redirect_uri": self.callback,
            "scope": SCOPES[provider],
            "state": "a-state",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "nonce": "a-nonce" if provider in OPENID else None,
            "response_mode": "form_post" if provider is Provider.APPLE else None,
        }

    @property
    def address(self) -> str:
        """Where a browser is sent to begin."""
        prepared = requests.Request("GET", self.metadata["authorization_endpoint"], params=self.request).prepare()
        assert prepared.url
        return prepared.url

    def ask(self, **changes: str | None) -> requests.Response:
        """Ask for a sign-in, with these parts of the request changed or left out."""
        self.request |= changes
        return self.browser.get(self.address, allow_redirects=False, timeout=SECONDS)

    def answer(self, **form: str) -> dict[str, str]:
        """What the portal gets once somebody has filled in the page."""
        asked = self.ask()
        page = self.client["issuer"] + asked.headers["Location"]
        names = {"first_name": "Zoë", "last_name": "Quiñones"}
        back = self.browser.post(page, data=names | form, allow_redirects=False, timeout=SECONDS)
        return told(self.browser.get(back.headers["Location"], allow_redirects=False, timeout=SECONDS))

    def redeem(self, code: str, *, basic: bool = False, **changes: str) -> requests.Response:
        """Give the code for tokens."""
        client = {name: self.client[name] for name in ("client_id", "client_secret")}
        data = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.callback}
        data |= {"code_verifier": self.verifier} | ({} if basic else client) | changes
        auth = (client["client_id"], client["client_secret"]) if basic else None
        return requests.post(self.metadata["token_endpoint"], data=data, auth=auth, timeout=SECONDS)

    def claims(self, **form: str) -> dict[str, Any]:
        """What the id_token says of somebody."""
        token = self.redeem(self.answer(**form)["code"]).json()["id_token"]
        payload = token.split(".")[1]
        found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return found


def told(response: requests.Response) -> dict[str, str]:
    """What goes to the callback: in its query, or in a form that posts itself."""
    if response.is_redirect:
        return {name: value for name, [value] in parse_qs(urlsplit(response.headers["Location"]).query).items()}
    inputs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.text)
    return {name: html.unescape(value) for name, value in inputs}
