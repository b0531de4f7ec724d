"""The cities whose portals are walked: the shipped ones, each with one word changed; staff with a second factor; and
nobody but the city to sign in with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.jurisdictions.cities import with_approval, with_signature


@dataclass(frozen=True)
class City:
    """A city by its name. `steps`: how many its wizard has; `made` writes its file, where it is not shipped;
    `second_factor`: whether its staff need an authenticator app; `providers`: whether it has registered with any.
    """

    name: str
    steps: int
    made: Callable[[Path], Path] | None = None
    second_factor: bool = False
    providers: bool = True

    def profile(self, folder: Path) -> str:
        """What CSS_JURISDICTION says of it; a file that is not shipped is written into the folder."""
        return str(self.made(folder)) if self.made else self.name


ENCINITAS = City("encinitas", 3)
BOULDER = City("boulder", 4)
APPROVING_BOULDER = City("approving-boulder", 4, with_approval)
SIGNING_ENCINITAS = City("signing-encinitas", 4, with_signature)
CAREFUL_ENCINITAS = City("encinitas", 3, second_factor=True)
LONE_ENCINITAS = City("encinitas", 3, providers=False)
SHIPPED = {city.name: city for city in (ENCINITAS, BOULDER)}
