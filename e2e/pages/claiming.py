"""Old accounts, as a resident meets them: which is mine, I had one, and what came along."""

from typing import Self

from playwright.sync_api import Locator, expect

from e2e.pages.screen import Screen


class Pick(Screen):
    """Several old accounts have the email."""

    heading = "Which old account is yours?"

    @property
    def choices(self) -> Locator:
        return self.page.get_by_role("combobox", name="Your old account")

    @property
    def told(self) -> Locator:
        return self.box("To be sure that it is yours")

    def pick(self, begins: str, told: str) -> None:
        option = self.choices.get_by_role("option").filter(has_text=begins)
        self.choices.select_option(value=option.get_attribute("value"))
        self.told.fill(told)
        self.press(self.button("This is mine"))


class Ask(Screen):
    """No old account has the email, but the resident had one."""

    heading = "Did you have an account before?"

    def ask(self, *, phone: str, record: str) -> None:
        self.box("Phone number it had").fill(phone)
        self.box("Number of a permit or an invoice").fill(record)
        self.press(self.button("Ask city staff"))


class OldRecords(Screen):
    """What came along, on the dashboard."""

    heading = "From your old account"

    def hold(self, *numbers: str) -> Self:
        region = self.page.get_by_role("region", name=self.heading)
        for number in numbers:
            expect(region).to_contain_text(number)
        return self
