"""How much alike two people are, field by field: pure rules, no database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from css.registrations import keys
from css.registrations.rules import phone_key


class Reason(StrEnum):
    """Why somebody is a possible match."""

    PHONE = keys.PHONE
    NAME_AND_ADDRESS = keys.NAME_AND_ADDRESS


@dataclass(frozen=True, slots=True)
class Person:
    """What is compared: of a registration, as it was submitted; or of a legacy account and who may be its holder."""

    name: str
    email: str
    phones: tuple[str, ...]
    company: str
    address: str
    city: str
    zip_code: str
    record_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of both. `same` is None where one of them left it empty: that says nothing."""

    field: str
    here: str
    there: str
    same: bool | None


@dataclass(frozen=True, slots=True)
class Alike:
    """How much alike somebody is, 0 to 100, and every field side by side."""

    score: int
    rows: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """How a field is shown, the forms in which two are the same if they share one, and what that says.

    `weight`: how much it says about being the same person. `partly`: a near spelling counts in part. `may_differ`: that
    it differs says nothing. `missing`: the share of its weight that counts against whoever has nothing where the other
    has told something.
    """

    name: str
    show: Callable[[Person], str]
    key: Callable[[Person], frozenset[str]]
    weight: int
    partly: bool = True
    may_differ: bool = False
    missing: float = 0


def compare(here: Person, there: Person) -> tuple[Comparison, ...]:
    """Every field of two registrations side by side."""
    return Sought((here,), DUPLICATES).beside(there).rows


def score(here: Person, there: Person) -> int:
    """How much alike two registrations are, 0 to 100: each field both gave by its weight; a near spelling in part."""
    return Sought((here,), DUPLICATES).beside(there).score


class Sought:
    """Somebody, who may have said who they are more than once, to be compared with many others by these fields."""

    def __init__(self, heres: Sequence[Person], fields: Sequence[Field]) -> None:
        self._fields = [(field, _shown(field, heres), _keys(field, heres)) for field in fields]

    def beside(self, there: Person) -> Alike:
        """Of each field the best of what was said counts."""
        told, whole, rows = 0.0, 0.0, []
        for field, shown, mine in self._fields:
            likeness = _likeness(field, mine, field.key(there))
            if field.may_differ and likeness != 1:
                likeness = None
            elif likeness is not None or mine:
                told += field.weight * (likeness or 0)
                whole += field.weight * (field.missing if likeness is None else 1)
            same = None if likeness is None else likeness == 1
            rows.append(Comparison(field.name, shown, field.show(there), same))
        return Alike(round(100 * told / whole) if whole else 0, tuple(rows))


def _shown(field: Field, heres: Sequence[Person]) -> str:
    return "; ".join(dict.fromkeys(filter(None, map(field.show, heres))))


def _keys(field: Field, heres: Sequence[Person]) -> frozenset[str]:
    return frozenset().union(*map(field.key, heres))


def _likeness(field: Field, mine: frozenset[str], theirs: frozenset[str]) -> float | None:
    """1 for the same, less for what is near; None where one of them left it empty."""
    if not mine or not theirs:
        return None
    if mine & theirs:
        return 1
    near = (_near(one, other) for one in mine for other in theirs) if field.partly and field.weight else ()
    return max(near, default=0)


def _near(one: str, other: str) -> float:
    """Less than 1: what is spelled alike but not the same."""
    return min(SequenceMatcher(None, one, other).ratio(), 0.99)


def _one(key: str) -> frozenset[str]:
    return frozenset({key} if key else ())


def _names(person: Person) -> frozenset[str]:
    """Also without the names in the middle: an old system may have them or not."""
    words = person.name.split()
    return _one(keys.name_key(person.name)) | _one(keys.name_key(*words[:1], *words[1:][-1:]))


def _phones(person: Person) -> frozenset[str]:
    return frozenset(key for key in map(phone_key, person.phones) if key)


def _place(person: Person) -> str:
    return ", ".join(part for part in (person.city, person.zip_code) if part)


def _records(person: Person) -> frozenset[str]:
    return frozenset(filter(None, ("".join(keys.words(number)) for number in person.record_numbers)))


_NAME = Field("name", lambda person: person.name, lambda person: _one(keys.name_key(person.name)), weight=4)
_EMAIL = Field("email", lambda person: person.email, lambda person: _one(keys.plain(person.email)), weight=0)
_PHONE = Field(
    "phone", lambda person: ", ".join(dict.fromkeys(filter(None, person.phones))), _phones, weight=3, partly=False
)
_COMPANY = Field(
    "company", lambda person: person.company, lambda person: _one(" ".join(keys.words(person.company))), weight=1
)
_ADDRESS = Field(
    "address", lambda person: person.address, lambda person: _one(keys.address_key(person.address, "")), weight=3
)
_CITY = Field(
    "city",
    _place,
    lambda person: _one(f"{keys.plain(person.city)} {person.zip_code[:5]}".strip()),
    weight=1,
)

DUPLICATES = (_NAME, _EMAIL, _PHONE, _COMPANY, _ADDRESS, _CITY)
"""Of two registrations. The email says nothing: no two accounts share one."""

_RECORD = Field("record", lambda person: ", ".join(person.record_numbers), _records, weight=5, partly=False)
_ZIP = replace(_CITY, key=lambda person: _one(person.zip_code[:5] or keys.plain(person.city)), partly=False)

LEGACY = (
    replace(_NAME, key=_names, missing=0.5),
    replace(_EMAIL, weight=3, may_differ=True),
    replace(_PHONE, missing=0.5),
    _COMPANY,
    replace(_ADDRESS, missing=0.5),
    _ZIP,
    replace(_RECORD, missing=0.5),
)
"""Of a legacy account and somebody who may be its holder: they may well have another email by now, and an account of
which little is known is less likely theirs than one of which much is the same.
"""
