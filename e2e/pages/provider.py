"""Somebody else's page: where Google, Apple, Microsoft or Facebook ask who it is (e2e/provider/)."""

from playwright.sync_api import Locator, expect

from css.core.providers import Provider
from e2e.pages.screen import Screen
from e2e.visitor import Visitor


class ProviderPage(Screen):
    """One page to sign in and to consent. Whoever is named there is somebody, for ever the same."""

    def __init__(self, visitor: Visitor, provider: Provider) -> None:
        super().__init__(visitor)
        self.provider = provider
        self.heading = f"Sign in to {provider.brand}"

    @property
    def account(self) -> Locator:
        """Without an "@" in it, one that has no email."""
        return self.box("Account")

    @property
    def tick(self) -> Locator:
        """What people can choose there: "Hide my email" at Apple, "Share my email" at Facebook …"""
        return self.page.get_by_role("checkbox")

    def sign_in(
        self,
        email: str,
        *,
        first_name: str = "Zoë",
        last_name: str = "Quiñones",
        hide: bool = False,
        tick: bool = False,
    ) -> None:
        """Names and tick count at the first time of an account alone. `hide`: the tick, as Apple's page calls it."""
        self.shown()
        self.account.fill(email)
        self.box("First name").fill(first_name)
        self.box("Last name").fill(last_name)
        if hide:
            self.page.get_by_role("checkbox", name="Hide my email").check()
        if tick:
            self.tick.check()
        self.press(self.button("Continue"))
        self._hand_over()

    def cancel(self) -> None:
        self.shown()
        self.press(self.button("Cancel"))
        self._hand_over()

    def _hand_over(self) -> None:
        """Apple's answer is a form that a script sends; without one it has a button."""
        if self.provider is Provider.APPLE and not self.visitor.device.script:
            expect(self.page).to_have_title("Submitting Callback")
            self.press(self.button("Continue"))
