"""The landing page and the notice before sign-in."""

from playwright.sync_api import expect

from e2e.pages.screen import Screen


class Home(Screen):
    """Where everybody begins."""

    def open(self) -> "Home":
        self.visitor.go("/")
        expect(self.banner).to_contain_text("Customer Self Service")
        return self

    def go_to_sign_in(self) -> None:
        """Past the notice: a dialog, or a page without JavaScript."""
        self.read_notice()
        self.press(self.either("Continue"))

    def read_notice(self) -> None:
        self.press(self.either("Login or Register"))
        expect(self.either("Continue")).to_be_visible()
        if self.visitor.device.script:
            expect(self.page.get_by_role("dialog")).to_be_visible()
