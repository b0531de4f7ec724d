"""The kinds of value a jurisdiction's file may hold, each with its check."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, TypeVar, cast

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

K = TypeVar("K")
V = TypeVar("V")

# The fifty states, the District of Columbia and the territories: USPS Publication 28, appendix B.
STATES = frozenset((
    "AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "IA", "ID", "IL",
    "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND",
    "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN",
    "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY", "DC", "AS", "GU", "MP", "PR", "VI",
))  # fmt: skip
_ADDRESS = re.compile(r"(?:https://[^\s/\\\"'<>][^\s\\\"'<>]*|/(?:[^\s/\\\"'<>][^\s\\\"'<>]*)?)")


class Frozen(BaseModel):
    """A table of the file: every key known, none to be changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Known:
    """What a value is checked against: the steps the wizard has, the languages this file declares."""

    steps: Collection[str]
    languages: Iterable[str]


def refusal(key: str, what: str) -> PydanticCustomError:
    """An error to raise inside a check; ``key`` is added to the path of the value being checked."""
    return PydanticCustomError("refused", "{what}", {"key": key, "what": what})


def known(info: ValidationInfo) -> Known:
    """What the loader said is known."""
    return cast(Known, info.context)


def read_only(value: Mapping[K, V]) -> Mapping[K, V]:
    """The same mapping, closed to changes."""
    return MappingProxyType(dict(value))


def unique(values: tuple[V, ...]) -> tuple[V, ...]:
    """The same values; refuses one that is named twice."""
    for at, value in enumerate(values):
        if value in values[:at]:
            raise refusal(f"[{at}]", f"{value} is named twice")
    return values


def _each_language(value: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
    for language in known(info).languages:
        if language not in value:
            raise refusal(language, "missing")
    return value


def _state(value: str) -> str:
    if value not in STATES:
        raise refusal("", f"{value} is not a state's two-letter code")
    return value


def _step(value: str, info: ValidationInfo) -> str:
    if value not in known(info).steps:
        raise refusal("", f"{value} is not a step; known: {', '.join(sorted(known(info).steps))}")
    return value


def _email(value: str) -> str:
    try:
        validate_email(value, check_deliverability=False)
    except EmailNotValidError as error:
        raise refusal("", f"{value} is not an email address: {error}") from error
    return value


def _for_mail(value: str) -> str:
    if re.search(r"\d{6}", value):
        raise refusal("", f"{value}: six digits in a row read as a verification code in mail; part them")
    return value


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise refusal("", f"{value} is neither an https:// address nor a path beginning with one /")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
MailText = Annotated[Text, AfterValidator(_for_mail)]
Slug = Annotated[str, StringConstraints(pattern=r"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
Version = Annotated[str, StringConstraints(pattern=r"\A[0-9A-Za-z.-]+\z")]
Language = Annotated[str, StringConstraints(pattern=r"\A[a-z]{2}\z")]
Colour = Annotated[str, StringConstraints(pattern=r"\A#[0-9A-Fa-f]{6}\z")]
Length = Annotated[str, StringConstraints(pattern=r"\A[0-9]*\.?[0-9]+(rem|px)\z")]
State = Annotated[str, AfterValidator(_state)]
Step = Annotated[str, AfterValidator(_step)]
Email = Annotated[str, AfterValidator(_email)]
Address = Annotated[str, AfterValidator(_address)]
ByLanguage = Annotated[Mapping[Language, Text], AfterValidator(_each_language), AfterValidator(read_only)]
