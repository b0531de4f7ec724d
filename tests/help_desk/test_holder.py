"""One holder of the old system, and what the help desk does with a reason."""

from typing import Any

import pytest
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import questions
from css.models import Invitation, InvitationKind
from tests import builders
from tests.builders import Person
from tests.help_desk.conftest import Ask, BringIn
from tests.help_desk.desk import WHY, actions, change, holder_id, look, mail, mails, notes, standing, text, url
from tests.html import StrictClient
from tests.matching.claiming.people import NEW, helper, resident
from tests.matching.importing.files import MARISOL, RECORDS, holder
from tests.staff.conftest import DANA, RUBEN, SignIn

OLD = "Marisol@example.com"


def test_the_page_shows_all_but_the_email(hal: StrictClient, hers: str) -> None:
    answer = hal.get(hers)
    shown = text(answer.text)
    for part in (
        "Marisol Peña",
        "Not claimed yet",
        "H-1",
        "(303) 555-0142",
        "505 South Vulcan Avenue, Apt 2",
        "Boulder, CO, 80302-1234",
        "1 record",
        "permit BLD-2019-0042 Roof closed",
        "M•••@example.com",
    ):
        assert part in shown
    assert OLD not in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("hx", [False, True])
def test_the_email_is_shown_once_for_a_reason(
    hal: StrictClient, hers: str, sqlite_database: Database, hx: bool
) -> None:
    answer = look(hal, hers, hx=hx)
    assert answer.status_code == 200 and f"The email address is {OLD}. It is shown this once." in answer.text
    assert "no-store" in answer.headers["Cache-Control"] and OLD not in str(answer.headers)
    assert OLD not in hal.get(hers).text
    assert notes(sqlite_database) == [("looked", WHY)] and actions(sqlite_database) == ["legacy.looked"]
    assert f"Email address shown to Hal Brandt Friday, November 20, 9:00 am {WHY}" in text(hal.get(hers).text)


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501, "a\x00b"])
@pytest.mark.parametrize("act", [look, mail])
def test_without_a_reason_nothing_is_done(
    hal: StrictClient, hers: str, sqlite_database: Database, act: Any, reason: str
) -> None:
    answer = act(hal, hers, reason)
    assert answer.status_code == 422 and "There is a problem" in answer.text and OLD not in answer.text
    assert notes(sqlite_database) == [] and actions(sqlite_database) == [] and mails(sqlite_database) == []


def test_the_disclosure_that_has_a_problem_is_open(hal: StrictClient, hers: str) -> None:
    assert hal.get(hers).text.count("<details open>") == 0
    answer = mail(hal, hers, "")
    assert answer.text.count("<details open>") == 1
    assert answer.text.index("<details open>") < answer.text.index("Send the re-registration email</summary>")


def test_the_re_registration_email_goes_to_the_holder(hal: StrictClient, hers: str, sqlite_database: Database) -> None:
    answer = mail(hal, hers)
    assert answer.status_code == 303
    assert "is on its way to M•••@example.com." in hal.get(answer.location).text
    (sent,) = mails(sqlite_database)
    assert (sent.kind, sent.recipient) == ("register-again", OLD) and "/sign-up/again/" in sent.text
    assert "tried to sign in" not in sent.text and "no-invitations" not in sent.text
    with sqlite_database.reading() as session:
        assert session.exec(select(Invitation.kind)).one() == InvitationKind.HELP_DESK
    assert notes(sqlite_database) == [("mailed", WHY)] and actions(sqlite_database) == ["legacy.mailed"]


def test_the_fourth_email_of_a_day_is_refused(hal: StrictClient, hers: str, sqlite_database: Database) -> None:
    assert [mail(hal, hers).status_code for _ in range(4)] == [303, 303, 303, 409]
    assert "This holder got 3 emails today." in mail(hal, hers).text
    assert len(mails(sqlite_database)) == len(notes(sqlite_database)) == 3


