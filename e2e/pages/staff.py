"""The counter: sign-in with its second factor, the queue, one review."""

import re
from typing import Self
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, expect

from e2e.pages.apps import SecondStep
from e2e.pages.screen import Screen
from e2e.visitor import Visitor


class StaffSignIn(Screen):
    """What /staff asks of somebody who is not signed in."""

    def open(self) -> Self:
        self.visitor.go("/staff")
        expect(self.box("Email")).to_be_visible()
        return self

    def sign_in(self, email: str, password: str) -> None:
        self.box("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.press(self.button("Sign in"))


class StaffSecondStep(SecondStep):
    """The code after the password."""

    heading = "One more step"


class StaffSetUp(Screen):
    """The first authenticator app, before there is a session."""

    heading = "Set up an authenticator app"

    @property
    def secret(self) -> str:
        """What the app gets, out of the link that opens it on the same device."""
        address = self.link("Open in an app on this device").get_attribute("href") or ""
        return parse_qs(urlsplit(address).query)["secret"][0]

    @property
    def recovery_codes(self) -> list[str]:
        codes = self.page.get_by_role("region", name="Keep these codes").get_by_role("listitem")
        return codes.all_inner_texts()

    @property
    def code(self) -> Locator:
        return self.box("Code")

    def save(self, code: str) -> None:
        self.code.fill(code)
        self.press(self.button("Save"))


class StaffAddApp(StaffSetUp):
    """One more app, while signed in."""

    heading = "Add an authenticator app"


class StaffAuthenticators(Screen):
    """How somebody of the staff signs in."""

    heading = "Your sign-in"

    def open(self) -> Self:
        self.press(self.banner.get_by_role("link", name="Your sign-in"))
        return self.shown()

    def says(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def remove(self, name: str) -> None:
        """With the question in between."""
        self.press(self.link(f"Remove: {name}"))
        expect(self.page.get_by_role("heading", name="Remove this app?")).to_be_visible()
        self.press(self.button("Remove"))


class Approvals(Screen):
    """The queue, oldest first."""

    heading = "Approvals"

    def open(self) -> Self:
        self.visitor.go("/staff")
        return self.shown()

    def sign_out(self) -> None:
        self.press(self.banner.get_by_role("button", name="Sign out"))
        expect(self.box("Email")).to_be_visible()

    def row(self, email: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=email)

    def open_review(self, email: str, name: str) -> "Review":
        first = self.row(email).get_by_role("link").first
        expect(first).to_have_accessible_name(re.compile(re.escape(name)))
        self.press(first)
        return Review(self.visitor, name).shown()


class Review(Screen):
    """One submitted registration and the decision on it."""

    def __init__(self, visitor: Visitor, name: str) -> None:
        super().__init__(visitor)
        self.heading = name

    @property
    def message(self) -> Locator:
        """What the resident will read: a reason or a question."""
        return self.box("Message")

    def approve(self) -> None:
        self.press(self.either("Approve"))

    def deny(self, reason: str) -> None:
        self.message.fill(reason)
        self.press(self.either("Deny"))

    def ask(self, question: str) -> None:
        self.message.fill(question)
        self.press(self.either("Ask for more information"))
