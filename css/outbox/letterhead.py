"""What a mail shows of the city. The jurisdiction fills it in: this desk knows nothing of jurisdictions."""

import re
from dataclasses import dataclass
from datetime import tzinfo

_SIX_DIGITS = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class Palette:
    """A city's five colours in one theme, as plain hex."""

    paper: str
    wash: str
    action: str
    deep: str
    sun: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head and foot of every mail, in one language.

    `city` is the short name ("Encinitas"), `government` the long one ("City of Encinitas"), `zone` the one in which
    times are told, `corner` a CSS length. Raises ValueError where a line has six digits in a row: people and programs
    look for the one six-digit run of a mail to find the code in it.
    """

    city: str
    government: str
    address: tuple[str, ...]
    help_desk: str
    help_desk_email: str
    help_desk_phone: str
    zone: tzinfo
    light: Palette
    dark: Palette
    corner: str = ".75rem"

    def __post_init__(self) -> None:
        lines = (
            self.city,
            self.government,
            *self.address,
            self.help_desk,
            self.help_desk_email,
            self.help_desk_phone,
        )
        for line in lines:
            if _SIX_DIGITS.search(line):
                raise ValueError(f"six digits in a row read as a code in mail: {line!r}")

    @property
    def postal_address(self) -> str:
        """The long name and the address, on one line."""
        return ", ".join((self.government, *self.address))
