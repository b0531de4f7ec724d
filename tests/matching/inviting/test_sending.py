"""A campaign writes to every unclaimed holder once, no faster than it may, and never twice."""

import threading
from datetime import timedelta
from itertools import pairwise

import pytest

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching import legacy_accounts
from css.matching.inviting import addresses, campaigns, sending
from css.matching.inviting.campaigns import Plan
from css.models import CampaignState, ClaimedBy, LegacyAccount, LegacyClaim, Why
from tests.matching.importing.files import holder
from tests.matching.inviting.desk import INVITER, Desk
from tests.web.visits import all_of

HOUR = 3600


def in_any_hour(desk: Desk) -> int:
    """The most mails that were written within an hour."""
    times = [one.sent_at for one in desk.invitations()]
    return max(sum(begin <= time < begin + timedelta(hours=1) for time in times) for begin in times)


def test_every_unclaimed_holder_is_written_to_once_and_then_it_ends(desk: Desk) -> None:
    desk.holders(7)
    desk.campaign(Plan(per_hour=20_000, reminders=0, days_between=14))
    assert desk.run(seconds=60) == 7
    assert sorted(desk.written_to()) == [(f"h-{number}@example.com", 0) for number in range(7)]
    ended = desk.newest()
    assert (ended.state, ended.current, ended.invited, ended.total) == ("ended", None, 7, 7)
    assert desk.acts() == ["campaign.prepared", "campaign.started", "campaign.ended"]
    assert desk.run(seconds=60) == 0


@pytest.mark.parametrize("per_hour", [1, 7, 100])
def test_the_rate_is_kept_in_every_hour(light_desk: Desk, per_hour: int) -> None:
    light_desk.holders(250)
    light_desk.campaign(Plan(per_hour, 0, 14))
    assert light_desk.run(seconds=HOUR, step=9) == per_hour
    light_desk.run(seconds=HOUR, step=9)
    assert in_any_hour(light_desk) == per_hour and len(light_desk.invitations()) == 2 * per_hour


def test_they_leave_evenly_one_after_the_other(light_desk: Desk) -> None:
    light_desk.holders(20)
    light_desk.campaign(Plan(360, 0, 14))
    light_desk.run(seconds=100)
    times = [one.sent_at for one in light_desk.invitations()]
    assert len(times) == 10
    assert {later - earlier for earlier, later in pairwise(times)} == {timedelta(seconds=10)}


def test_a_fast_campaign_makes_up_for_rounds_that_are_slow(light_desk: Desk) -> None:
    light_desk.holders(60)
    light_desk.campaign(Plan(7200, 0, 14))
    assert [light_desk.run(seconds=3, step=3) for _ in range(4)] == [1, 6, 6, 6]


@pytest.mark.parametrize("stop", ["pause", "loop"])
def test_nothing_is_made_up_for_after_a_pause_or_when_the_loop_stood_still(light_desk: Desk, stop: str) -> None:
    light_desk.holders(200)
    light_desk.campaign(Plan(3600, 0, 14))
    assert light_desk.run(seconds=10) == 10
    if stop == "pause":
        light_desk.do("pause")
        assert light_desk.run(seconds=HOUR, step=60) == 0
        light_desk.do("resume")
        assert light_desk.round() == 1
    else:
        light_desk.clock.advance(hours=1)
        assert light_desk.round() <= 1 + sending.CATCH_UP.seconds
    light_desk.clock.advance(seconds=1)
    assert light_desk.round() <= 2


def test_a_clock_that_jumped_ahead_once_does_not_stop_it(desk: Desk) -> None:
    desk.holders(20)
    desk.campaign(Plan(3600, 0, 14))
    desk.clock.advance(days=30)
    assert desk.round() == 6
    desk.clock.advance(days=-30)
    assert desk.run(seconds=10) >= 9


