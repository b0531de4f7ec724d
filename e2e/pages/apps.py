"""An authenticator app: adding it, its code after the password, and both at once."""

import re
from datetime import UTC, datetime
from typing import Self

from playwright.sync_api import Locator

from e2e.pages.screen import Screen
from tests import totp

RECOVERY_CODE = re.compile(r"^[2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]{4}$")


class App:
    """An authenticator app on a phone. It waits for no new code: it is one step ahead, as a clock may be."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._last = 0

    def code(self) -> str:
        """One that was not given yet; at most two in half a minute."""
        now = datetime.now(UTC)
        current = int(now.timestamp()) // totp.STEP
        self._last = max(current, self._last + 1)
        return totp.shown(self._secret, now, steps=self._last - current)


class Codes(Screen):
    """A page that shows recovery codes."""

    @property
    def recovery_codes(self) -> list[str]:
        items = self.page.get_by_role("main").get_by_role("listitem")
        return items.filter(has_text=RECOVERY_CODE).all_inner_texts()


class NewApp(Codes):
    """The secret, the recovery codes, and the box for the first code."""

    heading = "Add an authenticator app"

    def open(self) -> Self:
        self.visitor.go("/dashboard/authenticators/app")
        return self.shown()

    @property
    def qr(self) -> Locator:
        return self.page.get_by_role("img", name="QR code")

    @property
    def address(self) -> Locator:
        """The link that a phone opens in its app."""
        return self.link("Open in an app on this device")

    @property
    def secret(self) -> str:
        """As it is typed by hand."""
        key = self.page.get_by_text("Or type this key into the app:").locator("xpath=following-sibling::p[1]")
        return re.sub(r"\s", "", key.inner_text())

    @property
    def name(self) -> Locator:
        return self.box("Name")

    @property
    def code(self) -> Locator:
        return self.box("Code")

    def save(self, code: str) -> None:
        self.code.fill(code)
        self.press(self.button("Save"))


class RecoveryCodes(Codes):
    """Ten new ones."""

    heading = "New recovery codes"

    def open(self) -> Self:
        self.visitor.go("/dashboard/authenticators/recovery-codes")
        return self.shown()

    def use(self) -> None:
        self.press(self.button("Use these from now on"))


class SecondStep(Screen):
    """After the password."""

    heading = "Enter the code of your app"

    @property
    def code(self) -> Locator:
        return self.box("Code")

    def give(self, code: str) -> None:
        self.code.fill(code)
        self.press(self.button("Go on"))


class PasswordAndCode(Screen):
    """Both at once, from the authenticator list."""

    heading = "Enter your password and a code"

    @property
    def password(self) -> Locator:
        return self.page.get_by_label("Password")

    @property
    def code(self) -> Locator:
        return self.box("Code")

    def enter(self, password: str, code: str) -> None:
        self.password.fill(password)
        self.code.fill(code)
        self.press(self.button("Sign in", exact=True))
