"""The queue's page."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import event
from sqlalchemy import text as sql

from css.core.clock import FixedClock
from css.core.db import Database
from tests import builders
from tests.builders import Person
from tests.html import StrictClient
from tests.staff.conftest import DANA, HAL, OpenPortal, SignIn, Wait, enter

MARISOL = Person()
GORDON = Person(
    "gordon@halloranpools.com", "Gordon", "", "Halloran", mobile_phone="760-555-0177", address="2 Sunset Dr"
)


def rows(page: str) -> list[str]:
    return re.findall(r"<tr role=\"row\">\s*<td.*?</tr>", page, re.DOTALL)


@pytest.mark.parametrize("hx", [False, True])
def test_a_row_shows_the_email_and_its_first_link_opens_the_review(dana: StrictClient, wait: Wait, hx: bool) -> None:
    review = wait()
    page = dana.get("/staff/approvals", hx=hx).text
    assert ">Approvals</h1>" in page
    (row,) = rows(page)
    assert MARISOL.email in row
    first = re.search(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', row)
    assert first and first.groups() == (f"/staff/reviews/{review.public_id}", "Marisol Peña")
    assert "1 of 1, oldest first" in page


def test_an_empty_queue_says_so(dana: StrictClient) -> None:
    assert "Nobody is here." in dana.get("/staff/approvals").text
    assert "Nothing found" in dana.get("/staff/approvals?q=zzz").text


def test_the_help_desk_may_look(sign_in: SignIn, wait: Wait) -> None:
    wait()
    assert MARISOL.email in sign_in(HAL).get("/staff/approvals").text


def test_age_stands_beside_the_promise(dana: StrictClient, wait: Wait, clock: FixedClock) -> None:
    wait()  # on a Friday at nine; two working days end on Tuesday
    clock.advance(hours=6)
    page = enter_again(dana)
    assert "Age, of 2 days promised" in page and "6 h" in page and "late" not in page
    clock.advance(days=4)
    assert 'class="soon"' in enter_again(dana)
    clock.advance(days=1)
    page = enter_again(dana)
    assert ", late" in page and 'class="late"' in page


def enter_again(client: StrictClient) -> str:
    """The queue, after a time in which the session has ended."""
    enter(client)
    return client.get("/staff/approvals").text


def test_a_search_finds_and_keeps_what_was_typed(dana: StrictClient, wait: Wait) -> None:
    wait()
    wait(GORDON)
    page = dana.get("/staff/approvals?q=gor+halloran").text
    assert len(rows(page)) == 1 and GORDON.email in page
    assert 'value="gor halloran"' in page


def test_lists_are_told_apart_and_an_unknown_one_is_the_waiting(dana: StrictClient, wait: Wait) -> None:
    wait()
    assert len(rows(dana.get("/staff/approvals?state=denied").text)) == 0
    assert len(rows(dana.get("/staff/approvals?state=nonsense").text)) == 1


def test_pages_lead_on_and_back(dana: StrictClient, wait: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("css.registrations.queue.page.__kwdefaults__", {"after": "", "before": "", "size": 2})
    for number in range(3):
        wait(replace(MARISOL, email=f"m{number}@example.com"))
    first = dana.get("/staff/approvals?q=marisol").text
    assert "2 of 3, oldest first" in first and "Previous page" not in first
    onward = re.search(r'href="([^"]+)"[^>]*>Next page', first)
    assert onward and "q=marisol" in onward[1]
    second = dana.get(onward[1].replace("&amp;", "&")).text
    assert "m2@example.com" in second and "Next page" not in second and "Previous page" in second


@pytest.mark.parametrize("text", ["\x07", "🎉", "'", "%", "\u202e", "x" * 1000, "\U0010ffff", "<script>"])
def test_a_search_never_breaks(open_portal: OpenPortal, database: Database, text: str) -> None:
    client = builders.client(open_portal(database))
    enter(client, DANA)
    assert client.get("/staff/approvals", query_string={"q": text}).status_code == 200
    odd = {"state": text, "after": text, "before": text, "done": text}
    assert client.get("/staff/approvals", query_string=odd).status_code == 200


def test_an_address_with_a_nul_is_no_page_and_never_an_error(open_portal: OpenPortal, database: Database) -> None:
    client = builders.client(open_portal(database))
    enter(client, DANA)
    assert client.get("/staff/approvals", query_string={"q": "\x00"}).status_code == 404


def test_a_page_takes_the_same_queries_however_many_wait(
    open_portal: OpenPortal, sqlite_database: Database, clock: FixedClock
) -> None:
    app = open_portal(sqlite_database)
    client, asked = builders.client(app), []
    enter(client)
    statements: list[str] = []
    event.listen(
        app.extensions["css"].database.engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    for number in range(3):
        with sqlite_database.writing() as session:
            builders.waiting(session, clock.now(), replace(MARISOL, email=f"m{number}@example.com"))
            session.commit()
        statements.clear()
        client.get("/staff/approvals?q=marisol")
        asked.append(len(statements))
    assert len(set(asked)) == 1 and asked[0] <= 8


def test_a_damaged_submission_breaks_neither_the_list_nor_its_review(
    dana: StrictClient, wait: Wait, sqlite_database: Database
) -> None:
    damaged, ada = wait(), wait(GORDON)
    with sqlite_database.writing() as session:
        session.connection().execute(sql("DROP TRIGGER submission_is_immutable"))
        statement = sql("UPDATE submission SET snapshot = substr(snapshot, 1, 40) WHERE id = :id")
        session.connection().execute(statement, {"id": damaged.submission_id})
        session.commit()
    page = dana.get("/staff/approvals")
    assert page.status_code == 200 and GORDON.email in page.text
    page = dana.get(f"/staff/reviews/{damaged.public_id}")
    assert page.status_code == 200 and "no longer what was submitted" in page.text
    assert "no longer what was submitted" not in dana.get(f"/staff/reviews/{ada.public_id}").text
