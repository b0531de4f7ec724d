"""How often each page asks the database: stated, so that nobody adds a query without noticing."""

import pytest
from flask import Flask

from css.core.clock import FixedClock
from tests.builders import Person
from tests.wizard.browser import Resident

# The session and the registration; besides the acknowledgement's text, or what an old account says. Personal Info of
# somebody who has none asks whether there are any.
SHOWN = {"acknowledgement": 3, "personal-info": 4, "address": 3}
# The session, the account, which is locked before the registration, and once more; what is written. Submitting writes
# the snapshot with the text that was accepted, the keys and the mail, and puts the review before staff.
SENT = {"acknowledgement": 6, "personal-info": 5, "address": 16}
# Nothing is put before staff; the texts that were accepted and the mail of the receipt come instead.
SIGNED = 18
# The session, the registration, what was signed and the two texts; old accounts that are theirs, that wait for their
# email, and whether there are any at all.
DASHBOARD = 8
BACK = 5


@pytest.mark.parametrize("step", SHOWN)
def test_showing_a_step(marisol: Resident, step: str) -> None:
    marisol.at(step)
    assert marisol.queries(lambda: marisol.get(step)) == SHOWN[step]


@pytest.mark.parametrize("step", SENT)
def test_sending_a_step(marisol: Resident, step: str) -> None:
    draft = marisol.at(step).registration
    shown = {"version": draft.version, "accepted": draft.acknowledgement}
    assert marisol.queries(lambda: marisol.send(step, **shown)) == SENT[step]


def test_going_back(marisol: Resident) -> None:
    version = marisol.at("address").registration.version
    assert marisol.queries(lambda: marisol.send("address", back=True, version=version)) == BACK


def test_a_mistake(marisol: Resident) -> None:
    version = marisol.at("address").registration.version
    assert marisol.queries(lambda: marisol.send("address", city="", version=version)) == SHOWN["address"] + 1


def test_leaving_a_field(marisol: Resident) -> None:
    marisol.at("address")
    assert marisol.queries(lambda: marisol.check("address", "city")) == 1


def test_a_question_costs_two_more(marisol: Resident) -> None:
    marisol.submitted().decided("ask", "Which unit is yours?")
    assert marisol.queries(lambda: marisol.get("acknowledgement")) == SHOWN["acknowledgement"] + 2


def test_resuming(marisol: Resident) -> None:
    marisol.at("address")
    assert marisol.queries(lambda: marisol.get()) == 2


def test_signing_costs_the_consent_and_the_receipt_more(boulder: Flask, clock: FixedClock) -> None:
    signer = Resident(boulder, clock, Person(), hx=True).at("signature")
    draft = signer.registration
    shown = {"version": draft.version, "accepted": draft.consent}
    assert signer.queries(lambda: signer.get("signature")) == SHOWN["acknowledgement"]
    assert signer.queries(lambda: signer.check("signature", "typed")) == 1
    assert signer.queries(lambda: signer.send("signature", **shown)) == SIGNED
    assert signer.queries(lambda: signer.get("/dashboard")) == DASHBOARD
