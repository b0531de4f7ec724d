"""A row of the old system's file as it is kept: normalised by the rules of registration, with its keys and digest.

Refused is what could not be kept as it is or would belong to nobody. A phone or a ZIP that can't be right is no reason:
it is what the old system has, and staff find the holder by the rest; it is only told.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from css.accounts.emails import InvalidEmail, checked_email, email_key
from css.core.tokens import digest
from css.matching.importing.files import COLUMNS, RECORDS, Row
from css.registrations import keys, rules
from css.registrations.rules import Problem, Refused

RULES = "1"
"""Raised when the rules below change, so that rows that were taken under the old ones count as changed."""
LONGEST = {"legacy_id": 64, "email": 254}
LONGEST_KEY = 400
LONGEST_OF_RECORD = {"kind": 100, "number": 100, "title": 200, "status": 100}
ALWAYS_SAID = ("kind", "number")
_ZIP = re.compile(r"(\d{5})[- ]?(\d{4})?")


class Reason(StrEnum):
    """Why a row is refused, beside what makes it unreadable."""

    BLANK = "blank"
    TOO_LONG = "too-long"
    CHARACTERS = "characters"
    EMAIL = "email"
    REPEATED = "repeated"
    NOT_JSON = "not-json"
    NOT_A_LIST = "not-a-list"
    NOT_A_RECORD = "not-a-record"


class Remark(StrEnum):
    """What is kept but worth a look."""

    NO_EMAIL = "no-email"
    SHARED_EMAIL = "shared-email"
    PHONE = "phone"
    STATE = "state"
    ZIP = "zip"
    UNKNOWN = "unknown"


class RowRefused(ValueError):
    """A row that can't be kept, because of one column; `detail` says no more than a number."""

    def __init__(self, field: str, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason, self.detail = field, reason, detail


Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Holder:
    """What a row says, as it is kept: `columns` are those of legacy_version, `records` those of legacy_record."""

    line: int
    legacy_id: str
    digest: str
    columns: dict[str, str]
    records: tuple[Record, ...]
    remarks: tuple[tuple[str, Remark], ...]


def read(row: Row) -> Holder:
    """The holder a row tells of; raises RowRefused."""
    said = {name: _line(name, row.values[name]) for name in COLUMNS}
    legacy_id = said.pop("legacy_id")
    if not legacy_id:
        raise RowRefused("legacy_id", Reason.BLANK)
    said["email"] = _email(said["email"])
    said["state"] = _state(said["state"])
    said["zip"] = _zip(said["zip"])
    records = tuple(_records(row.values.get(RECORDS, "")))
    columns = said | _keys(said)
    told = tuple(_remarks(columns))
    return Holder(row.line, legacy_id, _digest(legacy_id, said, records), columns, records, told)


def _line(field: str, text: str, longest: int | None = None) -> str:
    try:
        return rules.line(text, longest=longest or LONGEST.get(field, rules.LONGEST))
    except Refused as refused:
        raise RowRefused(field, _REASONS[refused.problem]) from None


_REASONS = {Problem.TOO_LONG: Reason.TOO_LONG, Problem.CHARACTERS: Reason.CHARACTERS}


def _email(text: str) -> str:
    try:
        return checked_email(text) if text else ""
    except InvalidEmail:
        raise RowRefused("email", Reason.EMAIL) from None


def _state(text: str) -> str:
    """The code of the state, if it is one; else as it was."""
    return _codes().get(text.casefold(), text)


@lru_cache
def _codes() -> Mapping[str, str]:
    return {name.casefold(): code for code, full in rules.states() for name in (code, full)}


def _zip(text: str) -> str:
    """80302, 80302-1234; as it was if it has another form."""
    found = _ZIP.fullmatch(unicodedata.normalize("NFKC", text))
    return "-".join(filter(None, found.groups())) if found else text


@lru_cache(maxsize=4096)
def _is_zip_of(text: str, state: str) -> bool:
    try:
        rules.zip_code(text, state)
    except Refused:
        return False
    return True


def _keys(said: Mapping[str, str]) -> dict[str, str]:
    """The forms in which two are the same; "" where there is nothing to compare."""
    found = {
        "email_key": email_key(said["email"]),
        "phone_key": rules.phone_key(said["phone"]) or "",
        "name_key": keys.name_key(said["first_name"], said["last_name"]) or keys.name_key(said["company"]),
        "last_name_key": " ".join(keys.words(said["last_name"] or said["first_name"])),
        "company_key": " ".join(keys.words(said["company"])),
        "address_key": keys.address_key(said["address1"], said["zip"]),
    }
    return {key: value[:LONGEST_KEY] for key, value in found.items()}


def _remarks(columns: Mapping[str, str]) -> Iterator[tuple[str, Remark]]:
    if not columns["email"]:
        yield "email", Remark.NO_EMAIL
    if columns["phone"] and not columns["phone_key"]:
        yield "phone", Remark.PHONE
    if columns["state"] and columns["state"].casefold() not in _codes():
        yield "state", Remark.STATE
    elif columns["zip"] and not _is_zip_of(columns["zip"], columns["state"]):
        yield "zip", Remark.ZIP


def _records(text: str) -> Iterator[Record]:
    if not text.strip():
        return
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        raise RowRefused(RECORDS, Reason.NOT_JSON) from None
    if not isinstance(listed, list):
        raise RowRefused(RECORDS, Reason.NOT_A_LIST)
    for position, record in enumerate(listed, start=1):
        yield _record(f"{RECORDS}[{position}]", record)


def _record(place: str, record: object) -> Record:
    if not isinstance(record, dict):
        raise RowRefused(place, Reason.NOT_A_RECORD)
    kept = {name: _value(f"{place}.{name}", record.get(name), longest) for name, longest in LONGEST_OF_RECORD.items()}
    for name in ALWAYS_SAID:
        if not kept[name]:
            raise RowRefused(f"{place}.{name}", Reason.BLANK)
    return kept | {"number_key": number_key(kept["number"])}


def _value(place: str, value: object, longest: int) -> str:
    """Text; a number is written as text, null and what is missing are ""."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RowRefused(place, Reason.NOT_A_RECORD)
    return _line(place, str(value), longest)


def number_key(number: str) -> str:
    """The number of a record, however it is typed: "BLD-2019/0042" and "bld 2019 0042" are the same."""
    return "".join(keys.words(number))[: LONGEST_OF_RECORD["number"]]


def _digest(legacy_id: str, said: Mapping[str, str], records: tuple[Record, ...]) -> str:
    listed = (record[name] for record in records for name in LONGEST_OF_RECORD)
    return digest(RULES, legacy_id, *said.values(), *listed)
