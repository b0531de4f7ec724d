"""The cities whose portals are walked: the shipped ones, and each with one word of its file changed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.jurisdictions.cities import with_approval, with_signature


@dataclass(frozen=True)
class City:
    """A city by its name. `steps`: how many its wizard has; `made` writes its file, where it is not shipped."""

    name: str
    steps: int
    made: Callable[[Path], Path] | None = None

    def profile(self, folder: Path) -> str:
        """What CSS_JURISDICTION says of it; a file that is not shipped is written into the folder."""
        return str(self.made(folder)) if self.made else self.name


ENCINITAS = City("encinitas", 3)
BOULDER = City("boulder", 4)
APPROVING_BOULDER = City("approving-boulder", 4, with_approval)
SIGNING_ENCINITAS = City("signing-encinitas", 4, with_signature)
SHIPPED = {city.name: city for city in (ENCINITAS, BOULDER)}
