"""Desk: what a city decides. One TOML file becomes one frozen object, checked as it is loaded."""

from css.jurisdictions.emphasis import emphasis
from css.jurisdictions.load import JurisdictionError, load, shipped
from css.jurisdictions.model import Acknowledgement, Guide, Jurisdiction
from css.jurisdictions.theme import stylesheet

__all__ = [
    "Acknowledgement",
    "Guide",
    "Jurisdiction",
    "JurisdictionError",
    "emphasis",
    "load",
    "shipped",
    "stylesheet",
]
