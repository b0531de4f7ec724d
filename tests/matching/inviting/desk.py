"""A city with holders of an old system, the loop that writes to them, and what it wrote."""

from collections.abc import Iterable
from pathlib import Path

from sqlmodel import Session, col, select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import claims
from css.matching.inviting import addresses, campaigns, sending
from css.matching.inviting.campaigns import Plan
from css.matching.inviting.invitations import Inviter
from css.models import Account, AuditEntry, Campaign, ClaimedBy, Invitation, OutboxMessage
from css.outbox import Transport, deliver_due, transport_for
from css.registrations import drafts
from tests import builders
from tests.builders import Person
from tests.matching.importing.files import Said, holder, load, write

BASE = "http://localhost:8000"
PLAN = Plan(per_hour=100, reminders=2, days_between=14)


def link(public_id: str) -> str:
    return f"{BASE}/sign-up/again/{public_id}"


def stop_link(public_id: str) -> str:
    return f"{BASE}/no-invitations/{public_id}"


INVITER = Inviter(builders.mailer(), link, stop_link)


class Desk:
    """The city's side of a campaign."""

    def __init__(self, database: Database, clock: FixedClock, folder: Path, inviter: Inviter = INVITER) -> None:
        self.database, self.clock, self._folder, self._inviter = database, clock, folder, inviter
        self.transport: Transport = transport_for("inbox:", database)
        with database.writing() as session:
            self.staff_id = builders.staff_member(session, clock.now()).id or 0
            session.commit()

    def holders(self, number: int, **said: str) -> None:
        """So many, with an email each."""
        self.bring_in(holder(f"H-{one}", **said) for one in range(number))

    def bring_in(self, rows: Iterable[Said]) -> None:
        load(self.database, self.clock, write(self._folder, rows))

    def campaign(self, plan: Plan = PLAN) -> Campaign:
        """One that has been started."""
        with self.database.writing() as session:
            campaigns.prepare(session, plan, staff_id=self.staff_id, now=self.clock.now())
            session.commit()
        return self.do("start")

    def do(self, verb: str) -> Campaign:
        with self.database.writing() as session:
            shown = campaigns.current(session)
            assert shown
            done = campaigns.move(
                session, shown.public_id, shown.version, verb, staff_id=self.staff_id, now=self.clock.now()
            )
            session.commit()
        return done

    def round(self) -> int:
        """What the loop does, once: mail leaves, and then more of it is written."""
        while deliver_due(self.database, self.transport, self.clock):
            pass
        return sending.send_due(self.database, self._inviter, self.clock, "en")

    def run(self, *, seconds: int, step: int = 1) -> int:
        """The loop, for so long; returns how many mails were written."""
        written = 0
        for _ in range(0, seconds, step):
            written += self.round()
            self.clock.advance(seconds=step)
        return written

    def newest(self) -> Campaign:
        with self.database.reading() as session:
            return session.exec(select(Campaign).order_by(col(Campaign.id).desc())).first() or Campaign()

    def invitations(self) -> list[Invitation]:
        with self.database.reading() as session:
            return list(session.exec(select(Invitation).order_by(col(Invitation.id))))

    def written_to(self) -> list[tuple[str, int | None]]:
        """Address and round of every mail, in order."""
        return [(one.email, one.round) for one in self.invitations()]

    def mails(self) -> list[OutboxMessage]:
        with self.database.reading() as session:
            return list(session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))))

    def acts(self) -> list[str]:
        """What the audit says was done, but for imports and staff."""
        with self.database.reading() as session:
            return [
                entry.action
                for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
                if entry.action.startswith(("campaign", "invitation"))
            ]

    def can_be_invited(self, campaign_id: int | None = None) -> int:
        with self.database.reading() as session:
            return addresses.count(session, campaign_id)

    def register(self, email: str, *, claims_it: bool = True) -> Account:
        """Somebody proves this email, and claims what is theirs."""
        with self.database.writing() as session:
            account = builders.account(session, self.clock.now(), Person(email=email))
            if claims_it:
                self._claim(session, account)
            session.commit()
        return account

    def _claim(self, session: Session, account: Account) -> None:
        city, now = builders.jurisdiction(), self.clock.now()
        draft = drafts.begin(session, account, city, language="en", mobile_phone="", now=now)
        session.flush()
        claims.begin(session, account, draft, ClaimedBy.CODE, now)
