"""How much alike two people are, field by field: pure rules, no database."""

from collections.abc import Callable
from dataclasses import dataclass
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
    """What is compared of a registration, as it was submitted."""

    name: str
    email: str
    phones: tuple[str, ...]
    company: str
    address: str
    city: str
    zip_code: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of both. `same` is None where one of them left it empty: that says nothing."""

    field: str
    here: str
    there: str
    same: bool | None


# How much a field says about being the same person. The email says nothing: no two accounts share one.
WEIGHTS = {"name": 4, "phone": 3, "address": 3, "city": 1, "company": 1}


def compare(here: Person, there: Person) -> tuple[Comparison, ...]:
    """Every field of two people side by side."""
    return tuple(
        Comparison(field, show(here), show(there), _same(key(here), key(there)))
        for field, (show, key) in _FIELDS.items()
    )


def score(here: Person, there: Person) -> int:
    """How much alike two people are, 0 to 100: each field both gave by its weight; a near spelling in part."""
    weighed = [(WEIGHTS[field], _likeness(field, here, there)) for field in WEIGHTS]
    told = [(weight, likeness) for weight, likeness in weighed if likeness is not None]
    whole = sum(weight for weight, _ in told)
    return round(100 * sum(weight * likeness for weight, likeness in told) / whole) if whole else 0


def _same(here: frozenset[str], there: frozenset[str]) -> bool | None:
    return bool(here & there) if here and there else None


def _likeness(field: str, here: Person, there: Person) -> float | None:
    _, key = _FIELDS[field]
    same = _same(key(here), key(there))
    if same is not False or field == "phone":
        return None if same is None else float(same)
    (mine,), (theirs,) = key(here), key(there)
    return SequenceMatcher(None, mine, theirs).ratio()


def _one(key: str) -> frozenset[str]:
    return frozenset({key} if key else ())


def _phones(person: Person) -> frozenset[str]:
    return frozenset(key for key in map(phone_key, person.phones) if key)


def _place(person: Person) -> str:
    return ", ".join(part for part in (person.city, person.zip_code) if part)


_Shown = Callable[[Person], str]
_Key = Callable[[Person], frozenset[str]]
# For each field: how it is shown, and the forms in which two are the same if they share one.
_FIELDS: dict[str, tuple[_Shown, _Key]] = {
    "name": (lambda person: person.name, lambda person: _one(keys.name_key(person.name))),
    "email": (lambda person: person.email, lambda person: _one(keys.plain(person.email))),
    "phone": (lambda person: ", ".join(dict.fromkeys(filter(None, person.phones))), _phones),
    "company": (lambda person: person.company, lambda person: _one(" ".join(keys.words(person.company)))),
    "address": (lambda person: person.address, lambda person: _one(keys.address_key(person.address, ""))),
    "city": (_place, lambda person: _one(f"{keys.plain(person.city)} {person.zip_code[:5]}".strip())),
}
