"""Times as people of the United States write them, in their language and the city's time zone."""

import re
from datetime import date, datetime, tzinfo

from babel.dates import format_date, format_datetime

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


def stamp(when: datetime, zone: tzinfo, language: str) -> str:
    """When something was signed, beyond doubt: November 20, 2026, 10:48 am MST."""
    local = when.astimezone(zone)
    return f"{full_date(local, language)}, {clock_time(when, zone, language)} {local:%Z}"


def full_date(when: date, language: str) -> str:
    """A date with its year: June 28, 2024; 28 de junio de 2024."""
    return format_date(when, format="long", locale=f"{language}_US")
