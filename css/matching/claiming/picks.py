"""Several legacy accounts have one email: the resident picks theirs, by what only its holder would know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from css.accounts import locks
from css.accounts.locks import Door
from css.matching import legacy_accounts
from css.matching.claiming import claims
from css.matching.importing.rows import number_key
from css.matching.legacy_accounts import Held, Waiting
from css.models import Account, ClaimedBy, LegacyClaim, LegacyRecord, LegacyVersion, Registration
from css.registrations import keys
from css.registrations.rules import phone_key

LOCKED_FOR = timedelta(days=1)
SHORTEST_NUMBER = 5
MARK = "\N{BULLET}" * 3


class WrongPick(Exception):
    """What was told does not fit the legacy account that was picked."""


class Gone(Exception):
    """It waits for this email no more: somebody has it, or staff corrected its email."""


class TooManyPicks(Exception):
    """Too much was tried: the next try counts in a day."""


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
    found = legacy_accounts.waiting_for(session, account.email)
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

    What fits is a phone number, a street address or the number of a record, if it fits none of the others that have the
    email: not the name, nor a ZIP, which others who read this mailbox would know too. Where one alone has the email,
    that is enough. Raises WrongPick, Gone, TooManyPicks.
    """
    door = Door("legacy account", account.email_key)
    if locks.is_locked(session, door, now):
        raise TooManyPicks
    waiting = claims.waiting_for(session, account)
    chosen = next((one for one in waiting.held if one.account.public_id == public_id), None)
    if chosen is None:
        raise Gone
    if not waiting.only and not _is_told_by_its_holder(session, chosen, waiting, told):
        raise TooManyPicks if locks.failed(session, door, now, locked_for=LOCKED_FOR) else WrongPick
    locks.succeeded(session, door)
    return claims.claim(session, account, registration, chosen, ClaimedBy.PICKED, now)


def is_theirs(session: Session, account: Account, public_id: str) -> bool:
    """Whether the account has claimed this one already."""
    assert account.id is not None
    return any(one.held.account.public_id == public_id for one in claims.old_accounts(session, account.id))


def fits(held: Held, records: Sequence[LegacyRecord], told: str) -> bool:
    """Whether this is the phone, the street or a record's number of the legacy account, however it is written.

    A number of less than five characters would soon be guessed by whoever knows the one before it.
    """
    said = held.version
    street, phone, number = keys.address_key(told, "").strip(), phone_key(told), number_key(told)
    return (
        (phone is not None and phone == said.phone_key)
        or (" " in street and street in _streets(said))
        or (len(number) >= SHORTEST_NUMBER and number in {record.number_key for record in records})
    )


def _streets(said: LegacyVersion) -> set[str]:
    """The address with and without what stands behind the street."""
    whole = f"{said.address1} {said.address2}"
    return {keys.address_key(street, zip).strip() for street in (said.address1, whole) for zip in ("", said.zip)}


def _is_told_by_its_holder(session: Session, chosen: Held, waiting: Waiting, told: str) -> bool:
    others = waiting.all_but(chosen)
    records = _records(session, (chosen, *others))
    return fits(chosen, records[chosen.id], told) and not any(fits(one, records[one.id], told) for one in others)


def _records(session: Session, some: Sequence[Held]) -> dict[int, list[LegacyRecord]]:
    found = legacy_accounts.records(session, [one.version.id or 0 for one in some])
    return {one.id: [record for record in found if record.version_id == one.version.id] for one in some}


def _masked(text: str) -> str:
    """The first letter of each word."""
    return " ".join(f"{word[0]}{MARK}" for word in text.split())
