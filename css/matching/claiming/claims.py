"""Claims: a legacy account comes to the account that proves its email, or that staff say it belongs to.

One claim of a legacy account stands at a time, which the database sees to; an account may hold several.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from css import audit
from css.audit import Actor
from css.core import tokens
from css.matching import legacy_accounts
from css.matching.claiming import prefill
from css.matching.legacy_accounts import Held, Waiting
from css.models import (
    Account,
    ActorKind,
    Answers,
    ClaimedBy,
    LegacyAccount,
    LegacyClaim,
    LegacyRecord,
    Registration,
    StaffMember,
)


class AlreadyClaimed(Exception):
    """The legacy account has its owner by now."""


@dataclass(frozen=True, slots=True)
class OldAccount:
    """A legacy account that an account holds: the claim, what is true of it, and its records."""

    claim: LegacyClaim
    held: Held
    records: tuple[LegacyRecord, ...]


def begin(session: Session, account: Account, registration: Registration, how: ClaimedBy, now: datetime) -> bool:
    """Somebody has proven an email: the one legacy account that has it is theirs, and fills in the draft.

    Returns whether the resident is to pick: where several have it, it does not say whose they are.
    """
    waiting = waiting_for(session, account)
    if waiting.only:
        claim(session, account, registration, waiting.only, how, now)
    return waiting.shared


def waiting_for(session: Session, account: Account) -> Waiting:
    """What waits for the account's email, to be claimed: it stays so until the transaction ends."""
    for held in legacy_accounts.waiting_for(session, account.email).held:
        legacy_accounts.hold(session, held)
    return legacy_accounts.waiting_for(session, account.email)  # somebody may have been quicker


def claim(
    session: Session,
    account: Account,
    registration: Registration,
    held: Held,
    how: ClaimedBy,
    now: datetime,
    *,
    staff: StaffMember | None = None,
) -> LegacyClaim:
    """The legacy account is this account's; what a draft lacks is filled in from it. `staff`: who said so.

    Raises AlreadyClaimed.
    """
    assert account.id is not None
    made = LegacyClaim(
        public_id=tokens.new_public_id(),
        legacy_account_id=held.id,
        account_id=account.id,
        how=how,
        made_at=now,
        staff_id=staff.id if staff else None,
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as taken:  # uq_legacy_claim_standing
        raise AlreadyClaimed from taken
    if standing(session, account.id) == [made]:  # two would mix
        made.filled = prefill.fill(registration, held)
    _record(session, "legacy.claimed", made, account, staff, now)
    return made


def undo(session: Session, made: LegacyClaim, registration: Registration, staff: StaffMember, now: datetime) -> None:
    """Take the claim back, with what an open registration still has of it."""
    made.undone_at, made.undone_by = now, staff.id
    account = session.get_one(Account, made.account_id)
    prefill.empty(registration, account, made.filled)
    session.add(made)
    _record(session, "legacy.claim-undone", made, account, staff, now)


def standing(session: Session, account_id: int) -> list[LegacyClaim]:
    """The account's claims, oldest first."""
    mine = select(LegacyClaim).where(LegacyClaim.account_id == account_id, legacy_accounts.stands())
    return list(session.exec(mine.order_by(col(LegacyClaim.id))))


def of_legacy(session: Session, legacy_account_id: int) -> LegacyClaim | None:
    """The claim that stands on this legacy account, or None."""
    mine = select(LegacyClaim).where(LegacyClaim.legacy_account_id == legacy_account_id, legacy_accounts.stands())
    return session.exec(mine).first()


def find(session: Session, public_id: str) -> LegacyClaim:
    """The claim of this id, which nobody else changes until the transaction ends; raises NoResultFound."""
    mine = select(LegacyClaim).where(LegacyClaim.public_id == public_id)
    return session.exec(mine.with_for_update().execution_options(populate_existing=True)).one()


def offered(session: Session, account_id: int) -> Answers:
    """What the account's first claim says of the fields of a draft, step by step; nothing where there is none."""
    mine = (
        legacy_accounts.true_ones()
        .join(LegacyClaim, col(LegacyClaim.legacy_account_id) == col(LegacyAccount.id))
        .where(col(LegacyClaim.account_id) == account_id, legacy_accounts.stands())
    )
    found = legacy_accounts.all_of(session, mine.order_by(col(LegacyClaim.id)).limit(1))
    return prefill.offered(found[0]) if found else {}


def old_accounts(session: Session, account_id: int) -> list[OldAccount]:
    """What the account holds of the old system, with the records: three queries, one where there is nothing."""
    claims = standing(session, account_id)
    if not claims:
        return []
    found = {held.id: held for held in legacy_accounts.held(session, [one.legacy_account_id for one in claims])}
    records = legacy_accounts.records(session, [held.version.id or 0 for held in found.values()])
    return [
        OldAccount(one, held, tuple(record for record in records if record.version_id == held.version.id))
        for one in claims
        if (held := found.get(one.legacy_account_id))
    ]


def _record(
    session: Session, action: str, made: LegacyClaim, account: Account, staff: StaffMember | None, now: datetime
) -> None:
    actor = Actor(ActorKind.STAFF, staff.public_id) if staff else Actor(ActorKind.RESIDENT, account.public_id)
    audit.record(session, actor, action, subject="legacy-claim", subject_id=made.public_id, now=now)
