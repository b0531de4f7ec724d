"""The one placeholder a jurisdiction's texts may hold, in the tables that say so: ``{date}``."""

from typing import TypeVar

from css.jurisdictions.checks import DATE, Frozen

T = TypeVar("T")


def with_date(value: T, date: str) -> T:
    """The same texts with the date, as it is written out, in place of each ``{date}``."""
    changed: object = value
    if isinstance(value, str):
        changed = value.replace(DATE, date)
    elif isinstance(value, tuple):
        changed = tuple(with_date(one, date) for one in value)
    elif isinstance(value, Frozen):
        changed = value.model_copy(update={name: with_date(one, date) for name, one in value})
    return changed  # type: ignore[return-value]
