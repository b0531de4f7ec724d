"""What every page object can do. Names are matched loosely, as a stranger's script would: a page has one of each."""

import re
from typing import Self

from playwright.sync_api import Locator, Page, expect

from e2e.visitor import Visitor


class Screen:
    """A page that is known by its heading."""

    heading = ""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def title(self) -> Locator:
        return self.page.get_by_role("heading", name=self.heading)

    @property
    def banner(self) -> Locator:
        return self.page.get_by_role("banner")

    def shown(self) -> Self:
        """Wait until this page is the one on screen."""
        expect(self.title).to_be_visible()
        return self

    def box(self, name: str) -> Locator:
        return self.page.get_by_role("textbox", name=name)

    def button(self, name: str, *, exact: bool = False) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name)

    def either(self, name: str) -> Locator:
        """A button or a link: the contract leaves it open."""
        return self.button(name).or_(self.link(name))

    def press(self, target: Locator) -> None:
        self.visitor.press(target)

    # Mistakes are shown alike everywhere.

    @property
    def problem(self) -> Locator:
        """The error summary."""
        return self.page.get_by_role("group", name="There is a problem")

    def complains(self, box: Locator, words: str) -> None:
        """The box is marked as wrong, and its message (read with it) says why."""
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(box).to_have_accessible_description(re.compile(words, re.IGNORECASE))
