"""No old account has the email: the resident says what they remember, and staff look. Nothing is shown."""

import pytest
from sqlmodel import select

from css.models import LegacyQuestion
from tests.claiming.conftest import BringIn
from tests.claiming.newcomer import Newcomer
from tests.matching.importing.files import MARISOL

HERE = "/legacy-account/ask"
BLANK = {
    "name": "Marisol Peña",
    "company": "",
    "old_email": "",
    "phone": "",
    "street": "",
    "zip_code": "",
    "record_number": "",
}


@pytest.fixture
def unfound(newcomer: Newcomer, bring_in: BringIn) -> Newcomer:
    """Somebody whose new email no old account has."""
    bring_in({**MARISOL, "email": "old@example.com"})
    newcomer.prove()
    return newcomer


def questions(newcomer: Newcomer) -> list[LegacyQuestion]:
    with newcomer.database.reading() as session:
        return list(session.exec(select(LegacyQuestion)))


def test_the_question_goes_to_staff_and_the_resident_goes_on(unfound: Newcomer) -> None:
    assert unfound.get("/legacy-account").location == HERE
    page = unfound.get(HERE)
    assert page.value("name") == "Marisol Peña"
    sent = unfound.post(HERE, **{**BLANK, "phone": "303-555-0142", "old_email": "Old@Example.com"})
    assert sent.location == "/registration"
    (asked,) = questions(unfound)
    assert (asked.phone, asked.email, asked.state) == ("303-555-0142", "Old@Example.com", "waiting")
    assert "City staff will look for your old account" in unfound.get("/registration/acknowledgement").words


def test_the_step_that_led_there_says_that_staff_are_looking(unfound: Newcomer) -> None:
    unfound.post(HERE, **{**BLANK, "phone": "303-555-0142"})
    unfound.send("acknowledgement")
    personal = unfound.get("/registration/personal-info")
    assert "City staff are looking for your old account" in personal.words
    assert personal.link("Find your old account") == ""


def test_nothing_of_an_old_account_is_shown(unfound: Newcomer) -> None:
    unfound.post(HERE, **{**BLANK, "phone": "303-555-0142"})
    for path in (HERE, "/registration/acknowledgement"):
        page = unfound.get(path)
        for secret in ("South Vulcan", "old@example.com", "BLD-2019", "H-1"):
            assert secret not in page.html


def test_something_must_be_told(unfound: Newcomer) -> None:
    sent = unfound.post(HERE, **{**BLANK, "zip_code": "80302"})
    assert sent.status == 422 and "Tell us at least one of these" in sent.words
    assert questions(unfound) == []


def test_an_email_must_be_one(unfound: Newcomer) -> None:
    sent = unfound.post(HERE, **{**BLANK, "old_email": "not one"})
    assert sent.status == 422 and sent.message("old_email") and sent.value("old_email") == "not one"


def test_asking_again_corrects_what_was_asked(unfound: Newcomer) -> None:
    unfound.post(HERE, **{**BLANK, "phone": "303-555-0142"})
    assert unfound.get(HERE).value("phone") == "303-555-0142"
    unfound.post(HERE, **{**BLANK, "street": "505 S Vulcan Ave"})
    (asked,) = questions(unfound)
    assert (asked.phone, asked.address) == ("", "505 S Vulcan Ave")
    assert unfound.get(HERE).value("street") == "505 S Vulcan Ave"


def test_nobody_who_is_not_signed_in_asks(newcomer: Newcomer) -> None:
    assert newcomer.get(HERE).asks_to_sign_in and newcomer.post(HERE, **BLANK).asks_to_sign_in
