"""How long somebody has waited, against what the city promised."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from css.registrations.promise import share_used, working_time


@dataclass(frozen=True, slots=True)
class Age:
    """Working time waited, of the working days promised (0: none); a share above 1 breaks the promise."""

    waited: timedelta
    promised_days: int
    share: float

    @property
    def is_late(self) -> bool:
        """Whether the promise is broken."""
        return self.share > 1


def age(since: datetime, now: datetime, zone: ZoneInfo, promised_days: int) -> Age:
    """The age of what was received then, in the working days of the city's own calendar."""
    return Age(
        waited=max(working_time(since, now, zone), timedelta()),
        promised_days=promised_days,
        share=share_used(since, now, promised_days, zone),
    )
