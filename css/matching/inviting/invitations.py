"""Invitations: mail that starts the re-registration. The link fills in an address, and claims nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel import Locale
from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts import locks
from css.accounts.codes.flows import account_with
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
        link, stop = self.link(made.public_id), self.stop_link(made.public_id) if can_stop else ""
        message = self.mailer.queue(
            session,
            "register-again",
            to=email,
            language=language,
            now=now,
            unsubscribe=stop,
            link=link,
            others=self._others(link, language),
            stop=stop,
            asked=kind == InvitationKind.ASKED,
            reminder=bool(round),
            days=LIFETIME.days,
        )
        made.message_id = message.message_id
        session.add(made)
        return made

    def _others(self, link: str, language: str) -> list[tuple[str, str]]:
        """The same page in the city's other languages, each named by itself: nobody knows what a holder reads."""
        others = [other for other in self.mailer.letterheads if other != language]
        return [
            ((Locale.parse(other).get_language_name(other) or other).capitalize(), f"{link}?lang={other}")
            for other in others
        ]

    def remind(self, session: Session, email: str, *, language: str, now: datetime) -> None:
        """Somebody has tried to sign in with this email: if it is a holder's of the old system who has no account yet,
        they get the way to register again, once a day. It is looked up whoever has the email, which takes as long.
        """
        waiting, door = _waiting(session, email), Door("register again", email_key(email))
        if waiting and locks.is_news(session, door, now):
            self.invite(session, waiting, InvitationKind.ASKED, language=language, now=now)

    def instead_of_code(self, session: Session, email: str, language: str, now: datetime) -> bool:
        """As `remind`, for whoever asked for a code, who gets a mail each time; says whether there was one to send."""
        waiting = _waiting(session, email)
        if waiting:
            self.invite(session, waiting, InvitationKind.ASKED, language=language, now=now)
        return bool(waiting)


def find(session: Session, public_id: str, now: datetime) -> Invitation | None:
    """The invitation that a link names, while the link is good."""
    mine = select(Invitation).where(Invitation.public_id == public_id, Invitation.sent_at > now - LIFETIME)
    return session.exec(mine).first()


def purge(session: Session, now: datetime) -> None:
    """Forget invitations outside of campaigns whose links fill in nothing any more."""
    alone = col(Invitation.campaign_id).is_(None), col(Invitation.sent_at) <= now - LIFETIME
    session.exec(delete(Invitation).where(*alone))


def _waiting(session: Session, email: str) -> str:
    """The address of the legacy account that waits for this email, if nobody has an account with it; else ""."""
    key = email_key(email)
    has_account = account_with(session, key) is not None
    waiting = legacy_accounts.waiting_for(session, email).held
    return waiting[0].email if waiting and not has_account else ""
