"""One's own email: confirm it’s you, the new address, and what the old one can take back."""

from typing import Self

from playwright.sync_api import Locator

from e2e.pages.screen import Screen


class Confirm(Screen):
    """Prove again who you are."""

    heading = "Confirm it’s you"

    @property
    def password(self) -> Locator:
        return self.page.get_by_label("Password")

    def by_password(self, password: str) -> None:
        self.shown()
        self.password.fill(password)
        self.press(self.button("Confirm"))

    def by_code(self) -> None:
        self.shown()
        self.press(self.button("Send me a code by mail"))


class ChangeEmail(Screen):
    """The address that the account is to have."""

    heading = "Change your email address"

    def open(self) -> Self:
        """Whoever has not proven a moment ago who they are is shown Confirm instead."""
        self.visitor.go("/dashboard/email")
        return self

    @property
    def email(self) -> Locator:
        return self.box("New email address")

    def send(self, email: str) -> None:
        self.shown()
        self.email.fill(email)
        self.press(self.button("Send the code"))


class Authenticators(Screen):
    """Where a change of them is said."""

    heading = "How you sign in"


class UndoEmail(Screen):
    """What the link in the mail to the old address leads to."""

    heading = "Take your old email address back"

    def take_back(self) -> None:
        self.shown()
        self.press(self.button("Take the old address back"))
