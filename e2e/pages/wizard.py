"""The steps of a registration."""

import re

from playwright.sync_api import Locator, expect

from e2e.pages.screen import Screen
from e2e.people import Resident
from e2e.visitor import Visitor


class Wizard(Screen):
    """What every step has."""

    number = 0
    name = ""

    def __init__(self, visitor: Visitor) -> None:
        super().__init__(visitor)
        self.heading = f"Step {self.number} of {visitor.portal.city.steps}: {self.name}"

    @property
    def cancel(self) -> Locator:
        return self.either("Cancel Registration")

    def next(self) -> None:
        self.press(self.button("Next"))

    def back(self) -> None:
        self.press(self.button("Back"))

    def submit(self) -> None:
        self.press(self.button("Submit"))


class Acknowledgement(Wizard):
    number, name = 1, "Acknowledgement"

    def accept(self) -> None:
        checkbox = self.page.get_by_role("checkbox")
        self.shown()
        if checkbox.count():
            checkbox.check()
        self.press(self.button("Continue"))


class PersonalInfo(Wizard):
    number, name = 2, "Personal Info"

    @property
    def first_name(self) -> Locator:
        return self.box("First Name")

    @property
    def last_name(self) -> Locator:
        return self.box("Last Name")

    @property
    def company(self) -> Locator:
        return self.box("Company")

    @property
    def preference(self) -> Locator:
        return self.page.get_by_role("combobox", name="Contact Preference")

    @property
    def contact_phone(self) -> Locator:
        return self.box("Contact Phone")

    @property
    def mobile_phone(self) -> Locator:
        return self.box("Mobile Phone")

    @property
    def additional(self) -> Locator:
        """One control: the summary of a <details>, which has no role of its own, or a button."""
        return (
            self.page.locator("summary")
            .or_(self.page.get_by_role("button"))
            .filter(has_text=re.compile("Additional Contact Information", re.IGNORECASE))
        )

    def open_additional(self) -> None:
        if not self.contact_phone.is_visible():
            self.press(self.additional)
        expect(self.contact_phone).to_be_visible()

    def arrived_from_sign_up(self, resident: Resident) -> None:
        """Names, email and mobile are there already; the email is fixed."""
        expect(self.first_name).to_have_value(resident.first_name)
        expect(self.last_name).to_have_value(resident.last_name)
        expect(self.box("Email Address")).to_have_value(resident.email)
        expect(self.box("Email Address")).not_to_be_editable()
        self.open_additional()
        expect(self.mobile_phone).to_have_value(re.compile(r"555\D*0142"))

    def fill(self, resident: Resident) -> None:
        expect(self.first_name).to_have_value(resident.first_name)
        self.preference.select_option(label="Email")


class Address(Wizard):
    number, name = 3, "Address"

    @property
    def street(self) -> Locator:
        return self.box("Address")

    @property
    def unit(self) -> Locator:
        return self.box("Apartment, suite, unit, floor (optional)")

    @property
    def city(self) -> Locator:
        return self.box("City")

    @property
    def state(self) -> Locator:
        return self.page.get_by_role("combobox", name="State")

    @property
    def zip_code(self) -> Locator:
        return self.box("Zip Code")

    def fill(self, resident: Resident) -> None:
        self.street.fill(resident.street)
        self.unit.fill(resident.unit)
        self.city.fill(resident.city)
        self.state.select_option(resident.state)
        self.zip_code.fill(resident.zip_code)
