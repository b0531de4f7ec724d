"""Several legacy accounts have one email: the resident picks theirs, by what only its holder would know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from css.accounts import locks
from css.accounts.locks import Door
from css.matching import legacy_accounts
from css.matching.claiming import claims
from css.matching.importing.rows import number_key
from css.matching.legacy_accounts import Held
from css.models import Account, ClaimedBy, LegacyClaim, LegacyRecord, Registration
from css.registrations import keys
from css.registrations.rules import phone_key

MARK = "\N{BULLET}" * 3


class WrongPick(Exception):
    """What was told does not fit the legacy account that was picked, or nobody may pick it any more."""


class TooManyPicks(Exception):
    """Too much was tried: the next try counts in half an hour."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several, told so that its holder knows it and nobody else learns of it."""

    public_id: str
    name: str
    company: str
    records: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What waits for an email. `needs_proof`: several have it, so that the email alone says too little."""

    waiting: tuple[Choice, ...]
    needs_proof: bool


def choices(session: Session, account: Account) -> Choices:
    """The legacy accounts that wait for the owner of this email."""
    found = legacy_accounts.waiting_for(session, account.email_key)
    records = _records(session, found.held)
    told = [
        Choice(
            one.account.public_id,
            _masked(f"{one.version.first_name} {one.version.last_name}"),
            _masked(one.version.company),
            len(records[one.id]),
        )
        for one in found.held
    ]
    return Choices(tuple(told), found.shared)


def pick(
    session: Session, account: Account, registration: Registration, public_id: str, told: str, now: datetime
) -> LegacyClaim:
    """The legacy account is theirs if what they tell fits it. The caller commits in any case: a wrong try counts.

    What fits is a phone number, a street address, the number of a record, or the old system's own number: not the name,
    nor a ZIP, which others who read this mailbox would know too. Where one alone has the email, that is enough.
    Raises WrongPick, TooManyPicks.
    """
    door = Door("legacy account", account.email_key)
    if locks.is_locked(session, door, now):
        raise TooManyPicks
    waiting = legacy_accounts.waiting_for(session, account.email_key)
    chosen = next((one for one in waiting.held if one.account.public_id == public_id), None)
    if chosen is None or not (waiting.only or fits(chosen, _records(session, [chosen])[chosen.id], told)):
        raise TooManyPicks if locks.failed(session, door, now) else WrongPick
    locks.succeeded(session, door)
    made = claims.claim(session, account, registration, chosen, ClaimedBy.PICKED, now)
    if made is None:
        raise WrongPick
    return made


def fits(held: Held, records: list[LegacyRecord], told: str) -> bool:
    """Whether this is told by somebody who knows the legacy account, however they write it."""
    said = held.version
    street = keys.address_key(told, "").strip()
    known = {keys.address_key(said.address1, "").strip(), said.address_key.strip()}
    numbers = {record.number_key for record in records} | {number_key(held.account.legacy_id)}
    phone = phone_key(told)
    return (
        (phone is not None and phone == said.phone_key)
        or (" " in street and street in known)
        or number_key(told) in numbers - {""}
    )


def _records(session: Session, waiting: Sequence[Held]) -> dict[int, list[LegacyRecord]]:
    found = legacy_accounts.records(session, [one.version.id or 0 for one in waiting])
    return {one.id: [record for record in found if record.version_id == one.version.id] for one in waiting}


def _masked(text: str) -> str:
    """The first letter of each word."""
    return " ".join(f"{word[0]}{MARK}" for word in text.split())
