"""The guide to registering."""

from playwright.sync_api import Locator, expect

from e2e.pages.screen import Screen


class Guide(Screen):
    """Headings, and on top a list that leads to each."""

    heading = "Registering for a Boulder CSS Account"
    jump = "On this page"

    def open(self) -> "Guide":
        self.visitor.go("/guide")
        return self.shown()

    @property
    def entries(self) -> Locator:
        return self.page.get_by_role("navigation", name=self.jump).get_by_role("link")

    def section(self, name: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("heading", name=name, exact=True)

    def leads_to_its_section(self, entry: Locator) -> None:
        """A press brings the heading of that name into view (a hair of its top may be cut off)."""
        section = self.section(entry.inner_text())
        self.press(entry)
        expect(section).to_be_in_viewport(ratio=0.9)


class Guia(Guide):
    """The same in Spanish."""

    heading = "Cómo registrarse en el CSS de Boulder"
    jump = "En esta página"
