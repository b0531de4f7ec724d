"""Residents who could not find their old account: staff answer them."""

from dataclasses import asdict
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlmodel import select
from werkzeug.test import TestResponse

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import claims, questions
from css.matching.claiming.questions import Asked
from css.models import Account, ClaimedBy, LegacyQuestion
from css.registrations import drafts
from tests import builders
from tests.builders import Person
from tests.help_desk.conftest import Ask, BringIn
from tests.help_desk.desk import actions, claim_url, holder_id, mails, notes, standing, text
from tests.html import StrictClient
from tests.matching.claiming.holding import held
from tests.matching.claiming.people import ASKED, NEW, resident
from tests.staff.conftest import DANA, RUBEN, SignIn
from tests.web.visits import signed_in

LIST = "/staff/legacy/questions"


def url(question: LegacyQuestion) -> str:
    return f"{LIST}/{question.public_id}"


def answer(client: StrictClient, question: LegacyQuestion, chosen: str = "none", **data: Any) -> TestResponse:
    return client.post(url(question), data={"chosen": chosen, "version": str(question.version), **data})


@pytest.mark.parametrize("hx", [False, True])
def test_the_list_says_who_asked_when_and_what(hal: StrictClient, ask: Ask, hx: bool) -> None:
    ask()
    shown = text(hal.get(LIST, hx=hx).text)
    assert f"Marisol Peña {NEW.email} Friday, November 20, 9:00 am" in shown
    assert "Marisol Peña, 303.555.0142, bld 2019 0042" in shown


def test_the_list_is_empty_in_words(hal: StrictClient) -> None:
    assert "Nobody waits." in hal.get(LIST).text
    assert "Nothing is answered yet." in hal.get(f"{LIST}?answered=y").text


def test_the_list_takes_the_same_queries_however_long_and_goes_on(
    app: Flask, hal: StrictClient, ask: Ask, clock: FixedClock
) -> None:
    ask()
    few = _queries(app, hal, LIST)
    for number in range(26):
        clock.advance(seconds=1)
        ask(person=Person(email=f"r{number}@example.net"))
    assert _queries(app, hal, LIST) == few
    page = hal.get(LIST).text
    assert page.count(f'hx-get="{LIST}/') == 25 and "Questions 27" in text(page)
    (later,) = {part.split('"')[0].replace("&amp;", "&") for part in page.split('href="') if "after=" in part[:80]}
    assert hal.get(later).text.count(f'hx-get="{LIST}/') == 2


def test_both_sides_are_shown_and_the_old_email_is_masked(hal: StrictClient, ask: Ask, bring_in: BringIn) -> None:
    bring_in()
    page = hal.get(url(ask())).text
    shown = text(page)
    for part in ("What the resident says", "bld 2019 0042", "Personal Info", NEW.email, "One old account may be meant",
                 "same name, same phone", "same record number", "M•••@example.com", "This is theirs",
                 "None of these"):  # fmt: skip
        assert part in shown, part
    assert "Marisol@example.com" not in page


def test_where_nobody_is_alike_staff_can_still_look_or_say_so(hal: StrictClient, ask: Ask, bring_in: BringIn) -> None:
    bring_in()
    question = ask(Asked(record_number="X-1"), Person(email="x@example.net", first_name="Wei", last_name="Chen"))
    page = hal.get(url(question)).text
    assert "No old account is alike" in page and "No old account is theirs" in page
    assert f'href="/staff/legacy?for={question.public_id}"' in page


def test_a_confirmed_question_gives_the_records_and_can_be_undone(
    app: Flask, hal: StrictClient, ask: Ask, bring_in: BringIn, sqlite_database: Database, clock: FixedClock
) -> None:
    bring_in()
    question = ask()
    theirs = _resident(app, sqlite_database, question, clock)
    assert "BLD-2019-0042" not in theirs.get("/dashboard").text
    confirmed = answer(hal, question, holder_id(sqlite_database))
    assert confirmed.status_code == 303
    shown = hal.get(confirmed.location).text
    assert "Confirmed: the old account now belongs to Marisol Peña" in shown and "Nobody waits." in shown
    undo = claim_url(sqlite_database)
    assert f'href="{undo}"' in shown and f'href="{undo}"' in hal.get(url(question)).text
    assert "Confirmed by Hal Brandt" in text(hal.get(f"{LIST}?answered=y").text)
    assert "BLD-2019-0042" in theirs.get("/dashboard").text
    assert [mail.kind for mail in mails(sqlite_database)] == ["old-account-found"]
    assert hal.post(undo, data={"reason": "Her sister’s"}).status_code == 303
    assert "BLD-2019-0042" not in theirs.get("/dashboard").text
    assert "Marisol Peña" in hal.get(LIST).text and notes(sqlite_database) == [("claim-undone", "Her sister’s")]
    assert actions(sqlite_database) == ["legacy.asked", "legacy.claimed", "legacy.found", "legacy.claim-undone"]


def test_none_of_these_is_an_answer_that_is_mailed(hal: StrictClient, ask: Ask, sqlite_database: Database) -> None:
    question = ask()
    shown = hal.get(answer(hal, question).location).text
    assert "Answered: no old account was found for Marisol Peña" in shown and "Undo" not in shown
    assert "Not found, said Hal Brandt" in text(hal.get(url(question)).text)
    assert [mail.kind for mail in mails(sqlite_database)] == ["old-account-not-found"]


