"""An opened registration, and what staff decide."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import col, select
from werkzeug.test import TestResponse

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AuditEntry, OutboxMessage, Registration, Review
from css.registrations import drafts, reviews
from tests import builders
from tests.builders import Person
from tests.html import StrictClient
from tests.staff.conftest import DANA, HAL, RUBEN, OpenPortal, SignIn, Wait, enter

MARISOL = Person(company="Peña Tile & Stone")


def url(review: Review) -> str:
    return f"/staff/reviews/{review.public_id}"


def decide(
    client: StrictClient, review: Review, decision: str, message: str = "", *, version: str = "", hx: bool = False
) -> TestResponse:
    """Press one of the buttons on the page as it was when the review was made, unless told another version."""
    data = {"decision": decision, "message": message, "version": version or str(review.version)}
    return client.post(url(review), data=data, hx=hx)


def states(database: Database) -> tuple[str, str]:
    """Of the only review, and of its account."""
    with database.reading() as session:
        return session.exec(select(Review.state)).one(), session.exec(select(Account.state)).one()


def mails(database: Database) -> list[OutboxMessage]:
    with database.reading() as session:
        sent = select(OutboxMessage).where(OutboxMessage.kind != "verification-code")
        return list(session.exec(sent.order_by(col(OutboxMessage.id))).all())


@pytest.mark.parametrize("hx", [False, True])
def test_everything_submitted_is_there_with_three_decisions(dana: StrictClient, wait: Wait, hx: bool) -> None:
    page = dana.get(url(wait(MARISOL)), hx=hx).text
    for value in (
        MARISOL.email,
        "Marisol Peña",
        "Peña Tile &amp; Stone",
        "760-555-0142",
        "505 S Vulcan Ave",
        "R-2026-",
    ):
        assert value in page
    assert re.findall(r'name="decision" value="(\w+)">([^<]+)<', page) == [
        ("approve", "Approve"),
        ("ask", "Ask for more information"),
        ("deny", "Deny"),
    ]
    assert "No possible matches" in page
    assert 'id="staff-bar"' in page and 'id="masthead"' not in page


def test_staff_read_what_was_submitted_not_what_is_written_since(
    dana: StrictClient, wait: Wait, sqlite_database: Database, clock: FixedClock
) -> None:
    review = wait(MARISOL)
    decide(dana, review, "ask", "Which unit?")
    with sqlite_database.writing() as session:
        registration = drafts.of_account(session, session.exec(select(Account)).one().id or 0)
        builders.fill_in(session, registration, clock.now(), replace(MARISOL, company="Not sent yet"))
        session.commit()
    page = dana.get(url(review)).text
    assert "Not sent yet" not in page and "Peña Tile &amp; Stone" in page


def test_possible_matches_stand_beside_it(dana: StrictClient, wait: Wait) -> None:
    other = wait(replace(MARISOL, email="other@example.com", company="Tran Electric"))
    page = dana.get(url(wait(MARISOL))).text
    assert "One possible match" in page and url(other) in page
    assert re.search(r'<td class="same">.*?760-555-0142', page)
    assert re.search(r'<td class="other">.*?Tran Electric', page)
    assert re.search(r"\d+ % alike, waiting", page)


def test_approving_opens_the_account_tells_the_resident_and_says_so(
    dana: StrictClient, wait: Wait, sqlite_database: Database
) -> None:
    answer = decide(dana, wait(), "approve")
    assert answer.status_code == 303
    page = dana.get(answer.location).text
    assert re.search(r'role="status">\s*<p class="done">Approved: Marisol Peña\.', page)
    assert ">Undo<" not in page
    assert states(sqlite_database) == ("approved", "active")
    assert [mail.kind for mail in mails(sqlite_database)] == ["registration-received", "registration-approved"]


@pytest.mark.parametrize(("decision", "message"), [("deny", "Tell the resident why"), ("ask", "Write what you want")])
@pytest.mark.parametrize("hx", [False, True])
def test_nobody_is_denied_or_asked_without_a_word(
    dana: StrictClient, wait: Wait, sqlite_database: Database, decision: str, message: str, hx: bool
) -> None:
    answer = decide(dana, wait(), decision, "  \n ", hx=hx)
    assert answer.status_code == 422
    assert re.search(rf'id="message-error"[^>]*><p>{message}', answer.text)
    assert states(sqlite_database) == ("waiting", "pending")


def test_nothing_typed_is_lost_when_it_is_refused(dana: StrictClient, wait: Wait, sqlite_database: Database) -> None:
    review = wait()
    for message in ("x" * 2001, "a\u202eb"):
        answer = decide(dana, review, "deny", message)
        assert answer.status_code == 422 and message in answer.text
    assert decide(dana, review, "", "My words").status_code == 422
    assert decide(dana, review, "delete", "My words").status_code == 422
    assert states(sqlite_database) == ("waiting", "pending")


def test_denying_tells_the_reason(dana: StrictClient, wait: Wait, sqlite_database: Database) -> None:
    review = wait()
    decide(dana, review, "deny", "The address is outside the city.\r\n\r\nSorry!")
    assert states(sqlite_database) == ("denied", "denied")
    assert "The address is outside the city." in mails(sqlite_database)[-1].text
    page = dana.get(url(review)).text
    assert "Denied by Dana Whitfield" in page and "outside the city" in page and 'name="decision"' not in page


def test_a_question_goes_to_the_resident_and_the_answer_comes_back_marked(
    dana: StrictClient, wait: Wait, sqlite_database: Database, clock: FixedClock
) -> None:
    first, second = wait(MARISOL), wait(replace(MARISOL, email="later@example.com", mobile_phone="", address="1 A St"))
    decide(dana, first, "ask", "Which unit is yours?")
    assert "Which unit is yours?" in mails(sqlite_database)[-1].text
    clock.advance(minutes=5)
    with sqlite_database.writing() as session:
        review = reviews.find(session, first.public_id)
        registration = session.get_one(Registration, review.registration_id)
        assert session.get_one(Account, registration.account_id).state == "incomplete"
        assert reviews.open_question(session, registration) == "Which unit is yours?"
        builders.answer(session, review, clock.now(), replace(MARISOL, unit="Suite 4", company=""), "It is suite 4.")
        session.commit()
    queue = dana.get("/staff/approvals").text
    assert queue.index(url(first)) < queue.index(url(second)) and queue.count("Answered") == 1
    page = dana.get(url(first)).text
    assert "Which unit is yours?" in page and "It is suite 4." in page
    assert re.search(r"Suite 4\s*<span class=\"was\"><b>Changed</b>, was: 505 S Vulcan Ave<", page)
    assert re.search(r"–\s*<span class=\"was\"><b>Changed</b>, was: Peña Tile &amp; Stone<", page)
    assert page.count('class="was"') == 2


@pytest.mark.parametrize("hx", [False, True])
def test_of_two_reviewers_the_second_is_told_who_was_first(
    sign_in: SignIn, wait: Wait, sqlite_database: Database, hx: bool
) -> None:
    review = wait()
    dana, ruben = sign_in(DANA), sign_in(RUBEN)
    assert decide(dana, review, "approve").status_code == 303
    told = decide(ruben, review, "deny", "No such house", hx=hx)
    assert told.status_code == 409
    assert "Approved by Dana Whitfield, Friday, November 20, 9:00 am" in told.text
    assert "No such house" in told.text and 'name="decision"' not in told.text
    assert states(sqlite_database) == ("approved", "active")
    assert len(mails(sqlite_database)) == 2


def test_a_page_from_before_the_answer_is_shown_anew_with_what_was_typed(
    sign_in: SignIn, wait: Wait, sqlite_database: Database, clock: FixedClock
) -> None:
    review = wait()
    decide(sign_in(DANA), review, "ask", "Which unit?")
    with sqlite_database.writing() as session:
        fresh = builders.answer(session, reviews.find(session, review.public_id), clock.now())
        session.commit()
    ruben = sign_in(RUBEN)
    told = decide(ruben, review, "deny", "My reason")
    assert told.status_code == 409 and "Answered by the resident" in told.text
    assert ">My reason</textarea>" in told.text and f'name="version" value="{fresh.version}"' in told.text
    assert decide(ruben, review, "deny", "My reason", version=str(fresh.version)).status_code == 303


def test_a_double_click_does_no_harm(dana: StrictClient, wait: Wait, sqlite_database: Database) -> None:
    review = wait()
    answers = [decide(dana, review, "deny", "No such house") for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert len(mails(sqlite_database)) == 2


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 400, "\x00", "²"])
def test_a_version_that_is_none_decides_nothing(
    dana: StrictClient, wait: Wait, sqlite_database: Database, version: str
) -> None:
    data = {"decision": "approve", "version": version}
    assert dana.post(url(wait()), data=data).status_code == 409
    assert states(sqlite_database) == ("waiting", "pending")


def test_the_help_desk_may_look_but_not_decide(sign_in: SignIn, wait: Wait, sqlite_database: Database) -> None:
    review, hal = wait(), sign_in(HAL)
    page = hal.get(url(review)).text
    assert MARISOL.email in page and 'name="decision"' not in page
    assert decide(hal, review, "approve").status_code == 403
    assert decide(hal, review, "approve", hx=True).status_code == 403
    assert hal.post(f"{url(review)}/undo").status_code == 403
    assert states(sqlite_database) == ("waiting", "pending")


@pytest.mark.parametrize("wrong", ["a" * 20, "1", "%00", "🎉", "A" * 20, "a" * 2000])
def test_another_id_is_no_page(open_portal: OpenPortal, database: Database, wrong: str) -> None:
    client = builders.client(open_portal(database))
    enter(client)
    for hx in (False, True):
        answer = client.get(f"/staff/reviews/{wrong}", hx=hx)
        assert answer.status_code == 404 and 'id="masthead"' not in answer.text
    for path in (f"/staff/reviews/{wrong}", f"/staff/reviews/{wrong}/undo"):
        assert client.post(path, data={"decision": "approve", "version": "1"}).status_code == 404


def test_decisions_are_in_the_audit_without_a_word_of_what_was_said(
    dana: StrictClient, wait: Wait, sqlite_database: Database
) -> None:
    review = wait()
    decide(dana, review, "deny", "Secret reason")
    with sqlite_database.reading() as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert entry and (entry.action, entry.subject_id) == ("review.denied", review.public_id)
    assert entry.actor_kind == "staff" and entry.actor_id and entry.fields == []


@pytest.fixture
def slow_app(open_portal: OpenPortal, sqlite_database: Database) -> Flask:
    """A portal whose mail about decisions waits a minute."""
    return open_portal(sqlite_database, CSS_UNDO_SECONDS="60")


def test_a_decision_can_be_undone_while_its_mail_waits(
    slow_app: Flask, wait: Wait, sqlite_database: Database, clock: FixedClock
) -> None:
    review, client = wait(), builders.client(slow_app)
    enter(client)
    done = client.get(decide(client, review, "deny", "No such house").location).text
    assert "Denied: Marisol Peña." in done and ">Undo<" in done
    assert mails(sqlite_database)[-1].due_at == clock.now() + timedelta(seconds=60)
    assert client.post(f"{url(review)}/undo").location == url(review)
    assert states(sqlite_database) == ("waiting", "pending")
    assert [mail.kind for mail in mails(sqlite_database)] == ["registration-received"]
    assert "Decision taken back by Dana Whitfield" in client.get(url(review)).text


def test_it_is_too_late_to_undo_once_the_mail_is_on_its_way(
    slow_app: Flask, wait: Wait, sqlite_database: Database, clock: FixedClock
) -> None:
    review, client = wait(), builders.client(slow_app)
    enter(client)
    done = decide(client, review, "approve").location
    clock.advance(seconds=60)
    assert ">Undo<" not in client.get(done).text
    with sqlite_database.writing() as session:
        session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id).desc())).first().tries = 1  # type: ignore[union-attr]
        session.commit()
    late = client.post(f"{url(review)}/undo")
    assert late.status_code == 409 and "too late to undo" in late.text
    assert states(sqlite_database) == ("approved", "active")


def test_what_another_has_decided_is_not_told_as_ones_own(sign_in: SignIn, wait: Wait) -> None:
    review = wait()
    done = decide(sign_in(DANA), review, "approve").location
    assert "Approved: " not in sign_in(RUBEN).get(done).text


def test_the_way_leads_on_to_the_next(dana: StrictClient, wait: Wait) -> None:
    first, second = wait(), wait(replace(MARISOL, email="b@example.com"))
    page = dana.get(url(first)).text
    assert "Next registration" in page and "Previous registration" not in page and url(second) in page