def test_pausing_takes_effect_at_once_and_going_on_writes_to_nobody_again(desk: Desk) -> None:
    desk.holders(10)
    desk.campaign(Plan(3600, 0, 14))
    assert desk.run(seconds=4) == 4
    desk.do("pause")
    assert desk.run(seconds=10) == 0
    desk.do("resume")
    assert desk.run(seconds=30) == 6
    assert len(set(desk.written_to())) == 10


def test_pausing_again_and_again_sends_no_more_than_the_rate(light_desk: Desk) -> None:
    light_desk.holders(50)
    light_desk.campaign(Plan(10, 0, 14))
    for _ in range(60):
        light_desk.run(seconds=30, step=15)
        light_desk.do("pause")
        light_desk.do("resume")
    assert in_any_hour(light_desk) <= 10


def test_campaigns_begun_anew_again_and_again_send_no_more_than_the_rate(light_desk: Desk) -> None:
    light_desk.holders(50)
    for _ in range(30):
        light_desk.campaign(Plan(10, 0, 14))
        light_desk.run(seconds=60, step=30)
        light_desk.do("end")
    assert in_any_hour(light_desk) == 10


def test_a_new_rate_counts_at_once(light_desk: Desk) -> None:
    light_desk.holders(50)
    light_desk.campaign(Plan(1, 0, 14))
    assert light_desk.run(seconds=10) == 1
    with light_desk.database.writing() as session:
        shown = campaigns.current(session)
        assert shown
        plan, now = Plan(3600, 3, 7), light_desk.clock.now()
        changed = campaigns.change(session, shown.public_id, shown.version, plan, staff_id=light_desk.staff_id, now=now)
        session.commit()
    assert (changed.per_hour, changed.reminders) == (3600, 0)  # reminders are settled once it has started
    assert light_desk.run(seconds=10) == 10


def test_several_loops_at_once_never_write_twice(desk: Desk) -> None:
    desk.holders(40)
    desk.campaign(Plan(20_000, 0, 14))
    desk.clock.advance(seconds=5)
    failures: list[BaseException] = []

    def loop() -> None:
        try:
            for _ in range(10):
                sending.send_due(desk.database, INVITER, desk.clock, "en")
        except BaseException as failure:
            failures.append(failure)

    loops = [threading.Thread(target=loop) for _ in range(4)]
    for one in loops:
        one.start()
    for one in loops:
        one.join()
    assert not failures
    written = desk.written_to()
    assert 0 < len(written) == len(set(written)) <= 1 + 5 * 20_000 / HOUR + 1


def test_an_address_that_several_old_accounts_share_gets_one_mail(desk: Desk) -> None:
    desk.bring_in([holder("H-1", email="Both@Example.com"), holder("H-2", email="both@example.com"), holder("H-3")])
    assert desk.can_be_invited() == 2
    desk.campaign(Plan(20_000, 0, 14))
    desk.run(seconds=30)
    assert sorted(desk.written_to()) == [("Both@example.com", 0), ("h-3@example.com", 0)]


def test_shared_addresses_far_apart_get_one_mail_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "WINDOW", 2)
    desk.bring_in(holder(f"H-{number}", email=f"{number % 3}@example.com") for number in range(12))
    desk.campaign(Plan(20_000, 0, 14))
    desk.run(seconds=60)
    assert sorted(desk.written_to()) == [(f"{number}@example.com", 0) for number in range(3)]


def test_who_can_not_or_need_not_be_invited_is_left_out(desk: Desk) -> None:
    desk.bring_in([holder(f"H-{number}") for number in range(5)] + [holder("H-5", email="")])
    desk.register("h-0@example.com")
    desk.register("h-1@example.com", claims_it=False)
    with desk.database.writing() as session:
        addresses.close(session, "h-2@example.com", Why.ASKED, desk.clock.now())
        addresses.close(session, "h-3@example.com", Why.BOUNCED, desk.clock.now())
        session.commit()
    assert desk.can_be_invited() == 1
    desk.campaign(Plan(20_000, 0, 14))
    desk.run(seconds=30)
    assert desk.written_to() == [("h-4@example.com", 0)]


