"""The counter: sign-in, the queue, one review."""

import re
from typing import Self

from playwright.sync_api import Locator, expect

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


class Approvals(Screen):
    """The queue, oldest first."""

    heading = "Approvals"

    def open(self) -> Self:
        self.visitor.go("/staff")
        return self.shown()

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
