"""What a draft is given from a legacy account, to be reviewed by the resident; nothing that they entered is touched."""

from css.matching.legacy_accounts import Held
from css.models import Answers, Registration
from css.registrations import rules

PERSONAL_INFO, ADDRESS = "personal-info", "address"


def fill(registration: Registration, held: Held) -> Answers:
    """Fill in what is empty in a draft's unfinished steps; returns what was filled.

    The names that were typed at sign-up, or that a provider gave, are the resident's own and stay.
    """
    filled: Answers = {}
    if registration.submitted_at is not None:
        return filled
    for step, said in offered(held).items():
        given = registration.answers.get(step, {})
        if step not in registration.steps or step in registration.finished or _is_whole(step, given):
            continue
        missing = {name: value for name, value in said.items() if value and not given.get(name)}
        if missing:
            filled[step] = missing
    _write(registration, {step: {**registration.answers.get(step, {}), **new} for step, new in filled.items()})
    return filled


def empty(registration: Registration, filled: Answers) -> None:
    """Take from a draft what is still there as it was filled in, also from a finished step, which is open again."""
    if registration.submitted_at is not None:
        return
    changed: Answers = {}
    for step, given in filled.items():
        now = registration.answers.get(step, {})
        kept = {name: value for name, value in now.items() if given.get(name) != value}
        if kept != now:
            changed[step] = kept
    registration.finished = [step for step in registration.finished if step not in changed]
    _write(registration, changed)


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


def _is_whole(step: str, given: dict[str, str]) -> bool:
    """An address is one thing: half of one is not completed by half of another."""
    return step == ADDRESS and bool(given.get("address"))


def _write(registration: Registration, changed: Answers) -> None:
    if not changed:
        return
    registration.answers = {**registration.answers, **changed}
    registration.version += 1
