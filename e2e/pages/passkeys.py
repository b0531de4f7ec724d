"""Adding a passkey and entering with it, and the device that keeps it."""

from typing import Any, Self

from playwright.sync_api import Locator, expect

from e2e.pages.screen import Screen
from e2e.visitor import Visitor

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class PasskeyDevice:
    """A visitor's device with a screen lock, as Chromium plays it: it keeps passkeys and shows them when it may."""

    def __init__(self, visitor: Visitor) -> None:
        self._cdp = visitor.page.context.new_cdp_session(visitor.page)
        self._cdp.send("WebAuthn.enable")
        self._id = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]

    @property
    def passkeys(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._cdp.send("WebAuthn.getCredentials", {"authenticatorId": self._id})[
            "credentials"
        ]
        return found

    def recognise(self, recognised: bool) -> None:
        """Whether it takes them for its owner."""
        self._cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": recognised})


class NewPasskey(Screen):
    """Making one."""

    heading = "Add a passkey"

    def open(self) -> Self:
        self.visitor.go("/dashboard/authenticators/passkey")
        return self.shown()

    @property
    def name(self) -> Locator:
        return self.box("Name")

    @property
    def create(self) -> Locator:
        return self.button("Create a passkey")

    def add(self) -> None:
        """Until the page that lists it is there."""
        self.press(self.create)
        expect(self.page.get_by_role("status")).to_have_text(
            "Your passkey is added. You can sign in with it from now on."
        )


class UsePasskey(Screen):
    """Entering with one, from the list of ways."""

    heading = "Sign in with your passkey"

    @property
    def use(self) -> Locator:
        return self.button("Use a passkey")

    def return_to_list(self) -> None:
        self.press(self.either("Return to authenticator list"))
