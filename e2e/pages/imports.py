"""Where administrators hand in files of the old system."""

from pathlib import Path
from typing import Self

from playwright.sync_api import Locator, expect

from e2e.pages.screen import Screen
from e2e.visitor import Visitor

SOME_MINUTES_MS = 60_000


class Imports(Screen):
    """The form, and what was imported before."""

    heading = "Imports"

    def open(self) -> Self:
        """As somebody who has just signed in."""
        self.press(self.banner.get_by_role("link", name="Old accounts"))
        self.press(self.page.get_by_role("link", name="Imports", exact=True))
        return self.shown()

    @property
    def file(self) -> Locator:
        return self.page.get_by_label("CSV file")

    def upload(self, path: Path, *, dry_run: bool = False) -> "Import":
        self.file.set_input_files(path)
        self.page.get_by_label("Dry run: only say what would change").set_checked(dry_run)
        self.press(self.button("Upload"))
        return Import(self.visitor, path.name).shown()

    def row(self, name: str) -> Locator:
        return self.page.get_by_role("row").filter(has=self.page.get_by_role("link", name=name))


class Import(Screen):
    """One import."""

    def __init__(self, visitor: Visitor, name: str) -> None:
        super().__init__(visitor)
        self.heading = name

    @property
    def bar(self) -> Locator:
        return self.page.get_by_role("progressbar", name="Read")

    @property
    def announced(self) -> Locator:
        """What a screen reader is told."""
        return self.page.locator("#news")

    def ends(self, words: str) -> Self:
        """The bar finishes: in place, or with Refresh where the page can't look by itself."""
        state = self.page.get_by_role("region", name="Progress")
        if not self.visitor.device.script:
            for _ in range(600):
                if not self.link("Refresh").count():
                    break
                self.page.wait_for_timeout(100)
                self.press(self.link("Refresh"))
        expect(state).to_contain_text(words, timeout=SOME_MINUTES_MS)
        expect(self.bar).to_have_count(0)
        return self

    def says(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def counts(self, **expected: int) -> None:
        """By their names, `would_be_added=2`."""
        for name, number in expected.items():
            term = self.page.get_by_role("term").filter(has_text=name.replace("_", " ").capitalize())
            expect(term.locator("xpath=following-sibling::dd")).to_have_text(f"{number:,}")

    def refused_row(self, line: int) -> Locator:
        region = self.page.get_by_role("region", name="Refused rows")
        return region.get_by_role("row").filter(has=self.page.get_by_role("cell", name=str(line), exact=True))

    def download(self) -> tuple[str, str]:
        """The list of refused rows: its name and its text."""
        with self.page.expect_download() as begun:
            self.press(self.link("Download all refused rows"))
        return begun.value.suggested_filename, Path(begun.value.path()).read_text()

    def for_real(self) -> Self:
        self.press(self.button("Import it now"))
        return self.shown()
