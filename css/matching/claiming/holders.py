"""A holder of the old system as the help desk opens them, and what it may do: each act with a reason, and in the audit.

Whoever acts holds the legacy account's row until the transaction ends, as a claim of it does, so that nobody changes
what has just found its owner.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from css import audit
from css.accounts.codes.flows import account_with
from css.accounts.emails import email_key
from css.audit import Actor
from css.matching import legacy_accounts
from css.matching.claiming import claims, notes
from css.matching.claiming.claims import AlreadyClaimed
from css.matching.claiming.notes import Written
from css.matching.legacy_accounts import Held
from css.models import (
    Account,
    ActorKind,
    LegacyAccount,
    LegacyClaim,
    LegacyRecord,
    NoteKind,
    Registration,
    StaffMember,
)
from css.outbox import Mailer

MAILS_A_DAY = CHANGES_A_DAY = 3
"""Of the help desk to one holder: a mailbox is not flooded, whoever calls."""
DAY = timedelta(days=1)


class NoEmail(Exception):
    """There is no address to send to."""


class HasAccount(Exception):
    """Somebody with this email has an account already: they need no mail to register, but sign in."""


class TakenBack(Exception):
    """A claim was undone: nobody claims it by its email before staff have corrected that."""


class TooManyMails(Exception):
    """The holder got enough mail today."""


class TooManyChanges(Exception):
    """The address was changed often enough today: each change is a mail to the one before."""


class SameEmail(Exception):
    """The legacy account has this address already."""


class ChangedMeanwhile(Exception):
    """Somebody else has given another address since the page was made."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has claimed a legacy account; `staff`: the name of whoever confirmed it, or ""."""

    claim: LegacyClaim
    account: Account
    reference: str
    staff: str


@dataclass(frozen=True, slots=True)
class Opened:
    """All about a holder. `awaits`: whoever proves the email claims it. `has_account`: somebody with it has one."""

    held: Held
    records: tuple[LegacyRecord, ...]
    owner: Owner | None
    awaits: bool
    has_account: bool
    notes: tuple[Written, ...]

    @property
    def version(self) -> int:
        """How often staff have corrected the email."""
        return sum(one.note.kind == NoteKind.EMAIL_CHANGED for one in self.notes)


def find(session: Session, public_id: str) -> Opened:
    """The holder of this id; raises NoResultFound."""
    held = legacy_accounts.find(session, public_id)
    return Opened(
        held=held,
        records=tuple(legacy_accounts.records(session, [held.version.id or 0])),
        owner=_owner(session, held),
        awaits=legacy_accounts.awaits(session, held),
        has_account=_has_account(session, held.email_key),
        notes=tuple(notes.of_legacy(session, held.id)),
    )


def look(session: Session, public_id: str, *, reason: str, staff: StaffMember, now: datetime) -> str:
    """The email address in full, for a reason; raises NoResultFound."""
    held = legacy_accounts.find(session, public_id)
    _note(session, held, NoteKind.LOOKED, reason, staff, now)
    return held.email


def may_mail(session: Session, public_id: str, *, reason: str, staff: StaffMember, now: datetime) -> str:
    """The address to which an invitation may leave now, which the caller sends: it counts as sent.

    Raises NoResultFound, AlreadyClaimed, NoEmail, TakenBack, HasAccount, TooManyMails.
    """
    held = _unclaimed(session, public_id)
    if not held.email:
        raise NoEmail
    if not legacy_accounts.awaits(session, held):
        raise TakenBack
    if _has_account(session, held.email_key):
        raise HasAccount
    if notes.number_since(session, held.id, NoteKind.MAILED, now - DAY) >= MAILS_A_DAY:
        raise TooManyMails
    _note(session, held, NoteKind.MAILED, reason, staff, now)
    return held.email


def change_email(
    session: Session,
    public_id: str,
    email: str,
    *,
    version: int,
    reason: str,
    staff: StaffMember,
    mailer: Mailer,
    now: datetime,
) -> None:
    """Give a legacy account another address, after an identity was checked; mail tells the one from before.

    Nothing is claimed by it: whoever proves the new address claims it, be it with a new account or with one they have.
    `version`: as the page had it. Raises NoResultFound, AlreadyClaimed, SameEmail, ChangedMeanwhile,
    TooManyChanges.
    """
    held = _unclaimed(session, public_id)
    if email_key(email) == held.email_key:
        raise SameEmail
    if version != notes.number_since(session, held.id, NoteKind.EMAIL_CHANGED, None):
        raise ChangedMeanwhile
    if notes.number_since(session, held.id, NoteKind.EMAIL_CHANGED, now - DAY) >= CHANGES_A_DAY:
        raise TooManyChanges
    before = held.email
    held.account.email, held.account.email_key = email, email_key(email)
    session.add(held.account)
    _note(session, held, NoteKind.EMAIL_CHANGED, reason, staff, now, changes={"email": (before, email)})
    if before:
        mailer.queue(session, "legacy-email-changed", to=before, language=mailer.default_language, now=now)


def _unclaimed(session: Session, public_id: str) -> Held:
    session.exec(select(LegacyAccount.id).where(LegacyAccount.public_id == public_id).with_for_update()).one()
    held = legacy_accounts.find(session, public_id)
    if claims.of_legacy(session, held.id) is not None:
        raise AlreadyClaimed
    return held


def _owner(session: Session, held: Held) -> Owner | None:
    claim = claims.of_legacy(session, held.id)
    if claim is None:
        return None
    account, reference = session.exec(
        select(Account, Registration.reference).join(Registration).where(Account.id == claim.account_id)
    ).one()
    staff = session.get(StaffMember, claim.staff_id) if claim.staff_id else None
    return Owner(claim, account, reference, staff.name if staff else "")


def _has_account(session: Session, key: str) -> bool:
    return bool(key) and account_with(session, key) is not None


def _note(
    session: Session,
    held: Held,
    kind: NoteKind,
    reason: str,
    staff: StaffMember,
    now: datetime,
    changes: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    notes.write(session, held.id, kind, reason, staff, now)
    actor, subject_id = Actor(ActorKind.STAFF, staff.public_id), held.account.public_id
    action = f"legacy.{kind}"
    audit.record(session, actor, action, subject="legacy-account", subject_id=subject_id, now=now, changes=changes)
