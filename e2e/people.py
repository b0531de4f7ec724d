"""Who walks through the portal: made fresh for each journey, so that journeys never meet."""

import secrets
from dataclasses import dataclass, field


def _fresh_email() -> str:
    return f"zoe.{secrets.token_hex(5)}@example.org"


@dataclass(frozen=True)
class Resident:
    """A resident of Encinitas; the name has letters that ASCII lacks. `signs`: the name as it is signed."""

    first_name: str = "Zoë"
    last_name: str = "Quiñones"
    email: str = field(default_factory=_fresh_email)
    password: str = "Quiet-River-4812"
    mobile_phone: str = "760-555-0142"
    street: str = "505 S Vulcan Ave"
    unit: str = "Suite 4"
    city: str = "Encinitas"
    state: str = "CA"
    zip_code: str = "92024"
    signs: str = "Zoë M. Quiñones"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Boulderite(Resident):
    """A resident of Boulder."""

    street: str = "3030 Mapleton Ave"
    unit: str = ""
    city: str = "Boulder"
    state: str = "CO"
    zip_code: str = "80301"
