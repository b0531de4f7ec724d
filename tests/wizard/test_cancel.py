"""Cancelling: draft, account and sessions are gone; after submitting there is nothing to cancel."""

from sqlmodel import select

from css.models import Account, Registration, ResidentSession
from css.web import cookies
from tests.wizard.browser import Resident


def test_cancelling_is_asked_about_first_and_a_get_deletes_nothing(resident: Resident) -> None:
    page = resident.at("address").get("cancel")
    assert page.heading == "Cancel your registration?"
    assert page.buttons == ["Yes, delete it"]
    assert page.link("No, go on registering") == "/registration"
    assert resident.account.email == "marisol@example.com"


def test_no_leads_back_to_where_they_were(resident: Resident) -> None:
    resident.at("address").get("cancel")
    assert resident.get().location == "/registration/address"


def test_yes_deletes_draft_account_and_every_session(resident: Resident) -> None:
    other = resident.at("address").another_tab()
    assert resident.post("cancel").location == "/?cancelled=y"
    with resident.database.reading() as session:
        for table in (Account, Registration, ResidentSession):
            assert session.exec(select(table)).all() == []
    assert other.get("address").location == "/sign-in"


def test_this_browser_forgets_its_session(resident: Resident) -> None:
    resident.at("address").post("cancel")
    assert not resident.client.get_cookie(cookies.RESIDENT.name)
    assert "Marisol" not in resident.get("/").html


def test_pressed_twice_it_does_no_harm(resident: Resident) -> None:
    other = resident.at("address").another_tab()
    resident.post("cancel")
    assert other.post("cancel").asks_to_sign_in


def test_the_email_can_be_registered_afresh(resident: Resident) -> None:
    resident.at("submit").post("cancel")
    resident.clock.advance(minutes=5)
    assert resident.begin().get("acknowledgement").heading == "Step 1 of 3: Acknowledgement"


def test_after_submitting_there_is_nothing_to_cancel(resident: Resident) -> None:
    resident.submitted()
    assert resident.get("cancel").location == "/status"
    assert resident.post("cancel").location == "/status"
    assert resident.account.email == "marisol@example.com"


def test_who_is_asked_a_question_cannot_cancel_either(resident: Resident) -> None:
    resident.submitted().decided("ask", "Which unit is yours?")
    assert resident.get("acknowledgement").link("Cancel Registration") == ""
    assert resident.get("cancel").location == "/registration"
    assert resident.post("cancel").location == "/registration"
    assert resident.registration.submitted_at is not None
