"""A campaign's mail, written a little at every round of the background loop.

First everybody is invited once, then reminders follow. Holders are gone through by id in short windows, so that no
round takes long however many there are; what was written and has not left yet holds back the rest, so that a mail
server that is slow or down never has more than MOST_WAITING of them before it.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from css.core.clock import Clock
from css.core.db import Database, take_turns
from css.matching import legacy_accounts
from css.matching.inviting import addresses, campaigns, outcomes
from css.matching.inviting.campaigns import TURN, plan_of
from css.matching.inviting.invitations import Inviter
from css.matching.legacy_accounts import EMAIL_KEY, Held
from css.models import Campaign, CampaignState, Invitation, InvitationKind, LegacyAccount, Outcome

BATCH = 50
"""Mails written in one transaction."""
WINDOW = 2_000
"""Holders looked at in one."""
MOST_WAITING = 100
"""Mails that may wait for the mail server."""
CATCH_UP = timedelta(seconds=5)
"""A round may be late by so much and still make up for it; a longer stop is not made up for."""
HOUR = timedelta(hours=1)
COUNT_EVERY = timedelta(minutes=1)
"""How many there are to invite: of 100,000 holders that takes a quarter of a second."""
REST = timedelta(minutes=5)
"""After looking at all holders in vain, until they are looked at anew."""


def send_due(database: Database, inviter: Inviter, clock: Clock, language: str) -> int:
    """Write what the rate allows by now, and note what became of what has left; returns how many mails were written.

    One short transaction, and none while there is nothing to do. Any number of loops may call it at once.
    """
    now = clock.now()
    _count(database, now)
    if not _is_due(database, now):
        return 0
    with database.writing() as session:
        take_turns(session, TURN)
        outcomes.settle(session, now)
        campaign = campaigns.current(session)
        written = 0
        if campaign and campaign.state == CampaignState.RUNNING:
            written = _Round(session, inviter, campaign, now, language).send()
        session.commit()
    return written


def _is_due(database: Database, now: datetime) -> bool:
    """Asked at every round of the loop, so without a transaction that writes."""
    with database.reading() as session:
        campaign = campaigns.current(session)
        return outcomes.are_there(session) or (campaign is not None and _may_send(session, campaign, now))


def _count(database: Database, now: datetime) -> None:
    """Note how many addresses the campaign writes to in all. They are counted without a transaction that writes."""
    with database.reading() as session:
        campaign = campaigns.current(session)
        if campaign is None or campaign.state != CampaignState.RUNNING:
            return
        if campaign.counted_at is not None and campaign.counted_at <= now < campaign.counted_at + COUNT_EVERY:
            return
        total = campaign.invited + addresses.count(session, campaign.id)
    counted = update(Campaign).where(col(Campaign.id) == campaign.id).values(total=total, counted_at=now)
    with database.writing() as session:
        session.exec(counted)
        session.commit()


def _may_send(session: Session, campaign: Campaign, now: datetime) -> bool:
    if campaign.state != CampaignState.RUNNING or campaign.next_at is None or now < _next_at(campaign, now):
        return False
    return not _rests(campaign, now) or _reminders(session, campaign, now, 1) != []


def _rests(campaign: Campaign, now: datetime) -> bool:
    return campaign.rest_until is not None and now < campaign.rest_until <= now + REST


def _next_at(campaign: Campaign, now: datetime) -> datetime:
    """Before this nothing is written. What lies farther ahead was noted by a clock that has gone back since."""
    noted = campaign.next_at or now
    return noted if noted <= now + plan_of(campaign).interval + CATCH_UP else now


def _reminders(session: Session, campaign: Campaign, now: datetime, most: int) -> list[Invitation]:
    """What is to be followed by a reminder by now, longest due first."""
    due = select(Invitation).where(Invitation.campaign_id == campaign.id, col(Invitation.remind_at) <= now)
    return list(session.exec(due.order_by(col(Invitation.remind_at), col(Invitation.id)).limit(most)))


class _Round:
    """What one round writes of a running campaign."""

    def __init__(self, session: Session, inviter: Inviter, campaign: Campaign, now: datetime, language: str) -> None:
        self._session, self._inviter, self._language = session, inviter, language
        self._campaign, self._now, self._plan = campaign, now, plan_of(campaign)

    def send(self) -> int:
        """Write what the rate allows; the campaign ends when there is nothing more to come."""
        since = max(_next_at(self._campaign, self._now), self._now - CATCH_UP)
        most = self._allowance(since)
        written = self._invite(most) if most and not _rests(self._campaign, self._now) else 0
        self._campaign.invited += written
        if written < most:
            reminded = self._remind(most - written)
            self._campaign.reminded += reminded
            written += reminded
        if written:
            self._campaign.next_at = since + written * self._plan.interval
        self._session.add(self._campaign)
        return written

    def _allowance(self, since: datetime) -> int:
        """How many may be written now. No hour ever has more than the rate, whatever was paused or begun in it."""
        if since > self._now:
            return 0
        sent = col(Invitation.kind) == InvitationKind.CAMPAIGN, col(Invitation.sent_at) > self._now - HOUR
        return max(
            0,
            min(
                1 + (self._now - since) // self._plan.interval,
                BATCH,
                self._plan.per_hour - self._count(*sent),
                MOST_WAITING - self._count(col(Invitation.outcome) == Outcome.WAITING),
            ),
        )

    def _count(self, *which: ColumnElement[bool]) -> int:
        counted = select_columns(func.count(col(Invitation.id))).where(*which)
        number: int = self._session.execute(counted).scalar_one()
        return number

    def _invite(self, most: int) -> int:
        end = self._next_end()
        if end is None:
            return self._begin_anew()
        found = self._uninvited(end, most)
        one_each = {holder.email_key: holder for holder in reversed(found)}
        written = sum([self._write(holder, 0) for holder in reversed(one_each.values())])
        self._campaign.seen_to = found[-1].id if len(found) == most else end
        self._campaign.found += written
        return written

    def _next_end(self) -> int | None:
        """The last of the next WINDOW holders; None after all."""
        number = col(LegacyAccount.id)
        ids = select_columns(number).where(number > self._campaign.seen_to).order_by(number).limit(WINDOW).subquery()
        end: int | None = self._session.execute(select_columns(func.max(ids.c.id))).scalar_one()
        return end

    def _begin_anew(self) -> int:
        """All were looked at. If nobody was found it is over, or waits until it is time for reminders."""
        if self._campaign.found == 0:
            if not self._is_anybody_to_be_reminded():
                campaigns.finish(self._session, self._campaign, self._now)
            self._campaign.rest_until = self._now + REST
        self._campaign.seen_to = self._campaign.found = 0
        return 0

    def _is_anybody_to_be_reminded(self) -> bool:
        theirs = Invitation.campaign_id == self._campaign.id, col(Invitation.remind_at).is_not(None)
        return self._session.exec(select(Invitation.id).where(*theirs).limit(1)).first() is not None

    def _uninvited(self, end: int, most: int) -> list[Held]:
        """Unclaimed holders up to this id whose address this campaign has not written to, oldest first."""
        invited = exists().where(
            col(Invitation.campaign_id) == self._campaign.id,
            col(Invitation.email_key) == EMAIL_KEY,
            col(Invitation.round) == 0,
        )
        number = col(LegacyAccount.id)
        theirs = legacy_accounts.true_ones().where(
            number > self._campaign.seen_to,
            number <= end,
            legacy_accounts.awaits_its_email(),
            addresses.may_be_written_to(EMAIL_KEY),
            ~invited,
        )
        return legacy_accounts.all_of(self._session, theirs.order_by(number).limit(most))

    def _remind(self, most: int) -> int:
        written = 0
        for before in _reminders(self._session, self._campaign, self._now, most):
            before.remind_at = None
            self._session.add(before)
            holder = addresses.holder_of(self._session, before.email_key)
            if holder and before.round is not None:
                written += self._write(holder, before.round + 1)
        return written

    def _write(self, holder: Held, round: int) -> int:
        made = self._inviter.invite(
            self._session,
            holder.email,
            InvitationKind.CAMPAIGN,
            language=self._language,
            now=self._now,
            campaign_id=self._campaign.id,
            round=round,
        )
        if round < self._plan.reminders:
            made.remind_at = self._now + timedelta(days=self._plan.days_between)
        return 1
