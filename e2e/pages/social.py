"""On the way in by a provider: the buttons, what is still missing, and where it ends when it did not work."""

from typing import Self

from playwright.sync_api import Locator, expect

from css.core.providers import Provider
from e2e.pages.screen import Screen
from e2e.pages.sign_in import SignIn
from e2e.visitor import Visitor


class Buttons(SignIn):
    """The four, above the box for the email."""

    def open(self) -> Self:
        super().open()
        return self

    def by(self, provider: Provider) -> Locator:
        return self.link(f"Sign in with {provider.brand}")

    @property
    def all(self) -> Locator:
        return self.link("Sign in with ")

    @property
    def divider(self) -> Locator:
        return self.page.get_by_text("OR", exact=True)


class WhichEmail(Screen):
    """The provider vouches for none, or another one is wanted."""

    heading = "Which email address is yours?"

    @property
    def email(self) -> Locator:
        return self.box("Email")

    def send(self, email: str = "") -> None:
        """`email`: in place of what stands there."""
        if email:
            self.email.fill(email)
        self.press(self.button("Send the code"))

    def choose_another_way(self) -> None:
        self.press(self.button("Choose another way"))


class Owner(Screen):
    """An account has the email that the provider vouches for."""

    heading = "You have an account already"

    def by_code(self) -> None:
        self.press(self.button("Send me a code by mail"))

    def by_signing_in(self) -> None:
        self.press(self.link("Choose another way to sign in"))

    def use_another_email(self) -> None:
        self.press(self.link("Use another email address"))

    def start_over(self) -> None:
        self.press(self.button("Start over"))


class Consent(Screen):
    """Apple made the address."""

    heading = "Is this address right for you?"

    @property
    def address(self) -> str:
        return self.page.get_by_role("main").locator("strong").inner_text()

    def go_on(self) -> None:
        self.press(self.button("Go on with this address"))

    def use_my_own(self) -> None:
        self.press(self.link("Use my own address"))

    def choose_another_way(self) -> None:
        self.press(self.button("Choose another way"))


class Add(Screen):
    """Whoever is signed in says yes to one more way in."""

    def __init__(self, visitor: Visitor, provider: Provider) -> None:
        super().__init__(visitor)
        self.heading = f"Add {provider.brand} to your account"

    @property
    def go_on(self) -> Locator:
        """A button, or a link where it can't be added."""
        return self.either("Go on without it")

    def add(self) -> None:
        self.press(self.button("Add it"))

    def go_on_without(self) -> None:
        self.press(self.go_on)


class Stopped(Screen):
    """Nobody was let in."""

    def __init__(self, visitor: Visitor, provider: Provider) -> None:
        super().__init__(visitor)
        self.provider = provider
        self.heading = f"Signing in with {provider.brand} did not work"

    def says(self, words: str) -> None:
        self.shown()
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def choose_another_way(self) -> None:
        self.press(self.link("Choose another way"))

    def try_again(self) -> None:
        self.press(self.link(f"Try again with {self.provider.brand}"))


class Cancelled(Stopped):
    """By the resident, there."""

    def __init__(self, visitor: Visitor, provider: Provider) -> None:
        super().__init__(visitor, provider)
        self.heading = f"You did not sign in with {provider.brand}"


class WaysIn(Screen):
    """How you sign in, and there the accounts elsewhere."""

    heading = "How you sign in"

    def open(self) -> Self:
        self.visitor.go("/dashboard/authenticators")
        return self.shown()

    @property
    def elsewhere(self) -> Locator:
        return self.page.get_by_role("region", name="A button of another account")

    @property
    def listed(self) -> Locator:
        return self.elsewhere.get_by_role("listitem")

    def can_add(self, provider: Provider) -> Locator:
        return self.elsewhere.get_by_role("link", name=f"Add {provider.brand}")

    def open_one(self, provider: Provider) -> "OneWayIn":
        self.press(self.link(f"Change: {provider.brand}"))
        return OneWayIn(self.visitor, provider).shown()

    def says(self, words: str) -> None:
        self.shown()
        expect(self.page.get_by_role("status")).to_contain_text(words)


class OneWayIn(Screen):
    """One account elsewhere, to be taken away."""

    def __init__(self, visitor: Visitor, provider: Provider) -> None:
        super().__init__(visitor)
        self.heading = provider.brand

    @property
    def take_away(self) -> Locator:
        return self.button("Remove it")

    def remove(self) -> None:
        self.press(self.take_away)
