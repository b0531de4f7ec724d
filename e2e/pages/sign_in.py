"""Email first, then the password."""

from playwright.sync_api import Locator, expect

from e2e.pages.screen import Screen


class SignIn(Screen):
    """Sign in, or begin an account."""

    heading = "Sign in to community access services."

    def open(self) -> "SignIn":
        self.visitor.go("/sign-in")
        return self.shown()

    @property
    def email(self) -> Locator:
        return self.box("Email address")

    @property
    def password(self) -> Locator:
        return self.page.get_by_label("Password")

    @property
    def keep(self) -> Locator:
        return self.page.get_by_role("checkbox", name="Keep me signed in")

    def create_an_account(self) -> None:
        self.press(self.either("Create an account"))

    def next(self) -> None:
        self.press(self.button("Next"))

    def sign_in(self, email: str, password: str) -> None:
        self.email.fill(email)
        self.next()
        expect(self.password).to_be_visible()
        self.password.fill(password)
        # Exactly this one: "Sign in with Google" may stand beside it.
        self.press(self.button("Sign in", exact=True))