def test_an_answer_without_a_choice_answers_nothing(hal: StrictClient, ask: Ask, sqlite_database: Database) -> None:
    sent = answer(hal, ask(), "")
    assert sent.status_code == 422 and "Choose one of the old accounts, or none of them." in sent.text
    assert mails(sqlite_database) == []


@pytest.mark.parametrize("wrong", ["x" * 20, "1", "' OR 1=1", "None"])
def test_a_holder_that_does_not_exist_is_given_to_nobody(
    hal: StrictClient, ask: Ask, sqlite_database: Database, wrong: str
) -> None:
    assert answer(hal, ask(), wrong).status_code == 404
    assert mails(sqlite_database) == [] and standing(sqlite_database) == []


def test_of_two_helpers_the_second_is_told_who_was_first(
    hal: StrictClient, sign_in: SignIn, ask: Ask, bring_in: BringIn, sqlite_database: Database
) -> None:
    bring_in()
    question = ask()
    assert answer(sign_in(RUBEN), question).status_code == 303
    late = answer(hal, question, holder_id(sqlite_database))
    assert late.status_code == 409
    assert "Not found, said Ruben Salcedo, Friday, November 20, 9:00 am. Nothing of yours was sent." in text(late.text)
    assert standing(sqlite_database) == [] and len(mails(sqlite_database)) == 1


@pytest.mark.parametrize("found", [True, False])
def test_a_double_click_answers_once(
    hal: StrictClient, ask: Ask, bring_in: BringIn, sqlite_database: Database, found: bool
) -> None:
    bring_in()
    question, chosen = ask(), holder_id(sqlite_database) if found else "none"
    assert [answer(hal, question, chosen).status_code for _ in range(2)] == [303, 303]
    assert len(mails(sqlite_database)) == 1


def test_another_answer_of_the_same_person_is_no_double_click(
    hal: StrictClient, ask: Ask, bring_in: BringIn, sqlite_database: Database
) -> None:
    bring_in()
    question = ask()
    assert answer(hal, question).status_code == 303
    assert answer(hal, question, holder_id(sqlite_database)).status_code == 409


def test_who_gives_the_same_answer_later_is_told_too(hal: StrictClient, sign_in: SignIn, ask: Ask) -> None:
    question = ask()
    assert answer(sign_in(RUBEN), question).status_code == 303
    assert answer(hal, question).status_code == 409


def test_a_candidate_who_was_claimed_meanwhile_is_not_given_away(
    hal: StrictClient, ask: Ask, bring_in: BringIn, sqlite_database: Database, clock: FixedClock
) -> None:
    bring_in()
    question = ask()
    with sqlite_database.writing() as session:
        other = resident(session, clock, Person(email="other@example.net"))
        registration = drafts.of_account(session, other.id or 0)
        claims.claim(session, other, registration, held(session, "H-1"), ClaimedBy.PICKED, clock.now())
        session.commit()
    late = answer(hal, question, holder_id(sqlite_database))
    assert late.status_code == 409 and "Somebody has claimed that old account meanwhile." in late.text
    assert standing(sqlite_database) == ["picked"] and mails(sqlite_database) == []
    assert "No old account is alike" in late.text


def test_what_the_resident_changed_since_is_read_before_it_is_answered(
    hal: StrictClient, ask: Ask, sqlite_database: Database, clock: FixedClock
) -> None:
    question = ask()
    with sqlite_database.writing() as session:
        account = session.get_one(Account, question.account_id)
        questions.ask(session, account, Asked(**{**asdict(ASKED), "company": "Peña Tile"}), clock.now())
        session.commit()
    late = answer(hal, question)
    assert late.status_code == 409 and "The resident has changed what they say" in late.text
    assert "Peña Tile" in late.text and mails(sqlite_database) == []
    assert f'name="version" value="{question.version + 1}"' in late.text


def test_only_who_answered_is_told_that_it_is_done(hal: StrictClient, sign_in: SignIn, ask: Ask) -> None:
    question = ask()
    done = answer(hal, question).location
    assert "Answered:" in hal.get(done).text
    assert "Answered:" not in sign_in(RUBEN).get(done).text
    assert "Answered:" not in hal.get(f"{LIST}?done={'x' * 20}").text


def test_what_a_resident_says_is_shown_as_text(hal: StrictClient, ask: Ask, bring_in: BringIn) -> None:
    bring_in()
    xss = "<script>alert(1)</script>"
    question = ask(
        Asked(name=xss, company=xss, phone="3035550142", record_number=xss), Person(email=NEW.email, last_name=xss)
    )
    for page in (LIST, url(question)):
        shown = hal.get(page).text
        assert "<script>alert" not in shown and "&lt;script&gt;" in shown


def test_reviewers_see_no_question(sign_in: SignIn, ask: Ask, sqlite_database: Database) -> None:
    question, dana = ask(), sign_in(DANA)
    answers = [dana.get(LIST), dana.get(url(question)), answer(dana, question)]
    assert {one.status_code for one in answers} == {403} and mails(sqlite_database) == []


def _resident(app: Flask, database: Database, question: LegacyQuestion, clock: FixedClock) -> StrictClient:
    """Who asked, with a dashboard."""
    with database.writing() as session:
        account = session.exec(select(Account).where(Account.id == question.account_id)).one()
        account.state = "active"
        session.commit()
    browser = builders.client(app)
    signed_in(browser, database, account, clock)
    return browser


def _queries(app: Flask, client: StrictClient, path: str) -> int:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engine = app.extensions["css"].database.engine
    event.listen(engine, "before_cursor_execute", note)
    client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)
