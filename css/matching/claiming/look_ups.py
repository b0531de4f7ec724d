"""Looking up the holders of legacy accounts by one text: a name, a company, a phone, an address or a number.

Every way is a look-up in an index, so that a search takes about the same time among a hundred thousand as among a
hundred. What is the same comes before what only begins so.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy
from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, literal, true
from sqlmodel import Session, col, select

from css.accounts.emails import email_key
from css.matching import legacy_accounts
from css.matching.importing.rows import number_key
from css.matching.legacy_accounts import Held, is_true
from css.models import LegacyAccount, LegacyClaim, LegacyRecord, LegacyVersion
from css.registrations import keys
from css.registrations.rules import phone_key

MOST = 25
LONGEST = 200
SHORTEST = 2
"""Of one letter alone very much begins."""
MOST_WORDS = 8
MOST_NAMES = 4
# The highest character: everything that begins with a text lies between it and it with this after it.
_LAST = "\U0010ffff"
_TRUE = is_true()


@dataclass(frozen=True, slots=True)
class Row:
    """A holder, the claim that stands (or None), and how many records they have."""

    held: Held
    claim: LegacyClaim | None
    records: int


@dataclass(frozen=True, slots=True)
class Found:
    """At most MOST holders; `more`: there are others."""

    rows: tuple[Row, ...] = ()
    more: bool = False


def look_up(session: Session, text: str) -> Found:
    """Whom a text finds, claimed or not; nobody for a text without letters and digits."""
    ranks = _ranks(session, text[:LONGEST].strip())
    found = legacy_accounts.held(session, list(ranks)[:MOST])
    found.sort(key=lambda one: (ranks[one.id], one.version.name_key, one.id))
    claims, numbers = _claims(session, list(ranks)), _numbers_of_records(session, found)
    rows = tuple(Row(one, claims.get(one.id), numbers.get(one.version.id, 0)) for one in found)
    return Found(rows, more=len(ranks) > MOST)


def begins(column: SQLColumnExpression[str] | str, beginning: str) -> ColumnElement[bool]:
    """Whether a column begins with this, by its index: it must compare byte by byte (models.base.by_bytes)."""
    return and_(col(column) >= beginning, col(column) < beginning + _LAST)


def _ranks(session: Session, text: str) -> dict[int, int]:
    """Whom the text finds, and which way found them first; one more than can be shown ends it."""
    found: dict[int, int] = {}
    for rank, way in enumerate(_ways(text)):
        some = select(LegacyVersion.legacy_account_id).where(way, _TRUE, _is_none_of(found)).limit(MOST + 1)
        found |= dict.fromkeys(session.exec(some).all(), rank)
        if len(found) > MOST:
            break
    return found


def _is_none_of(found: Collection[int]) -> ColumnElement[bool]:
    return col(LegacyVersion.legacy_account_id).not_in(list(found)) if found else true()


def _ways(text: str) -> Iterator[ColumnElement[bool]]:
    """The same phone, number, email or name; then what begins so."""
    words = keys.words(text)[:MOST_WORDS]
    whole = " ".join(words)
    if len(whole) < SHORTEST and whole.isascii():
        return
    yield from _the_same(text)
    yield col(LegacyVersion.last_name_key) == whole
    yield begins(LegacyVersion.last_name_key, whole)
    for at in range(1, len(words[:MOST_NAMES])):
        yield _named(words[0], " ".join(words[at:]))
        yield _named(words[at], " ".join(words[:at]))
    yield begins(LegacyVersion.company_key, whole)
    if street := keys.address_key(text.split(",")[0], "").strip():
        yield begins(LegacyVersion.address_key, street)


def _the_same(text: str) -> Iterator[ColumnElement[bool]]:
    version = LegacyVersion
    if phone := phone_key(text):
        yield col(version.phone_key) == phone
    records = sqlalchemy.select(col(LegacyRecord.version_id)).where(col(LegacyRecord.number_key) == number_key(text))
    yield col(version.id).in_(records)
    own = sqlalchemy.select(col(LegacyAccount.id)).where(col(LegacyAccount.legacy_id).in_([text, text.upper()]))
    yield col(version.legacy_account_id).in_(own)
    if "@" in text:
        yield from _with_email(email_key(text))
    yield col(version.name_key) == keys.name_key(text)


def _with_email(key: str) -> Iterator[ColumnElement[bool]]:
    """Also one that the file has and staff corrected: the holder may remember either."""
    corrected = sqlalchemy.select(col(LegacyAccount.id)).where(col(LegacyAccount.email_key) == key)
    yield col(LegacyVersion.legacy_account_id).in_(corrected)
    yield col(LegacyVersion.email_key) == key


def _named(first: str, last: str) -> ColumnElement[bool]:
    """The last name begins with the one, and some name of theirs with the other: what stands between is left out."""
    some_word = (literal(" ") + col(LegacyVersion.name_key)).contains(f" {first}", autoescape=True)
    return and_(begins(LegacyVersion.last_name_key, last), some_word)


def _claims(session: Session, ids: Sequence[int]) -> dict[int, LegacyClaim]:
    standing = select(LegacyClaim).where(col(LegacyClaim.legacy_account_id).in_(ids), legacy_accounts.stands())
    return {claim.legacy_account_id: claim for claim in session.exec(standing)}


def _numbers_of_records(session: Session, found: Sequence[Held]) -> dict[int | None, int]:
    counted = (
        sqlalchemy.select(col(LegacyRecord.version_id), func.count())
        .where(col(LegacyRecord.version_id).in_([one.version.id for one in found]))
        .group_by(col(LegacyRecord.version_id))
    )
    return {version: number for version, number in session.connection().execute(counted).all()}  # noqa: C416 rows
