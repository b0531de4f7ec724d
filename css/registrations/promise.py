"""The time in which the city promises to decide, in working days: what the resident is told and staff are held to.

Working days are Mondays to Fridays of the city's own calendar; holidays are not known here, so they count.
"""

from datetime import date, datetime, time, timedelta, tzinfo

WORKING_DAYS = 5
DAYS = 7
DAY = timedelta(days=1)


def promised_by(received: datetime, working_days: int, zone: tzinfo) -> datetime:
    """The end of the day so many working days later, in the city's time zone."""
    day = received.astimezone(zone).date()
    while working_days > 0 or not _is_working(day):
        day += DAY
        working_days -= _is_working(day)
    return datetime.combine(day, time.max, zone)


def share_used(received: datetime, now: datetime, working_days: int, zone: tzinfo) -> float:
    """How much of the promised time has passed: 0 when it was received, 1 when it is due, above 1 when it is late.

    It stands still over a weekend. Nothing is used where nothing is promised (no working days).
    """
    promised = working_time(received, promised_by(received, working_days, zone), zone)
    return working_time(received, now, zone) / promised if working_days else 0.0


def working_time(since: datetime, until: datetime, zone: tzinfo) -> timedelta:
    """The time between two moments without the city's Saturdays and Sundays."""
    return _on_the_calendar(until, zone) - _on_the_calendar(since, zone)


def _is_working(day: date) -> bool:
    return day.weekday() < WORKING_DAYS


def _on_the_calendar(when: datetime, zone: tzinfo) -> timedelta:
    """Working days, and the part of one, since a Monday long ago."""
    local = when.astimezone(zone)
    weeks, weekday = divmod(local.toordinal() - 1, DAYS)  # day 1 was a Monday
    in_this_week = weekday * DAY + (local - datetime.combine(local, time.min, zone))
    return weeks * WORKING_DAYS * DAY + min(in_this_week, WORKING_DAYS * DAY)
