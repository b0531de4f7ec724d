"""Invitations: mail that starts the re-registration. The link fills in an address, and claims nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from css.accounts import locks
from css.accounts.emails import email_key
from css.accounts.locks import Door
from css.core import tokens
from css.matching import legacy_accounts
from css.models import Invitation, InvitationKind
from css.outbox import Mailer

LIFETIME = timedelta(days=60)
"""How long a link fills in the address; after that it leads to the same page, empty."""

MakeLink = Callable[[str], str]
"""Makes the address of a page out of an invitation's public id."""


@dataclass(frozen=True, slots=True)
class Inviter:
    """Writes invitations: the city's mailer, the link to sign up, and the one by which nobody is invited again."""

    mailer: Mailer
    link: MakeLink
    stop_link: MakeLink

    def invite(
        self,
        session: Session,
        email: str,
        kind: InvitationKind,
        *,
        language: str,
        now: datetime,
        campaign_id: int | None = None,
        round: int | None = None,
    ) -> Invitation:
        """Queue the mail to this address; the caller commits.

        Only a campaign's can be stopped: the others were asked for.
        """
        made = Invitation(
            public_id=tokens.new_public_id(),
            kind=kind,
            email=email,
            email_key=email_key(email),
            campaign_id=campaign_id,
            round=round,
            sent_at=now,
        )
        can_stop = kind in (InvitationKind.CAMPAIGN, InvitationKind.TEST)
        message = self.mailer.queue(
            session,
            "register-again",
            to=email,
            language=language,
            now=now,
            link=self.link(made.public_id),
            stop=self.stop_link(made.public_id) if can_stop else "",
            asked=kind == InvitationKind.ASKED,
            reminder=bool(round),
            days=LIFETIME.days,
        )
        made.message_id = message.message_id
        session.add(made)
        return made

    def remind(self, session: Session, email: str, *, language: str, now: datetime) -> None:
        """Somebody has tried to sign in with an email that has no account, but a holder of the old system: they get
        the way to register again, at most once a day.
        """
        waiting = legacy_accounts.unclaimed_with(session, email_key(email))
        if waiting and locks.is_news(session, Door("register again", email_key(email)), now):
            self.invite(session, waiting[0].email, InvitationKind.ASKED, language=language, now=now)


def find(session: Session, public_id: str, now: datetime) -> Invitation | None:
    """The invitation that a link names, while the link is good."""
    mine = select(Invitation).where(Invitation.public_id == public_id, Invitation.sent_at > now - LIFETIME)
    return session.exec(mine).first()
