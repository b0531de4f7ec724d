"""How ages read."""

from datetime import timedelta

import pytest
from flask import Flask

from css.registrations.queue import Count
from css.staff import words
from css.staff.ages import Age


@pytest.mark.parametrize(
    ("time", "told"),
    [
        (timedelta(), "0 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=1, hours=6), "1 d 6 h"),
        (timedelta(days=40), "40 d 0 h"),
    ],
)
def test_a_time_is_told_in_its_two_largest_units(app: Flask, time: timedelta, told: str) -> None:
    with app.test_request_context():
        app.preprocess_request()
        assert words.duration(time) == told


def test_an_age_stands_against_its_promise(app: Flask) -> None:
    with app.test_request_context():
        app.preprocess_request()
        assert words.age_of_promise(Age(timedelta(hours=30), 2, 0.6)) == "1 d 6 h of 2 d"
        assert words.age_of_promise(Age(timedelta(hours=53), 2, 1.1)) == "2 d 5 h, late"
        assert words.age_of_promise(Age(timedelta(hours=53), 0, 0)) == "2 d 5 h"


def test_a_count_that_stopped_says_so() -> None:
    assert words.count(Count(1000, more=True)) == "1,000+"
    assert words.count(Count(14)) == "14"
