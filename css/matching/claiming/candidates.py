"""Candidates: which unclaimed legacy accounts may be meant by a question, most alike first.

Looked up by keys that have an index, the telling combinations first: among thousands of Smiths those of the same ZIP.
No look-up brings more than a few, so that what very many share costs little.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy
from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, literal, or_, union_all
from sqlmodel import Session, col, select

from css.accounts.changes.email_changes import masked
from css.accounts.emails import email_key
from css.matching import legacy_accounts
from css.matching.claiming.look_ups import begins
from css.matching.importing.rows import number_key
from css.matching.legacy_accounts import Held, is_true, is_unclaimed
from css.matching.scoring import LEGACY, Comparison, Person, Sought
from css.models import Account, LegacyAccount, LegacyQuestion, LegacyRecord, LegacyVersion, Registration
from css.registrations import drafts, keys
from css.registrations.rules import phone_key

MOST_SHOWN = 8
MOST_OF_A_WAY = 6
MOST_COMPARED = 12
"""How many are brought by each look-up, and compared in all."""
_WAITS = and_(is_true(), is_unclaimed())
"""Of a LegacyVersion; made once, for it is said a dozen times for each question."""

Condition = ColumnElement[bool] | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A legacy account that may be meant, compared with who asks. Its email is masked in `rows`."""

    held: Held
    score: int
    rows: tuple[Comparison, ...]

    @property
    def same(self) -> tuple[str, ...]:
        """The fields that are the same, which is why it is shown; none where a name is only near."""
        return tuple(row.field for row in self.rows if row.same)


def candidates(session: Session, question: LegacyQuestion) -> list[Candidate]:
    """Who may be meant, at most MOST_SHOWN."""
    account = session.get_one(Account, question.account_id)
    people = _people(question, account, drafts.of_account(session, question.account_id))
    found = legacy_accounts.held(session, _look_up(session, _ways(people)))
    numbers = _numbers_in_common(session, found, _numbers(people))
    sought = Sought(people, LEGACY)
    compared = [_compared(sought, held, numbers.get(held.id, ())) for held in found]
    return sorted(compared, key=lambda one: (-one.score, one.held.id))[:MOST_SHOWN]


def _people(question: LegacyQuestion, account: Account, registration: Registration) -> tuple[Person, Person]:
    """Who asks: as they say in the question, and as they registered."""
    person, address = (registration.answers.get(step, {}) for step in ("personal-info", "address"))
    asked = Person(
        name=question.name,
        email=question.email,
        phones=(question.phone,),
        company=question.company,
        address=question.address,
        city="",
        zip_code=question.zip_code,
        record_numbers=(question.record_number,),
    )
    registered = Person(
        name=" ".join(filter(None, (person.get(part) for part in ("first_name", "middle_name", "last_name")))),
        email=account.email,
        phones=(person.get("contact_phone", ""), person.get("mobile_phone", "")),
        company=person.get("company", ""),
        address=address.get("address", ""),
        city=address.get("city", ""),
        zip_code=address.get("zip_code", ""),
    )
    return asked, registered


def _ways(people: Sequence[Person]) -> list[ColumnElement[bool]]:
    """What a LegacyVersion has in common with somebody, the most telling first; none of which nothing was said."""
    phone = _among(col(LegacyVersion.phone_key), (phone_key(phone) for one in people for phone in one.phones))
    name = _among(col(LegacyVersion.name_key), (name for one in people for name in _names(one.name)))
    last_name = _among(col(LegacyVersion.last_name_key), (name for one in people for name in _last_names(one.name)))
    company = _among(col(LegacyVersion.company_key), (" ".join(keys.words(one.company)) for one in people))
    zip_code = _among(func.substr(col(LegacyVersion.zip), 1, 5), (one.zip_code[:5] for one in people))
    street = _either(_at(one) for one in people)
    ways = (
        (phone, name),
        (_has_record(_numbers(people)),),
        (_had_number(one.record_numbers for one in people),),
        (_among(col(LegacyVersion.email_key), (email_key(one.email) for one in people)),),
        (_corrected_to(email_key(one.email) for one in people),),
        (phone, last_name),
        (street, last_name),
        (name, zip_code),
        (phone,),
        (street,),
        (company,),
        (name,),
        (last_name, zip_code),
    )
    told = ([condition for condition in way if condition is not None] for way in ways)
    return [and_(*conditions) for way, conditions in zip(ways, told, strict=True) if len(conditions) == len(way)]


