"""The one placeholder a jurisdiction's texts may hold, in the tables that say so: ``{date}``."""

import re
from typing import TypeVar

from css.jurisdictions.checks import Frozen, refusal

DATE = "{date}"
T = TypeVar("T")


def with_date(value: T, date: str, key: str) -> T:
    """The same texts with the date, as it is written out, in place of each ``{date}``.

    ``key`` is where they stand in the file. Refuses a text with any other brace.
    """
    changed: object = value
    if isinstance(value, str):
        changed = _dated(value, date, key)
    elif isinstance(value, tuple):
        changed = tuple(with_date(one, date, f"{key}[{at}]") for at, one in enumerate(value))
    elif isinstance(value, Frozen):
        changed = value.model_copy(update={name: with_date(one, date, f"{key}.{name}") for name, one in value})
    return changed  # type: ignore[return-value]


def _dated(text: str, date: str, key: str) -> str:
    dated = text.replace(DATE, date)
    if re.search(r"[{}]", dated):
        raise refusal(key, f"{text}: {DATE} is the only placeholder")
    return dated