def test_who_claimed_with_another_email_is_left_alone(desk: Desk) -> None:
    """Staff have confirmed that it is theirs; the old address has no account."""
    desk.holders(2)
    account = desk.register("new@example.com", claims_it=False)
    with desk.database.writing() as session:
        (first,) = legacy_accounts.waiting_for(session, "h-0@example.com").held
        claim = LegacyClaim(
            public_id="c" * 20,
            legacy_account_id=first.id,
            account_id=account.id or 0,
            how=ClaimedBy.STAFF,
            made_at=desk.clock.now(),
        )
        session.add(claim)
        session.commit()
    assert desk.can_be_invited() == 1
    desk.campaign(Plan(20_000, 0, 14))
    desk.run(seconds=10)
    assert desk.written_to() == [("h-1@example.com", 0)]


def test_whom_an_import_brings_in_meanwhile_is_invited_too(desk: Desk) -> None:
    desk.holders(3)
    desk.campaign(Plan(20_000, 1, 14))
    desk.run(seconds=30)
    desk.bring_in([holder("N-1"), holder("H-0", email="changed@example.com")])
    desk.run(seconds=600, step=10)
    assert desk.written_to()[3:] == [("changed@example.com", 0), ("n-1@example.com", 0)]


def test_an_address_that_staff_corrected_is_the_one_written_to(desk: Desk) -> None:
    desk.bring_in([holder("H-1", email="")])
    assert desk.can_be_invited() == 0
    with desk.database.writing() as session:
        (account,) = all_of(session, LegacyAccount)
        assert isinstance(account, LegacyAccount)
        account.email, account.email_key = "Right@example.com", "right@example.com"
        session.add(account)
        session.commit()
    assert desk.can_be_invited() == 1
    desk.campaign(Plan(20_000, 0, 14))
    desk.run(seconds=30)
    assert desk.written_to() == [("Right@example.com", 0)]


def test_a_draft_sends_nothing(desk: Desk) -> None:
    desk.holders(2)
    with desk.database.writing() as session:
        campaigns.prepare(session, Plan(20_000, 0, 14), staff_id=desk.staff_id, now=desk.clock.now())
        session.commit()
    assert desk.run(seconds=10) == 0 and desk.newest().state == CampaignState.DRAFT


def test_a_campaign_with_nobody_to_invite_ends(desk: Desk) -> None:
    desk.campaign()
    desk.run(seconds=5)
    assert desk.newest().state == CampaignState.ENDED


def test_a_mail_server_that_is_down_has_no_heap_of_invitations_before_it(
    light_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MOST_WAITING", 10)
    light_desk.holders(30)
    light_desk.campaign(Plan(20_000, 0, 14))
    for _ in range(60):
        sending.send_due(light_desk.database, INVITER, light_desk.clock, "en")
        light_desk.clock.advance(seconds=1)
    assert len(light_desk.invitations()) == 10
    light_desk.run(seconds=60)
    assert len(light_desk.invitations()) == 30


def test_a_round_without_anything_to_do_opens_no_transaction_that_writes(
    sqlite_database: Database, light_desk: Desk, clock: FixedClock
) -> None:
    light_desk.holders(3)
    light_desk.campaign(Plan(1, 0, 14))
    light_desk.run(seconds=5)
    with sqlite_database.writing() as session:  # a writer would wait for ten seconds, and fail
        session.connection()
        assert sending.send_due(sqlite_database, INVITER, clock, "en") == 0


def test_what_is_still_to_be_invited_is_counted_every_minute(light_desk: Desk) -> None:
    light_desk.holders(5)
    light_desk.campaign(Plan(60, 0, 14))
    light_desk.run(seconds=30)
    light_desk.bring_in([holder("N-1")])
    assert light_desk.newest().total == 5
    light_desk.run(seconds=60)
    assert light_desk.newest().total == 6
