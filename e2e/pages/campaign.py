"""Where administrators invite holders of the old system, and where holders say that they want no more of it."""

import re
from pathlib import Path
from typing import Self

from playwright.sync_api import Locator, expect

from e2e.pages.screen import Screen

SHOWN_ANEW_MS = 15_000


class Campaign(Screen):
    """How far the holders have come, and the invitations."""

    heading = "Campaign"

    def open(self) -> Self:
        self.visitor.go("/staff/legacy/campaign")
        return self.shown()

    @property
    def invitations(self) -> Locator:
        return self.page.get_by_role("region", name="Invitations", exact=True)

    def prepare(self, *, per_hour: int, reminders: int = 0) -> None:
        self.box("Emails an hour, at most").fill(str(per_hour))
        self.page.get_by_label("Reminders, at most").select_option(str(reminders))
        self.press(self.button("Prepare"))
        self.says("Nothing is sent before you start it.")

    def do(self, name: str) -> None:
        self.press(self.button(name, exact=True))

    def says(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def is_said_of_the_invitations(self, words: str | re.Pattern[str], *, anew: bool = False) -> None:
        """`anew`: by itself, on the page that is open."""
        expect(self.invitations).to_contain_text(words, timeout=SHOWN_ANEW_MS if anew else None)

    def figure(self, term: str) -> Locator:
        return self.invitations.locator("dl div").filter(has_text=term).locator("dd")

    def end(self) -> None:
        self.press(self.page.get_by_text("End the campaign"))
        self.do("End it")

    def note_as_bounced(self, text: str) -> None:
        self.press(self.page.get_by_text("Note addresses that bounced"))
        self.box("Addresses that bounced").fill(text)
        self.press(self.button("Note them"))


class WhoIsLeft(Screen):
    """Who has not registered again."""

    heading = "Who is left"

    def open(self) -> Self:
        self.press(self.page.get_by_role("link", name="Who is left"))
        return self.shown()

    def row(self, name: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=name)

    def download(self, folder: Path) -> str:
        with self.page.expect_download() as started:
            self.press(self.button("Download who is left"))
        path = folder / started.value.suggested_filename
        started.value.save_as(path)
        return path.read_text(encoding="utf-8-sig")


class NoInvitations(Screen):
    """Where the link in an invitation leads that stops them."""

    heading = "Stop these invitations?"

    def follow(self, link: str) -> Self:
        self.page.goto(link)
        return self.shown()

    def stop(self) -> None:
        self.press(self.button("Stop these invitations"))
        expect(self.page.get_by_role("heading", name="You get no more of these invitations")).to_be_visible()
