"""Looking up an old account for whoever calls."""

import pytest
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import claims
from css.models import AuditEntry, ClaimedBy
from css.registrations import drafts
from tests.help_desk.conftest import Ask, BringIn
from tests.help_desk.desk import LOOK_UP, actions, holder_id, text
from tests.html import StrictClient
from tests.matching.claiming.holding import held
from tests.matching.claiming.people import resident
from tests.matching.importing.files import MARISOL, RECORDS, holder
from tests.staff.conftest import DANA, RUBEN, SignIn

XSS = "<script>alert(1)</script>"


def find(client: StrictClient, what: str, *, hx: bool = False, question: str = "") -> str:
    answer = client.post(LOOK_UP, data={"text": what, "question": question}, hx=hx)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("hx", [False, True])
def test_a_row_shows_enough_to_know_a_holder_by_and_no_way_to_reach_them(
    hal: StrictClient, bring_in: BringIn, hx: bool
) -> None:
    bring_in({**MARISOL, "company": "Peña Tile & Stone"})
    page = find(hal, "peña", hx=hx)
    assert "Marisol Peña Peña Tile & Stone Boulder M•••@example.com •••42 1 Not yet" in text(page)
    assert "One old account is found." in page
    for hidden in ("Marisol@example.com", "555-0142", "Vulcan"):
        assert hidden not in page


def test_what_is_looked_for_stands_in_no_address_and_no_link(hal: StrictClient, bring_in: BringIn) -> None:
    bring_in()
    page = find(hal, "Marisol Peña", hx=True)
    assert 'value="Marisol Peña"' in page
    assert "?q=" not in page and "Marisol%20" not in page and "Pe%C3%B1a" not in page
    answer = hal.post(LOOK_UP, data={"text": "Marisol Peña"}, hx=True)
    assert "HX-Push-Url" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]


def test_each_search_is_audited_without_its_words(
    hal: StrictClient, bring_in: BringIn, sqlite_database: Database
) -> None:
    bring_in()
    find(hal, "Marisol Peña")
    find(hal, "nobody at all")
    assert actions(sqlite_database) == ["legacy.looked-up"] * 2
    with sqlite_database.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.action == "legacy.looked-up")).all()
    assert "Peña" not in str([entry.model_dump() for entry in entries])
    assert all(entry.actor_kind == "staff" and entry.actor_id for entry in entries)


def test_nothing_typed_is_a_message_and_no_search(hal: StrictClient, sqlite_database: Database) -> None:
    answer = hal.post(LOOK_UP, data={"text": "  "})
    assert answer.status_code == 422 and "This field cannot be left blank" in answer.text
    assert actions(sqlite_database) == []


@pytest.mark.parametrize(
    "odd", ["%", "_", "a\x00b", "\u202e", "x" * 9999, "'; --", "\ud800".encode("utf-8", "replace")]
)
def test_odd_signs_find_nobody(hal: StrictClient, bring_in: BringIn, odd: str) -> None:
    bring_in()
    answer = hal.post(LOOK_UP, data={"text": odd})
    assert answer.status_code == 200 and "Nobody is found." in answer.text


def test_of_very_many_25_are_shown_with_a_hint(hal: StrictClient, bring_in: BringIn) -> None:
    bring_in(*(holder(f"H-{n}", phone="") for n in range(30)))
    page = find(hal, "peña")
    assert page.count("/staff/legacy/accounts/") == 2 * 25  # each link has its address twice
    assert "More than 25 are found. Add a first name" in page


def test_a_claimed_holder_says_by_which_way(
    hal: StrictClient, bring_in: BringIn, sqlite_database: Database, clock: FixedClock
) -> None:
    bring_in()
    with sqlite_database.writing() as session:
        account = resident(session, clock)
        registration = drafts.of_account(session, account.id or 0)
        claims.claim(session, account, registration, held(session, "H-1"), ClaimedBy.PICKED, clock.now())
        session.commit()
    assert "picked by the resident" in find(hal, "peña")


def test_what_a_file_says_is_shown_as_text(hal: StrictClient, bring_in: BringIn) -> None:
    bring_in(holder("H-1", last_name=XSS, company=XSS, city=XSS, email="", phone=XSS, **{RECORDS: ""}))
    page = find(hal, "script")
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_tab_says_how_many_questions_wait(hal: StrictClient, ask: Ask) -> None:
    assert "Questions</a>" in hal.get(LOOK_UP).text
    ask()
    assert "Questions 1</a>" in hal.get(LOOK_UP).text


def test_a_question_goes_along_to_the_holders_page(
    hal: StrictClient, bring_in: BringIn, ask: Ask, sqlite_database: Database
) -> None:
    bring_in()
    question = ask().public_id
    assert f'value="{question}"' in hal.get(f"{LOOK_UP}?for={question}").text
    page = find(hal, "peña", question=question)
    assert f"/staff/legacy/accounts/{holder_id(sqlite_database)}?for={question}" in page
    assert find(hal, "peña", question="x'y").count("?for=") == 0


def test_the_help_desk_and_administrators_look_up_and_reviewers_do_not(sign_in: SignIn, bring_in: BringIn) -> None:
    bring_in()
    dana, ruben = sign_in(DANA), sign_in(RUBEN)
    assert dana.get(LOOK_UP).status_code == dana.post(LOOK_UP, data={"text": "peña"}).status_code == 403
    assert "This is for the help desk" in dana.get(LOOK_UP).text
    assert ruben.get(LOOK_UP).status_code == 200 and "Imports" in ruben.get(LOOK_UP).text
