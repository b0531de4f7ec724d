"""What HTMX asks while the form is filled in: a field's message, the checklist, the domain that was meant."""

import pytest

from css.core.db import Database
from css.models import SignUp
from tests.html import StrictClient
from tests.web.visits import SIGN_UP, all_of, mails

BLANK = "This field cannot be left blank"


@pytest.mark.parametrize(
    ("field", "entered", "said"),
    [
        ("email", "", BLANK),
        ("email", "marisol@", "Enter an email address like name@example.com"),
        ("mobile_phone", "555", "Enter a phone number with area code, like 760-555-0142"),
        ("first_name", "x" * 101, "This is too long: please shorten it"),
        ("password", "short", "The password needs: At least 8 characters; An uppercase letter; A number"),
    ],
)
def test_a_field_that_was_left_says_what_is_wrong_with_it(
    visitor: StrictClient, field: str, entered: str, said: str
) -> None:
    answer = visitor.post(f"/sign-up/check/{field}", data={**SIGN_UP, field: entered}, hx=True)
    assert answer.status_code == 200 and answer.text.strip() == f"<p>{said}</p>"
    assert "HX-Retarget" not in answer.headers


@pytest.mark.parametrize("field", list(SIGN_UP))
def test_a_field_that_is_right_says_nothing(visitor: StrictClient, field: str) -> None:
    answer = visitor.post(f"/sign-up/check/{field}", data=SIGN_UP, hx=True)
    assert answer.status_code == 200 and answer.text.strip() == ""


@pytest.mark.parametrize("field", ["one_name", "csrf_token", "nothing", "data", "validate"])
def test_there_is_nothing_to_check_in_what_is_no_field(visitor: StrictClient, field: str) -> None:
    assert visitor.post(f"/sign-up/check/{field}", data=SIGN_UP, hx=True).status_code == 404


def test_an_empty_field_that_may_be_empty_says_nothing(visitor: StrictClient) -> None:
    for field in ("mobile_phone", "first_name", "last_name"):
        assert visitor.post(f"/sign-up/check/{field}", data={field: ""}, hx=True).text.strip() == ""


def test_a_likely_typo_is_offered_and_taken_only_when_asked(visitor: StrictClient) -> None:
    typed = {**SIGN_UP, "email": "marisol@gmial.com"}
    offer = visitor.post("/sign-up/check/email", data=typed, hx=True).text
    assert "Did you mean marisol@gmail.com?" in offer and 'hx-post="/sign-up/email"' in offer
    box = visitor.post("/sign-up/email", data=typed, hx=True).text
    assert 'value="marisol@gmail.com"' in box and 'id="email-field"' in box
    assert visitor.post("/sign-up", data=typed).status_code == 303


def test_taking_a_correction_there_is_none_of_keeps_what_was_typed(visitor: StrictClient) -> None:
    assert (
        'value="x@encinitasca.gov"' in visitor.post("/sign-up/email", data={"email": "x@encinitasca.gov"}, hx=True).text
    )


def test_the_checklist_is_ticked_as_the_password_is_typed(visitor: StrictClient) -> None:
    def met(password: str) -> int:
        answer = visitor.post("/sign-up/password", data={**SIGN_UP, "password": password}, hx=True)
        assert answer.text.count("<li") == 6 and "Password requirements:" in answer.text
        return answer.text.count('<li class="met">')

    assert [met(typed) for typed in ("", "xqz", "xqzW", "xqzW7", "xqzW72vk")] == [0, 3, 4, 5, 6]


def test_what_is_not_listed_joins_the_list_when_it_is_broken(visitor: StrictClient) -> None:
    common = visitor.post("/sign-up/password", data={**SIGN_UP, "password": "Password1"}, hx=True).text
    assert "Not a password that many people use" in common and common.count("<li") == 7


def test_none_of_it_keeps_or_mails_anything(visitor: StrictClient, sqlite_database: Database) -> None:
    for path in ("/sign-up/check/email", "/sign-up/check/password", "/sign-up/password", "/sign-up/email"):
        visitor.post(path, data=SIGN_UP, hx=True)
    with sqlite_database.reading() as session:
        assert not all_of(session, SignUp)
    assert not mails(sqlite_database) and not visitor.get_cookie("css_sign_up")
