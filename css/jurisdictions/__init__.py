"""Desk: what a city decides. One TOML file becomes one frozen object, checked as it is loaded."""

from css.jurisdictions.emphasis import emphasis, plain
from css.jurisdictions.legal import ACKNOWLEDGEMENT, CONSENT, LegalText
from css.jurisdictions.load import JurisdictionError, load, shipped
from css.jurisdictions.model import SIGNATURE, Jurisdiction
from css.jurisdictions.said import Said
from css.jurisdictions.theme import stylesheet

__all__ = [
    "ACKNOWLEDGEMENT",
    "CONSENT",
    "SIGNATURE",
    "Jurisdiction",
    "JurisdictionError",
    "LegalText",
    "Said",
    "emphasis",
    "load",
    "plain",
    "shipped",
    "stylesheet",
]
