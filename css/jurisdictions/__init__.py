"""Desk: what a city decides. One TOML file becomes one frozen object, checked as it is loaded."""

from css.jurisdictions.emphasis import emphasis
from css.jurisdictions.guide import Guide
from css.jurisdictions.legal import ACKNOWLEDGEMENT, CONSENT, LegalText
from css.jurisdictions.load import JurisdictionError, load, shipped
from css.jurisdictions.model import Jurisdiction
from css.jurisdictions.theme import stylesheet

__all__ = [
    "ACKNOWLEDGEMENT",
    "CONSENT",
    "Guide",
    "Jurisdiction",
    "JurisdictionError",
    "LegalText",
    "emphasis",
    "load",
    "shipped",
    "stylesheet",
]
