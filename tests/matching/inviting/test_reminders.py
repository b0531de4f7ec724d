"""Reminders: only to who is still left, so many days after the mail before, and no more than were promised."""

from datetime import timedelta

import pytest

from css.matching.inviting import addresses
from css.matching.inviting.campaigns import Plan
from css.models import Why
from tests.matching.inviting.desk import Desk

DAY = timedelta(days=1)
FAST = Plan(per_hour=20_000, reminders=2, days_between=14)


def day(desk: Desk) -> int:
    """The loop now and then for a day; returns how many mails were written."""
    return desk.run(seconds=24 * 3600, step=12 * 3600)


def begin(desk: Desk, holders: int, plan: Plan = FAST) -> None:
    desk.holders(holders)
    desk.campaign(plan)
    assert desk.run(seconds=30) == holders


def test_whoever_is_left_is_reminded_as_often_as_promised_and_then_it_ends(desk: Desk) -> None:
    begin(desk, 2)
    written = [day(desk) for _ in range(40)]
    assert sum(written) == 4 and [one for one, count in enumerate(written) if count] == [14, 28]
    assert [round for _, round in desk.written_to()] == [0, 0, 1, 1, 2, 2]
    ended = desk.newest()
    assert (ended.state, ended.invited, ended.reminded) == ("ended", 2, 4)


def test_no_reminder_comes_before_its_day(desk: Desk) -> None:
    begin(desk, 1)
    first = desk.invitations()[0].sent_at
    desk.clock.advance(seconds=(first + 14 * DAY - desk.clock.now()).total_seconds() - 1)
    assert desk.round() == 0
    desk.clock.advance(seconds=1)
    assert desk.round() == 1


@pytest.mark.parametrize("what", ["claimed", "has an account", "wants no more", "bounced", "file without"])
def test_only_who_is_still_left_is_reminded(desk: Desk, what: str) -> None:
    begin(desk, 2)
    if what == "claimed":
        desk.register("h-0@example.com")
    elif what == "has an account":
        desk.register("h-0@example.com", claims_it=False)
    elif what == "file without":
        desk.holders(1, email="")
    else:
        why = Why.ASKED if what == "wants no more" else Why.BOUNCED
        with desk.database.writing() as session:
            addresses.close(session, "h-0@example.com", why, desk.clock.now())
            session.commit()
    for _ in range(40):
        day(desk)
    assert desk.written_to()[2:] == [("h-1@example.com", 1), ("h-1@example.com", 2)]


def test_without_reminders_there_are_none(desk: Desk) -> None:
    begin(desk, 2, Plan(20_000, 0, 14))
    for _ in range(20):
        assert day(desk) == 0


def test_reminders_keep_the_rate_too(light_desk: Desk) -> None:
    light_desk.holders(30)
    light_desk.campaign(Plan(10, 1, 1))
    light_desk.run(seconds=5 * 3600, step=60)
    assert len(light_desk.invitations()) == 30
    light_desk.clock.advance(days=2)
    assert light_desk.run(seconds=3600, step=60) == 10
    assert {round for _, round in light_desk.written_to()[30:]} == {1}


def test_everybody_is_invited_before_anybody_is_reminded(light_desk: Desk) -> None:
    light_desk.holders(48)
    light_desk.campaign(Plan(1, 1, 1))
    light_desk.run(seconds=48 * 3600, step=3600)
    assert {round for _, round in light_desk.written_to()} == {0} and len(light_desk.invitations()) == 48


def test_a_reminder_says_that_it_is_one(desk: Desk) -> None:
    begin(desk, 1)
    desk.clock.advance(days=14)
    desk.round()
    first, second = desk.mails()
    assert first.subject == "Please register again with Encinitas"
    assert second.subject == "Reminder: please register again with Encinitas"
    assert "We wrote to you before" in second.text and "We wrote" not in first.text
