"""From the proven email to the thank-you page, and every word on the way that others rely on."""

import pytest
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, OutboxMessage, Review
from tests import builders
from tests.builders import Person
from tests.html_rules import attribute, text
from tests.html_source import walk
from tests.wizard.browser import STEPS, Page, Resident
from tests.wizard.portals import opened

HEADINGS = {
    "acknowledgement": "Step 1 of 3: Acknowledgement",
    "personal-info": "Step 2 of 3: Personal Info",
    "address": "Step 3 of 3: Address",
}
PRESSED = {
    "acknowledgement": ["Continue"],
    "personal-info": ["Next", "Back"],
    "address": ["Submit", "Back"],
}


def label(page: Page, name: str) -> str:
    """The accessible name of a field."""
    id_ = attribute(page.field(name), "id")
    return next(text(element) for element in page.all("label") if attribute(element, "for") == id_)


def test_a_resident_walks_from_the_first_step_to_the_thank_you_page(resident: Resident) -> None:
    resident.begin()
    assert resident.get().location == "/registration/acknowledgement"
    assert resident.send("acknowledgement").location == "/registration/personal-info"
    assert resident.send("personal-info").location == "/registration/address"
    assert resident.send("address").location == "/status"
    page = resident.get("/status")
    assert page.heading == "Thank you for registering"
    assert resident.registration.reference in page.words
    assert resident.account.state == AccountState.PENDING


def test_the_walk_works_on_both_engines(database: Database, clock: FixedClock) -> None:
    with opened(database, clock) as app:
        resident = Resident(app, clock, Person()).begin()
        for step in STEPS:
            assert resident.get(step).status == 200
            assert resident.send(step).status == 303
        assert resident.get("/status").heading == "Thank you for registering"


@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_the_headings_and_buttons_that_others_rely_on(resident: Resident, step: str) -> None:
    page = resident.at(step).get(step)
    assert page.status == 200
    assert page.is_whole is not resident.hx
    assert [text(element) for element in page.all("h1")] == [HEADINGS[step]]
    assert [text(element) for element in page.all("title")] == [HEADINGS[step]]
    assert page.buttons == PRESSED[step]
    assert [text(e) for e in page.all("p") if text(e) == "Registration"] == ["Registration"]
    assert page.link("Cancel Registration") == "/registration/cancel"
    assert [attribute(e, "type") for e in page.elements if attribute(e, "aria-label") == "Print"] == ["button"]
    assert ("*REQUIRED" in page.words) is (step != "acknowledgement")


def test_the_acknowledgement_is_the_citys_text_and_has_nothing_to_tick(resident: Resident) -> None:
    page = resident.at("acknowledgement").get("acknowledgement")
    for paragraph in builders.jurisdiction().texts["en"].acknowledgement.paragraphs:
        assert " ".join(paragraph.replace("**", "").split()) in page.words
    assert page.all("input", type="checkbox") == []


def test_personal_info_asks_what_others_rely_on(resident: Resident) -> None:
    page = resident.at("personal-info").get("personal-info")
    assert {name: label(page, name) for name in Person().steps["personal-info"]} == {
        "first_name": "First Name",
        "middle_name": "Middle Name",
        "last_name": "Last Name",
        "company": "Company",
        "contact_preference": "Contact Preference",
        "contact_phone": "Contact Phone",
        "mobile_phone": "Mobile Phone",
        "fax": "Fax",
    }
    options = [(text(option), attribute(option, "value")) for option in walk(page.field("contact_preference"))]
    assert options == [
        ("-Select Contact Preference-", ""),
        ("Email", "email"),
        ("Phone", "phone"),
        ("Text Message", "text"),
        ("Mail", "mail"),
    ]


def test_names_and_mobile_arrive_from_sign_up_and_the_email_is_fixed(resident: Resident) -> None:
    page = resident.at("personal-info").get("personal-info")
    assert page.value("first_name") == "Marisol"
    assert page.value("last_name") == "Peña"
    assert page.value("mobile_phone") == "760-555-0142"
    email = page.by_id("email_address")
    assert attribute(email, "value") == "marisol@example.com"
    assert "readonly" in email.attrs


def test_the_fixed_email_cannot_be_sent_as_another(resident: Resident) -> None:
    resident.at("personal-info").send("personal-info", email_address="eve@example.org", email="eve@example.org")
    assert resident.account.email == "marisol@example.com"
    assert "eve" not in str(resident.registration.answers)


def test_address_asks_what_others_rely_on(resident: Resident) -> None:
    page = resident.at("address").get("address")
    assert {name: label(page, name) for name in Person().steps["address"]} == {
        "address": "Address",
        "unit": "Apartment, suite, unit, floor (optional)",
        "city": "City",
        "state": "State",
        "zip_code": "Zip Code",
    }
    states = {attribute(option, "value"): text(option) for option in walk(page.field("state"))}
    assert states["CA"] == "California"
    assert page.value("state") == "CA"


def test_the_name_stands_in_the_banner_from_the_first_step(resident: Resident) -> None:
    page = resident.at("acknowledgement").get("acknowledgement")
    (name,) = page.all("a", **{"class": "resident"})
    assert text(name).endswith("Marisol Peña")


def test_a_finished_step_is_a_link_and_the_current_one_is_marked(resident: Resident) -> None:
    page = resident.at("address").get("personal-info")
    assert page.link("Acknowledgement") == "/registration/acknowledgement"
    (here,) = [text(bar) for bar in page.all("li", **{"aria-current": "step"})]
    assert here == "Personal Info"
    assert page.link("Address") == ""


def test_submitting_mails_the_reference_and_puts_one_review_before_staff(resident: Resident) -> None:
    resident.at("address").send("address")
    with resident.database.reading() as session:
        mail = session.exec(select(OutboxMessage).where(OutboxMessage.kind == "registration-received")).one()
        assert resident.registration.reference in mail.text
        assert len(session.exec(select(Review)).all()) == 1


def test_a_registration_in_spanish_is_accepted_and_answered_in_spanish(marisol: Resident) -> None:
    marisol.begin()
    page = marisol.get("acknowledgement?lang=es")
    assert attribute(page.all("html")[0], "lang") == "es"
    accepted = page.value("accepted")
    assert accepted == builders.jurisdiction().acknowledgement("es").digest
    marisol.post("acknowledgement", {"version": "0", "accepted": accepted})
    assert marisol.registration.acknowledgement == accepted
    marisol.send("personal-info")
    marisol.send("address")
    assert marisol.account.language == "es"


def test_what_is_accepted_is_what_the_page_showed_though_another_tab_changed_the_language(marisol: Resident) -> None:
    page = marisol.begin().get("acknowledgement?lang=es")
    marisol.get("/?lang=en")
    marisol.post("acknowledgement", {"version": "0", "accepted": page.value("accepted")})
    assert marisol.registration.acknowledgement == builders.jurisdiction().acknowledgement("es").digest


def test_where_nobody_decides_the_dashboard_opens_at_once(database: Database, clock: FixedClock) -> None:
    with opened(database, clock, activation="automatic") as app:
        resident = Resident(app, clock, Person()).at("address")
        assert resident.send("address").location == "/dashboard"
        assert resident.get("/dashboard").heading == "Dashboard"
    with database.reading() as session:
        assert session.exec(select(Account)).one().state == AccountState.ACTIVE
        assert session.exec(select(Review)).all() == []
