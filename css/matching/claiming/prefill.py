"""What a draft is given from a legacy account, to be reviewed by the resident; nothing that they entered is touched."""

from collections.abc import Mapping

from css.matching.legacy_accounts import Held
from css.models import Account, AccountState, Answers, Registration
from css.registrations import keys, rules
from css.registrations.drafts import PERSONAL_INFO

ADDRESS = "address"
NAMES = ("first_name", "middle_name", "last_name")
ADDRESS_TYPED = ("address", "unit", "city", "zip_code")
"""Without the state, which the page chooses by itself."""


def fill(registration: Registration, held: Held) -> Answers:
    """Fill in what is empty in a draft's unfinished steps; returns what was filled.

    A name is one thing, and so is an address: half of somebody's is not completed by half of another's.
    """
    filled: Answers = {}
    if registration.submitted_at is not None:
        return filled
    for step, said in offered(held).items():
        given = registration.answers.get(step, {})
        missing = {name: value for name, value in said.items() if value and value != given.get(name)}
        for name in _taken(step, given, said):
            missing.pop(name, None)
        if missing and step in registration.steps and step not in registration.finished:
            filled[step] = missing
    _write(registration, {step: {**registration.answers.get(step, {}), **new} for step, new in filled.items()})
    return filled


def empty(registration: Registration, account: Account, filled: Answers) -> None:
    """Take from an open registration what is still there as it was filled in, also from a finished step, which is open
    again. What was submitted last stays as it was.
    """
    if account.state != AccountState.INCOMPLETE:
        return
    changed: Answers = {}
    for step, given in filled.items():
        now = registration.answers.get(step, {})
        kept = {name: value for name, value in now.items() if given.get(name) != value}
        if kept != now:
            changed[step] = kept
    registration.finished = [step for step in registration.finished if step not in changed]
    _write(registration, changed)
    if PERSONAL_INFO in changed:
        named = changed[PERSONAL_INFO]
        account.first_name, account.last_name = named.get("first_name", ""), named.get("last_name", "")


def offered(held: Held) -> Answers:
    said = held.version
    return {
        PERSONAL_INFO: {
            "first_name": said.first_name,
            "middle_name": said.middle_name,
            "last_name": said.last_name,
            "company": said.company,
            "contact_phone": _phone(said.phone),
        },
        ADDRESS: {
            "address": said.address1,
            "unit": said.address2,
            "city": said.city,
            "state": said.state if said.state in dict(rules.states()) else "",
            "zip_code": said.zip,
        },
    }


def _phone(text: str) -> str:
    """As the step keeps it; as it is in the file where it can't be read: the resident corrects it."""
    try:
        return rules.phone(text)
    except rules.Refused:
        return text


def _taken(step: str, given: Mapping[str, str], said: Mapping[str, str]) -> frozenset[str]:
    """The fields that the resident has spoken for, be it by leaving them empty."""
    if step == ADDRESS:
        return frozenset(said) if any(given.get(name) for name in ADDRESS_TYPED) else frozenset()
    typed = frozenset(name for name in said if given.get(name))
    name, old = ([one.get(part, "") for part in ("first_name", "last_name")] for one in (given, said))
    if any(name) and keys.name_key(*name) != keys.name_key(*old):
        return typed | frozenset(NAMES)
    return typed


def _write(registration: Registration, changed: Answers) -> None:
    if not changed:
        return
    registration.answers = {**registration.answers, **changed}
    registration.version += 1
