"""Several old accounts have one email: the resident picks, by what only they would know."""

import pytest
from sqlmodel import select

from css.models import Account, AccountState, LegacyAccount, LegacyClaim
from tests.claiming.conftest import BringIn
from tests.claiming.newcomer import Newcomer
from tests.matching.importing.files import MARISOL, ROOF
from tests.web.visits import SIGN_IN

HERE = "/legacy-account"
ANA = {
    **MARISOL,
    "legacy_id": "H-2",
    "first_name": "Ana",
    "phone": "(303) 555-0177",
    "address1": "9 Pearl Street",
    "records": "[]",
}


@pytest.fixture
def two(newcomer: Newcomer, bring_in: BringIn) -> Newcomer:
    """Marisol, who shares her email with Ana's old account."""
    bring_in(MARISOL, ANA)
    assert newcomer.prove().location == HERE
    return newcomer


def id_of(newcomer: Newcomer, legacy_id: str) -> str:
    with newcomer.database.reading() as session:
        return session.exec(select(LegacyAccount.public_id).where(LegacyAccount.legacy_id == legacy_id)).one()


def claimed(newcomer: Newcomer) -> list[str]:
    with newcomer.database.reading() as session:
        return list(session.exec(select(LegacyAccount.legacy_id).join(LegacyClaim)))


def test_the_page_tells_nothing_that_others_of_the_address_would_not_know(two: Newcomer) -> None:
    page = two.get(HERE)
    assert page.heading == "Which old account is yours?"
    assert "M••• P•••, 1 record" in page.words and "A••• P•••, 0 records" in page.words
    for secret in ("Ana", "0177", "Pearl", "BLD-2019", "Peña,"):
        assert secret not in page.html


@pytest.mark.parametrize(
    "told",
    ["303.555.0177", "+1 303 555 0177", "9 Pearl St", "9 PEARL STREET 80302", "9 Pearl St, Apt 2"],
)
def test_what_its_holder_knows_opens_it(two: Newcomer, told: str) -> None:
    sent = two.post(HERE, chosen=id_of(two, "H-2"), told=told)
    assert sent.location == "/registration"
    assert claimed(two) == ["H-2"]


@pytest.mark.parametrize("told", [ROOF["number"], "bld 2019 0042", "505 S Vulcan Ave"])
def test_the_number_of_a_record_does(two: Newcomer, told: str) -> None:
    two.post(HERE, chosen=id_of(two, "H-1"), told=told)
    assert claimed(two) == ["H-1"]


@pytest.mark.parametrize(
    "told", ["Peña", "80302", "Boulder", "marisol@example.com", "(303) 555-0142", "555-0177", "-", "9", "H-2", "Apt"]
)
def test_what_others_know_too_opens_nothing(two: Newcomer, told: str) -> None:
    sent = two.post(HERE, chosen=id_of(two, "H-2"), told=told)
    assert sent.status == 422 and "does not fit" in sent.message("told")
    assert claimed(two) == [] and sent.value("told") == told


@pytest.mark.parametrize("told", ["(303) 555-0142", "505 S Vulcan Ave", "BLD-2019-0042"])
def test_what_fits_two_of_them_says_of_neither_whose_it_is(newcomer: Newcomer, bring_in: BringIn, told: str) -> None:
    """A family's telephone, the house of an office, the permit of both."""
    bring_in(MARISOL, {**MARISOL, "legacy_id": "H-2", "first_name": "Ana", "address2": "Apt 7"})
    newcomer.prove()
    assert newcomer.post(HERE, chosen=id_of(newcomer, "H-2"), told=told).status == 422
    assert claimed(newcomer) == []
    newcomer.post(HERE, chosen=id_of(newcomer, "H-2"), told="505 S Vulcan Ave Apt 7")
    assert claimed(newcomer) == ["H-2"]


def test_a_short_number_would_be_guessed(newcomer: Newcomer, bring_in: BringIn) -> None:
    bring_in({**MARISOL, "records": '[{"kind": "permit", "number": "1007"}]'}, ANA)
    newcomer.prove()
    newcomer.post(HERE, chosen=id_of(newcomer, "H-1"), told="1007")
    assert claimed(newcomer) == []


def test_a_right_one_ends_the_row_of_wrong_tries(two: Newcomer) -> None:
    for number in range(9):
        two.post(HERE, chosen=id_of(two, "H-2"), told=f"303 555 {number:04}")
    two.post(HERE, chosen=id_of(two, "H-2"), told="303 555 0177")
    said = two.post(HERE, chosen=id_of(two, "H-1"), told="303 555 0000").message("told")
    assert "does not fit" in said


def test_both_must_be_said(two: Newcomer) -> None:
    sent = two.post(HERE, chosen="", told="")
    assert sent.status == 422
    assert sent.message("chosen") == "Choose your old account" and sent.message("told")


@pytest.mark.parametrize("chosen", ["nonsense", "x" * 20])
def test_only_what_is_offered_can_be_picked(two: Newcomer, chosen: str) -> None:
    assert two.post(HERE, chosen=chosen, told="303 555 0177").status == 422
    assert claimed(two) == []


def test_ten_wrong_tries_are_enough(two: Newcomer) -> None:
    ana = id_of(two, "H-2")
    said = [two.post(HERE, chosen=ana, told=f"303 555 {number:04}").message("told") for number in range(10)]
    assert "does not fit" in said[8] and "too many wrong tries" in said[9]
    assert "too many" in two.post(HERE, chosen=ana, told="303 555 0177").message("told")
    assert claimed(two) == []
    two.clock.advance(hours=23)
    two.post("/sign-in/password", **SIGN_IN)
    assert "too many" in two.post(HERE, chosen=ana, told="303 555 0177").message("told")


def test_whoever_can_not_tell_goes_on_without_it(two: Newcomer) -> None:
    page = two.get(HERE)
    assert page.link("Go on without it") == "/registration"
    assert page.link("None of these, or I can’t tell") == "/legacy-account/ask"
    assert two.get("/registration").location.endswith("/acknowledgement")


def test_pressed_twice_the_other_one_stays_whose_it_is(two: Newcomer) -> None:
    ana = id_of(two, "H-2")
    for _ in range(2):
        assert two.post(HERE, chosen=ana, told="303 555 0177").location == "/registration"
    assert claimed(two) == ["H-2"]


def test_the_other_one_takes_as_much(two: Newcomer) -> None:
    two.post(HERE, chosen=id_of(two, "H-2"), told="303 555 0177")
    assert two.get(HERE).heading == "Which old account is yours?"
    assert two.post(HERE).status == 422
    assert claimed(two) == ["H-2"]
    two.post(HERE, chosen=id_of(two, "H-1"), told="BLD-2019-0042")
    assert sorted(claimed(two)) == ["H-1", "H-2"]


def test_nobody_who_is_not_signed_in_sees_it(newcomer: Newcomer) -> None:
    assert newcomer.get(HERE).asks_to_sign_in and newcomer.post(HERE).asks_to_sign_in


def test_a_denied_resident_claims_nothing(two: Newcomer) -> None:
    with two.database.writing() as session:
        session.exec(select(Account)).one().state = AccountState.DENIED
        session.commit()
    assert two.get(HERE).location == "/status"
    assert two.post(HERE, chosen=id_of(two, "H-2"), told="303 555 0177").location == "/status"
    assert claimed(two) == []