def test_who_has_an_account_is_not_asked_to_register(
    hal: StrictClient, hers: str, sqlite_database: Database, clock: FixedClock
) -> None:
    with sqlite_database.writing() as session:
        resident(session, clock, Person(email="marisol@example.com"))
        session.commit()
    shown = hal.get(hers).text
    assert "has an account already: they sign in instead" in shown and f"{hers}/mail" not in shown
    answer = mail(hal, hers)
    assert answer.status_code == 409 and "sign in instead" in answer.text and mails(sqlite_database) == []


def test_a_holder_without_an_address_has_nothing_to_show_or_send(
    hal: StrictClient, bring_in: BringIn, sqlite_database: Database
) -> None:
    bring_in({**MARISOL, "email": ""})
    hers = url(sqlite_database)
    shown = hal.get(hers).text
    assert f"{hers}/look" not in shown and f"{hers}/mail" not in shown and f"{hers}/email" in shown
    assert mail(hal, hers).status_code == 409
    assert change(hal, hers).status_code == 303 and mails(sqlite_database) == []


def test_a_new_email_is_kept_with_how_the_identity_was_checked(
    hal: StrictClient, hers: str, sqlite_database: Database
) -> None:
    answer = change(hal, hers)
    assert answer.status_code == 303
    shown = hal.get(answer.location).text
    assert "The address is changed." in shown and "n•••@example.net" in shown and "changed by the help desk" in shown
    assert notes(sqlite_database) == [("email-changed", WHY)]
    (told,) = mails(sqlite_database)
    assert (told.kind, told.recipient) == ("legacy-email-changed", OLD) and "now@example.net" not in told.text
    assert mail(hal, hers).status_code == 303
    assert [one.recipient for one in mails(sqlite_database)] == [OLD, "now@example.net"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"email-email": "no address"}, "Enter an email address like name@example.com"),
        ({"email-email": ""}, "This field cannot be left blank"),
        ({"email-reason": " "}, "This field cannot be left blank"),
        ({"email-email": "MARISOL@example.com"}, "The old account has this address already"),
    ],
)
def test_a_wrong_email_or_no_word_on_the_identity_changes_nothing(
    hal: StrictClient, hers: str, sqlite_database: Database, data: dict[str, str], says: str
) -> None:
    answer = change(hal, hers, **data)
    assert answer.status_code == 422 and says in answer.text
    assert notes(sqlite_database) == [] and mails(sqlite_database) == []


def test_an_address_that_has_an_account_is_taken_and_staff_are_told_what_follows(
    hal: StrictClient, hers: str, sqlite_database: Database, clock: FixedClock
) -> None:
    with sqlite_database.writing() as session:
        resident(session, clock)
        session.commit()
    answer = change(hal, hers, NEW.email)
    assert answer.status_code == 303
    assert "Somebody has an account with it: signed in, they find the old account." in hal.get(answer.location).text
    assert standing(sqlite_database) == []


def test_of_two_helpers_the_second_is_told_and_keeps_what_was_typed(
    hal: StrictClient, sign_in: SignIn, hers: str, sqlite_database: Database
) -> None:
    assert change(sign_in(RUBEN), hers, "first@example.net").status_code == 303
    answer = change(hal, hers, "second@example.net")
    assert answer.status_code == 409 and "Somebody else has changed the address" in answer.text
    assert 'value="second@example.net"' in answer.text and len(mails(sqlite_database)) == 1
    again = change(hal, hers, "second@example.net", **{"email-version": "1"})
    assert again.status_code == 303


def test_a_double_click_changes_the_email_once(hal: StrictClient, hers: str, sqlite_database: Database) -> None:
    assert [change(hal, hers).status_code for _ in range(2)] == [303, 303]
    assert len(notes(sqlite_database)) == len(mails(sqlite_database)) == 1


