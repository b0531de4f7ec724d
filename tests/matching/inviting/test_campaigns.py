"""A campaign as administrators steer it: one at a time, as it was shown, and all of it in the audit."""

import pytest
from sqlmodel import select

from css.matching.inviting import campaigns
from css.matching.inviting.campaigns import Moved, Plan
from css.models import AuditEntry, AuditValue, Campaign
from tests.matching.inviting.desk import PLAN, Desk


def prepare(desk: Desk, plan: Plan = PLAN) -> Campaign:
    with desk.database.writing() as session:
        made = campaigns.prepare(session, plan, staff_id=desk.staff_id, now=desk.clock.now())
        session.commit()
    return made


def move(desk: Desk, campaign: Campaign, verb: str, version: int | None = None) -> Campaign:
    with desk.database.writing() as session:
        shown = campaign.version if version is None else version
        done = campaigns.move(session, campaign.public_id, shown, verb, staff_id=desk.staff_id, now=desk.clock.now())
        session.commit()
    return done


def test_it_is_prepared_started_paused_gone_on_with_and_ended(desk: Desk) -> None:
    campaign = prepare(desk)
    states = [campaign.state]
    for verb in ("start", "pause", "resume", "end"):
        campaign = move(desk, campaign, verb)
        states.append(campaign.state)
    assert states == ["draft", "running", "paused", "running", "ended"]
    assert campaign.ended_at == desk.clock.now()
    assert desk.acts() == [f"campaign.{done}" for done in ("prepared", "started", "paused", "resumed", "ended")]


@pytest.mark.parametrize(
    ("before", "verb"),
    [
        ((), "pause"),
        ((), "resume"),
        (("start",), "start"),
        (("start",), "resume"),
        (("start", "pause"), "pause"),
        (("start", "pause"), "start"),
        (("end",), "start"),
        (("start", "end"), "resume"),
        (("start", "end"), "end"),
    ],
)
def test_what_does_not_fit_its_state_is_refused(desk: Desk, before: tuple[str, ...], verb: str) -> None:
    campaign = prepare(desk)
    for one in before:
        campaign = move(desk, campaign, one)
    with pytest.raises(Moved):
        move(desk, campaign, verb)


def test_of_two_windows_the_second_is_told(desk: Desk) -> None:
    campaign = move(desk, prepare(desk), "start")
    move(desk, campaign, "pause")
    with pytest.raises(Moved):
        move(desk, campaign, "end")
    assert desk.newest().state == "paused"


def test_there_is_one_at_a_time_and_another_after_it(desk: Desk) -> None:
    campaign = prepare(desk)
    with pytest.raises(Moved):
        prepare(desk)
    move(desk, campaign, "end")
    assert prepare(desk).public_id != campaign.public_id


def test_one_that_never_started_is_not_the_last(desk: Desk) -> None:
    move(desk, prepare(desk), "end")
    with desk.database.reading() as session:
        assert campaigns.last(session) is None


def test_a_draft_can_be_changed_wholly(desk: Desk) -> None:
    campaign = prepare(desk)
    with desk.database.writing() as session:
        plan = Plan(7, 3, 5)
        campaigns.change(session, campaign.public_id, 0, plan, staff_id=desk.staff_id, now=desk.clock.now())
        session.commit()
        with pytest.raises(Moved):
            campaigns.change(session, campaign.public_id, 0, plan, staff_id=desk.staff_id, now=desk.clock.now())
    assert campaigns.plan_of(desk.newest()) == Plan(7, 3, 5)


def test_the_audit_has_what_was_planned_and_what_was_changed_to_what(desk: Desk) -> None:
    campaign = prepare(desk)
    with desk.database.writing() as session:
        plan = Plan(7, PLAN.reminders, PLAN.days_between)
        campaigns.change(session, campaign.public_id, 0, plan, staff_id=desk.staff_id, now=desk.clock.now())
        session.commit()
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject == "campaign")).all()
        assert [entry.fields for entry in entries] == [["days_between", "per_hour", "reminders"], ["per_hour"]]
        (value,) = session.exec(select(AuditValue).where(AuditValue.entry_id == entries[1].id)).all()
        assert (value.before, value.after) == ("100", "7")


@pytest.mark.parametrize("wrong", [(0, 0, 1), (20_001, 0, 1), (1, -1, 1), (1, 4, 1), (1, 0, 0), (1, 0, 91)])
def test_a_plan_keeps_to_sane_limits(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no campaign"):
        Plan(*wrong)
    Plan(20_000, 3, 90), Plan(1, 0, 1)
