"""Times as people of the United States write them, in their language and the city's time zone."""

import re
from datetime import datetime, tzinfo

from babel.dates import format_datetime

_DAY = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}


def clock_time(when: datetime, zone: tzinfo, language: str) -> str:
    """The time of day: 4:12 pm, 4:12 p.m."""
    told = format_datetime(when, "h:mm a", tzinfo=zone, locale=f"{language}_US")
    return re.sub(r"\s", " ", told).lower()


def day(when: datetime, zone: tzinfo, language: str) -> str:
    """The day: Monday, November 23; lunes 23 de noviembre."""
    return format_datetime(when, _DAY.get(language, _DAY["en"]), tzinfo=zone, locale=f"{language}_US")


def moment(when: datetime, zone: tzinfo, language: str) -> str:
    """Day and time: Monday, November 23, 4:12 pm."""
    return f"{day(when, zone, language)}, {clock_time(when, zone, language)}"
