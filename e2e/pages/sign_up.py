"""The form that asks for an account, and the code that proves the email."""

import re
from typing import Self

from playwright.sync_api import Locator, expect

from e2e.pages.screen import Screen
from e2e.people import Resident


class SignUp(Screen):
    """Email, names, password."""

    heading = "Sign up"

    def open(self) -> Self:
        self.visitor.go("/sign-up")
        return self.shown()

    @property
    def email(self) -> Locator:
        return self.box("Email")

    @property
    def first_name(self) -> Locator:
        return self.box("First name")

    @property
    def last_name(self) -> Locator:
        return self.box("Last name")

    @property
    def mobile_phone(self) -> Locator:
        return self.box("Mobile phone (optional)")

    @property
    def password(self) -> Locator:
        return self.page.get_by_label("Password")

    def fill(self, resident: Resident) -> None:
        self.email.fill(resident.email)
        self.first_name.fill(resident.first_name)
        self.last_name.fill(resident.last_name)
        self.mobile_phone.fill(resident.mobile_phone)
        self.password.fill(resident.password)

    def send(self) -> None:
        self.press(self.button("Sign Up"))


class Verify(Screen):
    """The code from the mail."""

    heading = "Verify with your email"

    def sent_to(self, email: str) -> Self:
        self.shown()
        expect(self.page.get_by_text(re.compile("^We sent an email to "))).to_contain_text(email)
        return self

    @property
    def code(self) -> Locator:
        return self.box("Enter Code")

    def enter(self, code: str) -> None:
        self.code.fill(code)
        self.press(self.button("Verify"))
