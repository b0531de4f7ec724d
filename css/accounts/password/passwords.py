"""The rules for a new password, as a list that a page can tick and a form can enforce: one copy of each.

Sources: seed 001 (the `default` profile), NIST SP 800-63B-4 §3.1.1.2 (the list of common passwords; the `nist`
profile), OWASP ASVS 5 §6.2 (any Unicode, paste, at most 128 characters or more).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from css.accounts.emails import email_key

LONGEST = 128
REMEMBERED = 10
SHORTEST_PIECE = 3
SHORTEST = {"default": 8, "nist": 15}
SHORTEST_WITH_SECOND_FACTOR = 8

_COMMON = frozenset(FREQUENCY_LISTS["passwords"])


class Rule(StrEnum):
    """One requirement."""

    LENGTH = "length"
    LOWERCASE = "lowercase"
    UPPERCASE = "uppercase"
    NUMBER = "number"
    USERNAME = "username"
    HISTORY = "history"
    COMMON = "common"
    LONGEST = "longest"


# What a resident reads before typing; the other rules speak up only when they are broken.
LISTED = {
    "default": (Rule.LENGTH, Rule.LOWERCASE, Rule.UPPERCASE, Rule.NUMBER, Rule.USERNAME, Rule.HISTORY),
    "nist": (Rule.LENGTH, Rule.USERNAME, Rule.HISTORY),
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """A rule and whether the password meets it."""

    rule: Rule
    met: bool


def normal(password: str) -> str:
    """The same characters whichever keyboard composed them (NIST SP 800-63B-4 §3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def requirements(
    password: str, *, email: str, profile: str, reused: bool = False, second_factor: bool = False
) -> tuple[Requirement, ...]:
    """Every requirement of the profile for this password.

    `reused`: it is one of the account's last ten; `second_factor`: nobody enters with the password alone, so that it
    may be shorter (NIST SP 800-63B-4 §3.1.1.2).
    """
    text = normal(password)
    shortest = min(SHORTEST[profile], SHORTEST_WITH_SECOND_FACTOR) if second_factor else SHORTEST[profile]
    met = {
        Rule.LENGTH: len(text) >= shortest,
        Rule.LOWERCASE: any(char.islower() for char in text),
        Rule.UPPERCASE: any(char.isupper() for char in text),
        Rule.NUMBER: any(char.isdecimal() for char in text),
        Rule.USERNAME: bool(text) and not _holds_a_piece_of(email, text),
        Rule.HISTORY: bool(text) and not reused,
        Rule.COMMON: text.casefold() not in _COMMON,
        Rule.LONGEST: len(text) <= LONGEST,
    }
    return tuple(Requirement(rule, met[rule]) for rule in (*LISTED[profile], Rule.COMMON, Rule.LONGEST))


def unmet(password: str, *, email: str, profile: str, second_factor: bool = False) -> tuple[Rule, ...]:
    """The rules that the password breaks."""
    asked = requirements(password, email=email, profile=profile, second_factor=second_factor)
    return tuple(requirement.rule for requirement in asked if not requirement.met)


def _holds_a_piece_of(username: str, password: str) -> bool:
    pieces = re.split(r"[\W_]+", email_key(username))
    return any(len(piece) >= SHORTEST_PIECE and piece in password.casefold() for piece in pieces)
