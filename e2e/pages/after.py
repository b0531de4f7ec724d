"""Where a registration ends: waiting for staff, or on the dashboard."""

import re

from playwright.sync_api import expect

from e2e.pages.screen import Screen


class ThankYou(Screen):
    """The registration waits to be reviewed."""

    heading = "Thank you for registering"

    def reference(self) -> str:
        """The number to keep, such as R-2026-7KQ4T."""
        main = self.page.get_by_role("main")
        expect(main).to_contain_text("your account will be activated after it has been reviewed")
        found = re.search(r"R-\d{4}-[0-9A-Z]{5}", main.inner_text())
        assert found, "no reference number on the page"
        return found[0]

    def return_home(self) -> None:
        self.press(self.either("Return to Home"))


class Dashboard(Screen):
    """The resident's own page."""

    heading = "Dashboard"

    def greets(self, name: str) -> None:
        """The name stands in the banner, outside any closed menu."""
        self.shown()
        expect(self.banner.get_by_text(name)).to_be_visible()
