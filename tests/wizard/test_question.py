"""Staff ask for more information, or deny: what the resident sees, and how they go on."""

import pytest

from css.models import AccountState, ReviewEventKind, ReviewState
from css.registrations import reviews
from tests.wizard.browser import STEPS, Resident

QUESTION = "Which unit is yours?"


@pytest.fixture
def asked(resident: Resident) -> Resident:
    return resident.submitted().decided("ask", QUESTION)


def walk_to(resident: Resident, step: str) -> None:
    for earlier in STEPS[: STEPS.index(step)]:
        assert resident.send(earlier).status == 303


@pytest.mark.parametrize("step", STEPS)
def test_the_question_stands_beside_every_step(asked: Resident, step: str) -> None:
    walk_to(asked, step)
    page = asked.get(step)
    assert QUESTION in page.words
    assert "The city asks" in page.words


def test_nobody_else_is_asked_anything(resident: Resident) -> None:
    page = resident.at("address").get("address")
    assert "The city asks" not in page.html
    assert page.all("textarea") == []


def test_all_that_was_entered_is_there_again(asked: Resident) -> None:
    walk_to(asked, "address")
    assert asked.get("address").value("address") == "505 S Vulcan Ave"


def test_the_answer_is_given_on_the_last_step_and_has_a_name_of_its_own(asked: Resident) -> None:
    assert asked.get("acknowledgement").all("textarea") == []
    walk_to(asked, "address")
    page = asked.get("address")
    labels = [element.to_text().strip() for element in page.all("label")]
    assert "Your answer" in labels
    assert [label for label in labels if "city" in label.lower()] == ["City"]


def test_submitting_again_brings_the_review_back_to_the_queue_with_the_answer(asked: Resident) -> None:
    walk_to(asked, "address")
    assert asked.send("address", unit="Apt 4", answer="It is Apt 4.\r\n\r\nThank you.").location == "/status"
    assert asked.get("/status").heading == "Thank you for registering"
    with asked.database.reading() as session:
        review = asked.newest_review(session)
        said = reviews.last_message(session, review, ReviewEventKind.ANSWERED)
    assert review.state == ReviewState.WAITING
    assert said == "It is Apt 4.\n\nThank you."
    assert asked.account.state == AccountState.PENDING


def test_an_answer_is_not_required(asked: Resident) -> None:
    walk_to(asked, "address")
    assert asked.send("address", unit="Apt 4").location == "/status"


def test_going_back_keeps_the_answer_that_was_begun(asked: Resident) -> None:
    walk_to(asked, "address")
    asked.send("address", back=True, answer="It is Apt 4.")
    assert asked.get("address").value("answer") == "It is Apt 4."
    assert asked.another_tab().get("address").value("answer") == "It is Apt 4."


def test_a_mistake_in_another_field_keeps_the_answer(asked: Resident) -> None:
    walk_to(asked, "address")
    page = asked.send("address", zip_code="no", answer="It is Apt 4.")
    assert (page.status, page.value("answer")) == (422, "It is Apt 4.")


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("wrong", ["é" * 2001, "Apt\x00 4"])
def test_an_answer_that_cannot_be_kept_is_said_beside_it(asked: Resident, wrong: str, back: bool) -> None:
    walk_to(asked, "address")
    page = asked.send("address", answer=wrong, back=back)
    assert page.status == 422
    assert page.message("answer")
    assert set(page.summary) == {"answer"}


def test_the_next_question_begins_with_an_empty_answer(asked: Resident) -> None:
    walk_to(asked, "address")
    asked.send("address", back=True, answer="It is Apt 4.")
    asked.send("address", answer="It is Apt 4, upstairs.")
    asked.decided("ask", "Whose house is it?")
    walk_to(asked, "address")
    page = asked.get("address")
    assert "Whose house is it?" in page.words
    assert page.value("answer") == ""


def test_a_denied_resident_starts_again_with_what_was_entered(resident: Resident) -> None:
    resident.submitted().decided("deny", "The address is not in this city.")
    assert resident.post("/status/start-again").location == "/registration"
    assert resident.get().location == "/registration/acknowledgement"
    assert "The city asks" not in resident.get("acknowledgement").html
    walk_to(resident, "address")
    assert resident.get("address").value("address") == "505 S Vulcan Ave"
    assert resident.send("address").location == "/status"
    assert resident.get("/status").heading == "Thank you for registering"
