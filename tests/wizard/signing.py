"""Signing at the browser, and what a refusal says."""

import json

from css.registrations import signatures
from css.registrations.signatures import Signature
from tests.wizard.browser import Page, Resident

LINE = [[10.5, 20], [60, 80], [110, 20]]
NOT_SIGNED = "Please sign in the box, or switch to the typed signature"
UNREADABLE = "We could not read this drawing: please sign again"
BLANK = "This field cannot be left blank"
NO_LETTER = "Enter a name with at least one letter"
CHARACTERS = "This holds characters that cannot be used here"
FINGERPRINTS = "You receive a copy by email"


def drawn(*strokes: object) -> str:
    return json.dumps({"box": [640, 176], "strokes": strokes})


def by_hand(resident: Resident, strokes: str, **changes: str) -> Page:
    """Press Submit with the toggle off; a page without a script sends no strokes."""
    return resident.send("signature", strokes=strokes, typed=changes.pop("typed", ""), **changes)


def signature(resident: Resident) -> Signature:
    """What was signed."""
    with resident.database.reading() as session:
        signed = signatures.newest(session, resident.registration)
    assert signed and signed.signature
    return signed.signature
