"""What a resident keeps of what was signed, and the page where anybody checks it."""

import re

from playwright.sync_api import Locator, expect

from e2e.drawings import Drawing
from e2e.pages.screen import Screen

NUMBER = re.compile(r"S-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
FINGERPRINT = re.compile(r"(?:[0-9a-f]\s*){64}")
SEEN = "path => { const {width, height} = path.getBoundingClientRect(); return [width, height]; }"


class SignedRecord(Screen):
    """The record in brief: on the dashboard, on the receipt, and on the review that staff see."""

    heading = "Signed record"

    @property
    def sheet(self) -> Locator:
        return self.page.get_by_role("region", name=self.heading)

    def drawing(self, name: str) -> Locator:
        return self.sheet.get_by_role("img", name=f"Signature drawn by {name}")

    def shows_drawing(self, drawing: Drawing, name: str) -> None:
        """The very strokes, as vectors, and in the shape in which they were drawn."""
        path = self.drawing(name).locator("path")
        expect(self.drawing(name)).to_be_visible()
        expect(self.sheet.get_by_text(name, exact=True)).to_be_visible()
        drawing.is_path(path.get_attribute("d") or "")
        width, height = path.evaluate(SEEN)
        assert abs(width / height / drawing.shape - 1) < 0.1, f"seen as {width} × {height}"

    def shows_typed(self, name: str) -> None:
        expect(self.sheet.get_by_text(name, exact=True)).to_be_visible()
        expect(self.sheet.get_by_role("img")).to_have_count(0)

    def number(self) -> str:
        return self._copied(NUMBER)

    def fingerprint(self) -> str:
        """As somebody copies it: in groups."""
        return self._copied(FINGERPRINT)

    def digest(self) -> str:
        """The fingerprint as a program writes it: 64 hexadecimal digits."""
        return "".join(self.fingerprint().split())

    def _copied(self, what: re.Pattern[str]) -> str:
        found = what.search(self.sheet.inner_text())
        assert found, f"no {what.pattern} in the record"
        return found[0].strip()


class Receipt(SignedRecord):
    """All that was signed, to be read, printed or saved."""

    @property
    def title(self) -> Locator:
        return self.page.get_by_role("heading", level=1, name=NUMBER)

    @property
    def consent(self) -> Locator:
        return self.page.get_by_role("region", name="What you agreed to")

    def open(self) -> "Receipt":
        """From the dashboard."""
        self.press(self.page.get_by_role("link", name="Receipt", exact=True))
        return self.shown()

    def save(self) -> bytes:
        """The signed record, as a file."""
        with self.page.expect_download() as download:
            self.press(self.link("Save the signed record"))
        return download.value.path().read_bytes()


class CheckReceipt(Screen):
    """Whether a receipt is genuine: anybody may ask."""

    heading = "Check a signed record"

    def open(self) -> "CheckReceipt":
        self.visitor.go("/receipts")
        return self.shown()

    @property
    def number(self) -> Locator:
        return self.box("Receipt number")

    @property
    def fingerprint(self) -> Locator:
        return self.box("Fingerprint")

    def check(self, number: str, fingerprint: str) -> None:
        self.number.fill(number)
        self.fingerprint.fill(fingerprint)
        self.press(self.button("Check", exact=True))

    def says(self, words: str) -> None:
        expect(self.page.get_by_role("heading", name=words)).to_be_visible()
        self.shown()
