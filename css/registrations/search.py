"""Finding reviews by words: every word must be the beginning of a word of the registration, in any order.

A search takes about the same time among a hundred thousand registrations as among a thousand: it starts from its rare
words, and checks the common ones row by row.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy
from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    String,
    and_,
    false,
    func,
    literal_column,
    true,
)
from sqlmodel import Session, col

from css.models import RegistrationKey, Review
from css.registrations import keys

RARE = 10_000
"""A word that begins fewer keys than this is looked up first."""
MOST_WORDS = 8
LONGEST = 200

# "(760) 555-0142", "760-555", "760.555.0142", "760 555 0142", "7605550142", "+1 760 555": grouped as phone numbers are,
# not as a house number or a ZIP+4.
_PHONE = re.compile(
    r"\s*(\+[\d\s().-]+|(1[\s.-])?(\(\d{3}\)[\d\s.-]*|\d{3}[.-]\d[\d.-]*|\d{3}\s\d{3}\s\d+)|1?\d{10})\s*", re.ASCII
)
# The highest character: everything that begins with a word lies between the word and the word with this after it.
_LAST = "\U0010ffff"
_NOTHING = literal_column("''", String)


@dataclass(frozen=True, slots=True)
class Term:
    """How one of a registration's keys must begin."""

    kind: str
    beginning: str


@dataclass(frozen=True, slots=True)
class Search:
    """The terms of a search, the rare ones apart. `hopeless`: something was asked for that nothing can answer."""

    rare: tuple[Term, ...] = ()
    common: tuple[Term, ...] = ()
    hopeless: bool = False

    @property
    def condition(self) -> ColumnElement[bool]:
        """What holds of a Review that is found."""
        if self.hopeless:
            return false()
        return and_(true(), *map(_is_among, self.rare), *map(_has, self.common))

    @property
    def state(self) -> SQLColumnExpression[str]:
        """A Review's state. With a rare word it hides its index, so that the few the word finds are read, not all."""
        return col(Review.state).concat(_NOTHING) if self.rare else col(Review.state)


EVERYTHING = Search()


def prepare(session: Session, text: str) -> Search:
    """The search for a text, after a look at how common its words are."""
    wanted = terms(text)
    if not wanted:
        return Search(hopeless=bool(text.strip()))
    whole = _email(text)
    asked = (*wanted, *whole)
    counts = dict(zip(asked, numbers(session, [capped(_keys_of(term), RARE) for term in asked]), strict=True))
    if whole and 0 < counts[whole[0]] < RARE:
        return Search(rare=whole)
    rare = tuple(term for term in wanted if counts[term] < RARE)
    return Search(rare, tuple(term for term in wanted if term not in rare))


def terms(text: str) -> tuple[Term, ...]:
    """What to look for. A phone number may be written in any way."""
    text = text[:LONGEST]
    if _PHONE.fullmatch(text):
        return (Term(keys.PHONE, _international(text)),)
    words = list(dict.fromkeys(keys.words(text)))
    # An initial (O’Halloran, 505 S Vulcan) has no key of its own; alone it is the beginning of a word.
    telling = [word for word in words if len(word) >= keys.SHORTEST_WORD] or words
    return tuple(Term(keys.WORD, word) for word in telling[:MOST_WORDS])


def _email(text: str) -> tuple[Term, ...]:
    """The beginning of an email is one key: found more quickly than by its words, and more surely."""
    whole = keys.plain(text[:LONGEST].strip())
    return (Term(keys.WORD, whole),) if "@" in whole and whole.isprintable() else ()


def capped(query: Select[int | None], most: int) -> ScalarSelect[int]:
    """How many rows a query has, or `most` if it has more; it reads no more than that."""
    return sqlalchemy.select(func.count()).select_from(query.limit(most).subquery()).scalar_subquery()


def numbers(session: Session, asked: Sequence[ScalarSelect[int]]) -> tuple[int, ...]:
    """Several numbers in one query."""
    return tuple(session.connection().execute(sqlalchemy.select(*asked)).one())


def _international(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    if phone.strip().startswith("+"):
        return f"+{digits}"
    return f"+1{digits.removeprefix('1')}"  # no area code begins with 1


def _begins(value: SQLColumnExpression[str], term: Term) -> ColumnElement[bool]:
    return and_(col(RegistrationKey.kind) == term.kind, value >= term.beginning, value < term.beginning + _LAST)


def _keys_of(term: Term) -> Select[int]:
    matching = _begins(col(RegistrationKey.value), term)
    return sqlalchemy.select(col(RegistrationKey.registration_id)).where(matching)


def _is_among(term: Term) -> ColumnElement[bool]:
    return col(Review.registration_id).in_(_keys_of(term))


def _has(term: Term) -> ColumnElement[bool]:
    """Whether a review's registration has such a key, looked up among the few keys of that registration.

    Joined to an empty string the value hides its index: the many keys that begin with a common word are not read.
    """
    mine = sqlalchemy.select(col(RegistrationKey.id)).where(
        col(RegistrationKey.registration_id) == col(Review.registration_id),
        _begins(col(RegistrationKey.value).concat(_NOTHING), term),
    )
    return mine.correlate(Review).exists()
