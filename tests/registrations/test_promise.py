"""The time in which the city promises to decide."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from css.registrations.promise import promised_by, share_used, working_time

PACIFIC = ZoneInfo("America/Los_Angeles")


def at(day: int, hour: int = 10, month: int = 11) -> datetime:
    """A moment of 2026 in California; 2 and 9 November are Mondays."""
    return datetime(2026, month, day, hour, tzinfo=PACIFIC)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        (at(2), 2, 4),
        (at(5), 2, 9),  # Thursday: Friday, Monday
        (at(6), 1, 9),  # Friday
        (at(7), 1, 9),  # Saturday
        (at(8), 2, 10),  # Sunday
        (at(2), 5, 9),
        (at(2), 10, 16),
        (at(2), 0, 2),
        (at(7), 0, 9),
    ],
)
def test_weekends_do_not_count(received: datetime, days: int, due: int) -> None:
    assert promised_by(received.astimezone(UTC), days, PACIFIC).date() == date(2026, 11, due)


def test_the_day_is_the_citys_own() -> None:
    # Thursday at eleven in the evening in California, Friday in London.
    assert promised_by(at(5, 23).astimezone(UTC), 1, PACIFIC).date() == date(2026, 11, 6)


def test_the_promise_holds_to_the_end_of_the_day_also_when_the_clocks_change() -> None:
    # Clocks go back on Sunday 1 November 2026.
    due = promised_by(at(30, month=10), 1, PACIFIC)
    assert at(2, 23) < due < at(3, 0)
    assert due.utcoffset() == timedelta(hours=-8)


@pytest.mark.parametrize(
    ("received", "now", "share"),
    [
        (at(2, 0), at(2, 0), 0),
        (at(2, 0), at(3, 12), 0.5),
        (at(2, 0), at(5, 0), 1),
        (at(2, 0), at(6, 12), 1.5),
        (at(6, 12), at(7, 0), 0.2),  # Friday's afternoon, of two days and a half
        (at(6, 12), at(8, 23), 0.2),  # it stands still over the weekend
        (at(6, 12), at(9, 18), 0.5),
        (at(7), at(8), 0),  # a Saturday
        (at(7), at(10, 0), 0.5),
    ],
)
def test_the_share_used_counts_working_time(received: datetime, now: datetime, share: float) -> None:
    assert share_used(received.astimezone(UTC), now.astimezone(UTC), 2, PACIFIC) == pytest.approx(share)


@pytest.mark.parametrize("received", [at(day, hour) for day in range(1, 9) for hour in (0, 9, 23)])
@pytest.mark.parametrize("days", [1, 2, 5, 7])
def test_all_is_used_at_the_end_of_the_promised_day_and_more_on_the_next_working_one(
    received: datetime, days: int
) -> None:
    due = promised_by(received, days, PACIFIC)
    assert share_used(received, due, days, PACIFIC) == pytest.approx(1)
    assert share_used(received, due + timedelta(days=3), days, PACIFIC) > 1


def test_nothing_is_late_where_nothing_is_promised() -> None:
    assert share_used(at(2), at(20), 0, PACIFIC) == 0


def test_working_time_leaves_weekends_out() -> None:
    assert working_time(at(6, 12), at(6, 15), PACIFIC) == timedelta(hours=3)
    assert working_time(at(6, 12), at(9, 12), PACIFIC) == timedelta(days=1)
    assert working_time(at(7), at(8), PACIFIC) == timedelta()
    assert working_time(at(2, 0), at(30, 0), PACIFIC) == timedelta(days=20)