def _look_up(session: Session, ways: Sequence[ColumnElement[bool]]) -> list[int]:
    """The legacy accounts to compare, by their ids: those that the most telling ways bring. All ways in one query: each
    takes less time than to ask for it.
    """
    if not ways:
        return []
    brought = [_some(way).add_columns(literal(place).label("place")).subquery() for place, way in enumerate(ways)]
    every = union_all(*(sqlalchemy.select(one.c.legacy_account_id, one.c.place) for one in brought))
    ranked = sorted(session.execute(every).all(), key=lambda row: row.place)
    return list(dict.fromkeys(row.legacy_account_id for row in ranked))[:MOST_COMPARED]


def _some(way: ColumnElement[bool]) -> Select[int]:
    waits = sqlalchemy.select(col(LegacyVersion.legacy_account_id)).where(way, _WAITS)
    return waits.limit(MOST_OF_A_WAY)


def _compared(sought: Sought, held: Held, numbers: Collection[str]) -> Candidate:
    found = sought.beside(_holder(held, tuple(numbers)))
    rows = (replace(row, there=masked(held.email)) if row.field == "email" and row.there else row for row in found.rows)
    return Candidate(held, found.score, tuple(rows))


def _holder(held: Held, numbers: tuple[str, ...]) -> Person:
    said = held.version
    return Person(
        name=held.name,
        email=held.email,
        phones=(said.phone,),
        company=said.company,
        address=said.address1,
        city=said.city,
        zip_code=said.zip,
        record_numbers=numbers,
    )


def _numbers_in_common(session: Session, found: Sequence[Held], numbers: Collection[str]) -> dict[int, list[str]]:
    """The numbers somebody told that a legacy account has, as they are written there: of a record, or its own."""
    if not numbers:
        return {}
    holders = {held.version.id: held.id for held in found}
    records = select(LegacyRecord.version_id, LegacyRecord.number).where(
        col(LegacyRecord.version_id).in_(holders), col(LegacyRecord.number_key).in_(numbers)
    )
    own = {held.id: [held.account.legacy_id] for held in found if number_key(held.account.legacy_id) in numbers}
    for version_id, number in session.exec(records).all():
        own.setdefault(holders[version_id], []).append(number)
    return own


def _numbers(people: Sequence[Person]) -> set[str]:
    return {key for one in people for number in one.record_numbers if (key := number_key(number))}


def _names(name: str) -> set[str]:
    """A name, and the same without what stands in the middle."""
    words = name.split()
    return {keys.name_key(name), keys.name_key(*words[:1], *words[1:][-1:])}


def _last_names(name: str) -> set[str]:
    """ "Peña" of "Marisol Peña" and of "Peña, Marisol"; of a name in three parts also the last two."""
    before_comma = name.partition(",")[0] if "," in name else ""
    words = keys.words(name)
    return {" ".join(keys.words(before_comma)), *words[-1:], " ".join(words[-2:] if len(words) > 2 else ())}


def _among(column: SQLColumnExpression[str], values: Iterable[str | None]) -> Condition:
    some = sorted({value for value in values if value})
    return column.in_(some) if some else None


def _either(conditions: Iterable[Condition]) -> Condition:
    some = [condition for condition in conditions if condition is not None]
    return or_(*some) if some else None


def _at(person: Person) -> Condition:
    """The same street address; in any ZIP where none is told."""
    key = keys.address_key(person.address, person.zip_code)
    if not key or person.zip_code:
        return col(LegacyVersion.address_key) == key if key else None
    return begins(LegacyVersion.address_key, key)


def _has_record(numbers: Collection[str]) -> Condition:
    if not numbers:
        return None
    listed = sqlalchemy.select(col(LegacyRecord.version_id)).where(col(LegacyRecord.number_key).in_(numbers))
    return col(LegacyVersion.id).in_(listed)


def _had_number(told: Iterable[Sequence[str]]) -> Condition:
    """The old system's own number of the account."""
    some = sorted({way for numbers in told for number in numbers if number for way in (number, number.upper())})
    mine = sqlalchemy.select(col(LegacyAccount.id)).where(col(LegacyAccount.legacy_id).in_(some))
    return col(LegacyVersion.legacy_account_id).in_(mine) if some else None


def _corrected_to(emails: Iterable[str]) -> Condition:
    some = sorted(set(filter(None, emails)))
    mine = sqlalchemy.select(col(LegacyAccount.id)).where(col(LegacyAccount.email_key).in_(some))
    return col(LegacyVersion.legacy_account_id).in_(mine) if some else None
