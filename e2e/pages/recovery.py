"""Getting back in: unlocking, the list of ways, a new password."""

from typing import Self

from playwright.sync_api import Locator

from e2e.pages.screen import Screen


class AskForCode(Screen):
    """Whose account it is."""

    def __init__(self, *args: object, heading: str) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.heading = heading

    def send(self, email: str) -> None:
        self.shown()
        self.box("Email address").fill(email)
        self.press(self.button("Send the code"))


class Ways(Screen):
    """The authenticator list."""

    heading = "Choose how to prove it’s you"

    def by_code(self) -> None:
        self.press(self.button("With a code by mail"))

    def by_password(self) -> None:
        self.press(self.button("With your password"))


class NewPassword(Screen):
    """The new password, with its requirements."""

    heading = "Choose a new password"

    @property
    def password(self) -> Locator:
        return self.page.get_by_label("New password")

    def choose(self, password: str) -> Self:
        self.shown()
        self.password.fill(password)
        self.press(self.button("Save"))
        return self
