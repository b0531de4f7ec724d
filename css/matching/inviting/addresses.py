"""Which addresses may be invited: those of holders who wait for whoever proves them, that neither asked for no more
mail, nor bounced, nor have an account already."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, except_, exists, func, literal, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from css.accounts.emails import InvalidEmail, checked_email, email_key
from css.core.db import take_turns
from css.matching import legacy_accounts
from css.matching.legacy_accounts import Held
from css.models import Account, Invitation, LegacyAccount, LegacyVersion, NoInvitation, Why

MOST_PASTED = 2_000
_WORD = re.compile(r"[^\s,;<>\"()\[\]]+")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What came of addresses that bounced: how many are noted now, were already, and are no holder's."""

    noted: int
    known: int
    unknown: int


def may_be_written_to(key: ColumnElement[str]) -> ColumnElement[bool]:
    """By this a query leaves out addresses that get no more invitations, and those that have an account."""
    closed = exists().where(col(NoInvitation.email_key) == key)
    has_account = exists().where(col(Account.email_key) == key)
    return and_(key != "", ~closed, ~has_account)


def count(session: Session, campaign_id: int | None = None) -> int:
    """How many addresses can be invited; with a campaign, how many it has not invited yet.

    Sets taken from one another: asking row by row takes twice as long.
    """
    waiting = union_all(_told(), _corrected()).subquery()
    others: list[Select[str]] = [select_columns(col(NoInvitation.email_key)), select_columns(col(Account.email_key))]
    if campaign_id is not None:
        invited = select_columns(col(Invitation.email_key))
        others.append(invited.where(col(Invitation.campaign_id) == campaign_id, col(Invitation.round) == 0))
    left = except_(select_columns(waiting.c.email_key), *others).subquery()
    number: int = session.execute(select_columns(func.count()).select_from(left)).scalar_one()
    return number


def holder_of(session: Session, key: str) -> Held | None:
    """The oldest waiting holder with this address, if it may be invited still."""
    fine = session.execute(select_columns(may_be_written_to(literal(key)))).scalar_one()
    if not fine:
        return None
    theirs = legacy_accounts.true_ones().where(legacy_accounts.with_email(key), legacy_accounts.awaits_its_email())
    found = legacy_accounts.all_of(session, theirs.order_by(col(LegacyAccount.id)).limit(1))
    return found[0] if found else None


def close(session: Session, key: str, why: Why, now: datetime) -> bool:
    """This address gets no more invitations; says whether that is new. What its owner asked for stands."""
    take_turns(session, "no-invitation", key)
    kept = session.get(NoInvitation, key)
    if kept is None:
        session.add(NoInvitation(email_key=key, why=why, at=now))
        session.flush()
    elif why == Why.ASKED:
        kept.why = why
        session.add(kept)
    return kept is None


def is_closed(session: Session, key: str) -> bool:
    """Whether it gets no more invitations."""
    return session.get(NoInvitation, key) is not None


def closed(session: Session) -> dict[str, int]:
    """How many addresses get no more invitations, by why."""
    counted = select_columns(col(NoInvitation.why), func.count()).group_by(col(NoInvitation.why))
    return dict(session.execute(counted).all())


def read(text: str) -> tuple[list[str], list[str]]:
    """The addresses of a text, each once, and the pieces with an @ that are none."""
    good: dict[str, str] = {}
    bad: list[str] = []
    for word in _WORD.findall(text):
        word = word.removeprefix("mailto:").strip(".:'’“”")
        if "@" not in word:
            continue
        try:
            address = checked_email(word)
        except InvalidEmail:
            bad.append(word)
        else:
            good.setdefault(email_key(address), address)
    return list(good), bad


def bounced(session: Session, keys: Iterable[str], now: datetime) -> Pasted:
    """Note that there are no such mailboxes. Addresses that no holder has and nobody was invited at are left out."""
    noted = known = unknown = 0
    for key in sorted(keys):  # who closes several closes them in the same order as everybody else
        if not _is_ours(session, key):
            unknown += 1
        elif close(session, key, Why.BOUNCED, now):
            noted += 1
        else:
            known += 1
    return Pasted(noted, known, unknown)


def _is_ours(session: Session, key: str) -> bool:
    invited = session.exec(select(Invitation.id).where(Invitation.email_key == key).limit(1)).first()
    theirs = legacy_accounts.true_ones().where(legacy_accounts.with_email(key)).limit(1)
    return invited is not None or bool(legacy_accounts.all_of(session, theirs))


def _told() -> Select[str]:
    """Addresses of waiting holders as the file has them, where staff did not correct it."""
    corrected = select_columns(col(LegacyAccount.id)).where(col(LegacyAccount.email_key) > "")
    return select_columns(col(LegacyVersion.email_key)).where(
        col(LegacyVersion.email_key) != "",
        col(LegacyVersion.legacy_account_id).not_in(corrected),
        legacy_accounts.is_true(),
        legacy_accounts.awaits_its_email(),
    )


def _corrected() -> Select[str]:
    """Addresses of waiting holders as staff corrected them."""
    theirs = select_columns(col(LegacyAccount.email_key)).join(
        LegacyVersion, col(LegacyVersion.legacy_account_id) == col(LegacyAccount.id)
    )
    return theirs.where(
        col(LegacyAccount.email_key) > "", legacy_accounts.is_true(), legacy_accounts.awaits_its_email()
    )
