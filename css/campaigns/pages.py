"""The campaign's page, made ready for its template."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response

from css.campaigns import words
from css.campaigns.forms import BouncesForm, PlanForm, RateForm
from css.core import times
from css.matching.inviting import addresses, campaigns, progress
from css.matching.inviting.campaigns import plan_of
from css.matching.inviting.progress import Sent
from css.models import Campaign, CampaignState
from css.web import hx, login
from css.web import staff_frame as frame
from css.web.context import db_session, language, now, portal
from css.web.text import _

USUAL = {"per_hour": "1000", "reminders": "2", "days_between": "14"}
"""What the form begins with."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a campaign stands: what is shown anew every ten seconds while it is under way."""

    campaign: Campaign
    badge: words.Badge
    sent: Sent
    until: datetime | None

    @property
    def under_way(self) -> bool:
        """Whether it sends."""
        return self.campaign.state == CampaignState.RUNNING


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the chart."""

    label: str
    count: int


def show(
    form: RateForm | None = None, bounces: BouncesForm | None = None, *, status: int = 200, problem: str = ""
) -> Response:
    """The whole page; `problem` says why what was asked for could not be done."""
    campaign = campaigns.current(db_session())
    shown = campaign or campaigns.last(db_session())
    can_invite = _can_invite(campaign)
    return frame.legacy_page(
        "campaigns/campaign",
        title=_("Campaign"),
        status=status,
        tab="campaign",
        problem=problem,
        campaign=campaign,
        form=form or _form(campaign),
        bounces=bounces or BouncesForm(),
        can_invite=can_invite,
        until_then=now() + can_invite * plan_of(campaign).interval if campaign and can_invite else None,
        holders=progress.holders(db_session()),
        days=_days(),
        me=login.the_staff().email,
        **_standing(shown if shown and shown.started_at else None),
    )


def figures(campaign: Campaign) -> Response:
    """Only what is shown anew."""
    return hx.fragment("campaigns/figures", **_standing(campaign))


def _standing(campaign: Campaign | None) -> dict[str, Any]:
    if campaign is None:
        return {"standing": None, "closed": progress.closed(db_session())}
    sent = progress.sent(db_session(), campaign)
    standing = Standing(campaign, words.badge(campaign), sent, _until(campaign, sent))
    return {"standing": standing, "closed": progress.closed(db_session())}


def _until(campaign: Campaign, sent: Sent) -> datetime | None:
    """About when everybody is invited."""
    left = sent.total - sent.invited
    if campaign.state != CampaignState.RUNNING or left <= 0:
        return None
    return now() + left * plan_of(campaign).interval


def _can_invite(campaign: Campaign | None) -> int | None:
    """How many addresses can be invited, before a campaign has begun to."""
    return None if campaign and campaign.started_at else addresses.count(db_session())


def _form(campaign: Campaign | None) -> RateForm:
    if campaign is None:
        return PlanForm(data=USUAL)
    kept = {name: str(getattr(campaign, name)) for name in (*USUAL, "version")}
    return RateForm(data=kept) if campaign.started_at else PlanForm(data=kept)


def _days() -> list[Bar]:
    counted = progress.by_day(db_session(), portal().jurisdiction.zone, now())
    return [Bar(times.full_date(day, language()), count) for day, count in counted]