def test_from_a_question_the_holder_can_be_given_to_who_asked(
    hal: StrictClient, hers: str, ask: Ask, sqlite_database: Database
) -> None:
    question = ask()
    shown = hal.get(f"{hers}?for={question.public_id}").text
    assert "This is theirs" in shown and f'action="/staff/legacy/questions/{question.public_id}"' in shown
    data = {"chosen": holder_id(sqlite_database), "version": str(question.version)}
    assert hal.post(f"/staff/legacy/questions/{question.public_id}", data=data).status_code == 303
    assert standing(sqlite_database) == ["staff"]
    assert "This is theirs" not in hal.get(f"{hers}?for={question.public_id}").text


@pytest.mark.parametrize("asked", ["x" * 20, "%27", ""])
def test_a_question_that_does_not_wait_offers_nothing(hal: StrictClient, hers: str, asked: str) -> None:
    assert "This is theirs" not in hal.get(f"{hers}?for={asked}").text


def test_an_answered_question_offers_nothing(
    hal: StrictClient, hers: str, ask: Ask, sqlite_database: Database, clock: FixedClock
) -> None:
    question = ask()
    with sqlite_database.writing() as session:
        questions.give_up(
            session, question.public_id, staff=helper(session, clock), version=question.version,
            mailer=builders.mailer(), now=clock.now(),
        )  # fmt: skip
        session.commit()
    assert "This is theirs" not in hal.get(f"{hers}?for={question.public_id}").text


def test_what_a_file_says_is_shown_as_text(hal: StrictClient, bring_in: BringIn, sqlite_database: Database) -> None:
    xss = "<img src=x onerror=alert(1)>"
    record = '[{"kind": "<b>", "number": "<i>1", "title": "<u>", "status": "<s>"}]'
    bring_in(holder("H-1", last_name=xss, company=xss, phone=xss, address1=xss, address2=xss, city=xss,
                    email="", **{RECORDS: record}))  # fmt: skip
    shown = hal.get(url(sqlite_database)).text
    assert "<img" not in shown and "<b>&lt;b" not in shown
    assert shown.count("&lt;img src=x onerror=alert(1)&gt;") >= 6 and "&lt;i&gt;1" in shown


def test_a_reason_is_shown_as_text(hal: StrictClient, hers: str) -> None:
    look(hal, hers, "<script>alert(1)</script>")
    assert "<script>alert" not in hal.get(hers).text


@pytest.mark.parametrize("path", ["look", "mail", "email"])
@pytest.mark.parametrize("wrong", ["x" * 20, "1", "a'b", "%00"])
def test_nothing_is_done_with_a_holder_who_does_not_exist(hal: StrictClient, hers: str, path: str, wrong: str) -> None:
    data = {"look-reason": WHY, "mail-reason": WHY, "email-reason": WHY, "email-email": "a@example.com"}
    assert hal.post(f"/staff/legacy/accounts/{wrong}/{path}", data=data).status_code == 404


@pytest.mark.parametrize("path", ["accounts/{0}", "claims/{0}/undo", "questions/{0}"])
@pytest.mark.parametrize("wrong", ["x" * 20, "1", "a'b", "%00"])
def test_what_does_not_exist_is_404(hal: StrictClient, hers: str, path: str, wrong: str) -> None:
    address = f"/staff/legacy/{path.format(wrong)}"
    assert hal.get(address).status_code == 404
    if "accounts" not in path:
        assert hal.post(address, data={"reason": WHY, "chosen": "none", "version": "1"}).status_code == 404


def test_reviewers_see_no_holder(sign_in: SignIn, hers: str, sqlite_database: Database) -> None:
    dana = sign_in(DANA)
    answers = [dana.get(hers), look(dana, hers), mail(dana, hers), change(dana, hers)]
    assert {answer.status_code for answer in answers} == {403}
    assert all("Marisol" not in answer.text for answer in answers)
    assert notes(sqlite_database) == [] and mails(sqlite_database) == []
