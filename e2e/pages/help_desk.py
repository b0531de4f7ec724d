"""The help desk: looking up an old account, one holder, and residents' questions."""

from typing import Self

from playwright.sync_api import Locator, expect

from e2e.pages.screen import Screen
from e2e.visitor import Visitor


class LookUp(Screen):
    """Old accounts by whatever a caller knows."""

    heading = "Old accounts"

    def open(self) -> Self:
        self.press(self.banner.get_by_role("link", name="Old accounts"))
        return self.shown()

    def find(self, text: str) -> Self:
        self.page.get_by_role("searchbox", name="Name, phone, address or record number").fill(text)
        self.press(self.button("Find"))
        return self

    def row(self, text: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=text)

    def open_holder(self, row: Locator, name: str) -> "Holder":
        self.press(row.get_by_role("link", name=name))
        return Holder(self.visitor, name).shown()


class Holder(Screen):
    """One holder of the old system."""

    def __init__(self, visitor: Visitor, name: str) -> None:
        super().__init__(visitor)
        self.heading = name

    def says(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text, ignore_case=True)

    def hides(self, text: str) -> None:
        expect(self.page.get_by_role("main")).not_to_contain_text(text, ignore_case=True)

    @property
    def reason(self) -> Locator:
        """Of the one act that is unfolded."""
        return self.box("Reason")

    def unfold(self, act: str) -> None:
        self.page.get_by_role("complementary").get_by_text(act, exact=True).click()

    def show_email(self, reason: str) -> None:
        self.reason.fill(reason)
        self.press(self.button("Show it once"))

    def send_mail(self, reason: str) -> None:
        self.unfold("Send the re-registration email")
        self.reason.fill(reason)
        self.press(self.button("Send the email"))

    def change_email(self, email: str, how: str) -> None:
        self.box("New email address").fill(email)
        self.box("How was the identity checked?").fill(how)
        self.press(self.button("Change it"))


class Questions(Screen):
    """Residents who had an old account that was not found."""

    heading = "Questions"

    def open(self) -> Self:
        LookUp(self.visitor).open()
        self.press(self.page.get_by_role("navigation", name="Old accounts").get_by_role("link", name="Questions"))
        return self.shown()

    def row(self, email: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=email)

    def open_question(self, email: str) -> "Question":
        self.press(self.row(email).get_by_role("link"))
        return Question(self.visitor).shown()


class Question(Screen):
    """What one resident says, beside who may be meant."""

    heading = "What the resident says"

    @property
    def comparison(self) -> Locator:
        return self.page.get_by_role("region", name="Comparison")

    def confirm(self, legacy_id: str) -> None:
        self.press(self.button(f"This is theirs: Zoë Quiñones, {legacy_id}", exact=True))


class UndoClaim(Screen):
    """The question before a claim is taken back."""

    heading = "Undo this claim?"

    @property
    def reason(self) -> Locator:
        return self.box("Reason")

    def undo(self, reason: str) -> None:
        self.reason.fill(reason)
        self.press(self.button("Undo the claim"))
