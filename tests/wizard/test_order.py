"""Steps are not skipped, finished ones can be revisited, and each state reaches only its own pages."""

import pytest
from flask import Flask

from css.core.clock import FixedClock
from css.models import AccountState
from tests import builders
from tests.builders import Person
from tests.wizard.browser import STEPS, Resident
from tests.wizard.portals import opened

ELSEWHERE = {
    AccountState.PENDING: "/status",
    AccountState.DENIED: "/status",
    AccountState.ACTIVE: "/dashboard",
}


@pytest.mark.parametrize("step", STEPS)
def test_a_resident_resumes_at_the_first_unfinished_step(resident: Resident, step: str) -> None:
    assert resident.at(step).get().location == f"/registration/{step}"


def test_with_all_steps_finished_a_resident_resumes_where_to_submit(resident: Resident) -> None:
    assert resident.at("submit").get().location == "/registration/address"


@pytest.mark.parametrize(("here", "wanted"), [("acknowledgement", "address"), ("personal-info", "address")])
@pytest.mark.parametrize("zip_code", ["92024", "wrong"])
@pytest.mark.parametrize("back", [False, True])
def test_a_step_that_is_not_reached_yet_leads_to_the_first_unfinished(
    resident: Resident, here: str, wanted: str, zip_code: str, back: bool
) -> None:
    resident.at(here)
    assert resident.get(wanted).location == f"/registration/{here}"
    sent = resident.send(wanted, zip_code=zip_code, back=back)
    assert (sent.status, sent.location) == (303, f"/registration/{here}")
    assert wanted not in resident.registration.answers


def test_a_finished_step_can_be_revisited_and_shows_what_was_entered(resident: Resident) -> None:
    page = resident.at("submit").get("personal-info")
    assert page.heading == "Step 2 of 3: Personal Info"
    assert page.value("contact_preference") == "email"
    page = resident.get("address")
    assert (page.value("address"), page.value("zip_code")) == ("505 S Vulcan Ave", "92024")


def test_the_bars_of_finished_steps_lead_there_and_no_other(resident: Resident) -> None:
    page = resident.at("personal-info").get("acknowledgement")
    assert [page.link(name) for name in ("Acknowledgement", "Personal Info", "Address")] == ["", "", ""]
    page = resident.another_tab().get("personal-info")
    assert page.link("Acknowledgement") == "/registration/acknowledgement"


@pytest.mark.parametrize("step", ["signature", "nonsense", "%00", "personal_info", "ACKNOWLEDGEMENT"])
def test_there_is_no_such_step(resident: Resident, step: str) -> None:
    resident.at("submit")
    assert resident.get(step).status == 404
    assert resident.post(step, {"version": "0"}).status == 404
    assert resident.post(f"{step}/check/city").status == 404


def test_a_draft_whose_step_the_city_has_taken_away_goes_on_with_it(resident: Resident, clock: FixedClock) -> None:
    resident.at("address")
    left = {
        language: text.model_copy(update={"steps": {k: v for k, v in text.steps.items() if k != "address"}})
        for language, text in builders.jurisdiction().texts.items()
    }
    with opened(resident.database, clock, steps=("acknowledgement", "personal-info"), texts=left) as app:
        later = resident.another_tab(app)
        assert later.get("address").heading == "Step 3 of 3: Address"
        assert later.send("address").location == "/status"


@pytest.mark.parametrize("state", ELSEWHERE)
def test_somebody_who_is_not_registering_is_shown_to_their_own_page(resident: Resident, state: AccountState) -> None:
    resident.in_state(state)
    for path in ("", "acknowledgement", "address", "nonsense", "cancel"):
        assert resident.get(path).location == ELSEWHERE[state]
    for path in ("address", "cancel"):
        assert resident.post(path, Person().steps["address"]).location == ELSEWHERE[state]


def test_a_stranger_is_asked_to_sign_in(resident: Resident) -> None:
    for path in ("", "address", "cancel"):
        assert resident.get(path).location == "/sign-in"
        assert resident.post(path or "address").asks_to_sign_in


def test_two_residents_see_nothing_of_each_other(marisol: Resident, app: Flask, clock: FixedClock) -> None:
    marisol.at("submit")
    ada = Resident(app, clock, Person(email="ada@example.org", first_name="Ada", last_name="Lovelace")).at("address")
    ada.send("address", city="Leucadia", zip_code="92024-1111")
    assert "Leucadia" not in marisol.get("address").html
    assert marisol.registration.answers["address"]["city"] == "Encinitas"
    assert marisol.account.state == AccountState.INCOMPLETE


@pytest.mark.parametrize("step", STEPS)
def test_no_address_and_no_form_names_a_registration(marisol: Resident, step: str) -> None:
    page = marisol.at(step).get(step)
    assert marisol.registration.public_id not in page.html
    assert marisol.account.public_id not in page.html
