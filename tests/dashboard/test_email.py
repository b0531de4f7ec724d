"""Another email for one's own account: a fresh proof of who one is, and a code to the new address."""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from css.core.clock import FixedClock
from css.models import Account, AccountState, AuthenticatorApp, ResidentSession, ReviewState
from css.registrations import queue
from css.web import cookies
from tests.builders import Person
from tests.dashboard.email_change import DONE, NEW, PATH, ask, change, code, confirm, mails, prove, send
from tests.html_rules import attribute
from tests.web.test_alike import TRIES, WITHIN
from tests.web.visits import staff_signed_in
from tests.wizard.browser import Resident

FREE = "mirabel@example.com"


@pytest.fixture
def ada(active: Resident) -> Resident:
    """Somebody else who has an account."""
    return Resident(active.app, active.clock, Person(email="ada@example.com"), active.hx).begin()


def test_it_says_what_the_address_is_and_what_will_happen(active: Resident) -> None:
    page = confirm(active).get(PATH)
    assert (page.status, page.heading) == (200, "Change your email address")
    assert page.is_whole is not active.hx
    assert (
        f"It is {active.person.email} now." in page.words and "for 72 hours it can take the change back" in page.words
    )
    assert attribute(page.field("email"), "type") == "email" and "New email address" in page.words
    assert page.buttons == ["Send the code"] and page.link("Leave as it was") == "/dashboard/authenticators"


def test_to_be_signed_in_is_not_proof_enough(active: Resident) -> None:
    for answer in (active.get(PATH), send(active)):
        assert (answer.status, answer.location) == (303, "/dashboard/confirm?to=own_email.new")
    assert mails(active, NEW) == []


def test_the_code_makes_the_new_address_the_accounts(active: Resident) -> None:
    old = active.person.email
    ask(active)
    page = active.get("/verify")
    assert page.heading == "Verify with your email" and NEW in page.words
    assert page.link("Change email address") == PATH
    assert page.link("Return to authenticator list") == "/dashboard/authenticators"
    assert active.account.email == old
    assert prove(active).location == DONE
    assert NEW in active.get("/dashboard").words
    assert "Your email address is changed." in active.get(DONE).words
    assert [mails(active, one)[-1].kind for one in (old, NEW)] == ["email-changed", "email-is-yours"]
    stranger = Resident(active.app, active.clock, active.person, active.hx)
    for email, led in ((old, ""), (NEW, "/dashboard")):
        assert stranger.post("/sign-in/password", {"email": email, "password": "Counter-Desk-7305"}).location == led


def test_every_session_ends_and_this_browser_gets_another(active: Resident) -> None:
    elsewhere, before = active.another_tab(), active.client.get_cookie(cookies.RESIDENT.name)
    change(active)
    after = active.client.get_cookie(cookies.RESIDENT.name)
    assert before and after and before.value != after.value
    assert elsewhere.get("/dashboard").location == "/sign-in"
    assert active.get("/dashboard").status == 200 and not active.client.get_cookie(cookies.CODE.name)
    assert "new-device" not in [one.kind for one in mails(active, NEW)]


@pytest.mark.parametrize("kept", [False, True])
def test_who_was_kept_signed_in_is_kept_on(active: Resident, kept: bool) -> None:
    with active.writing() as session:
        session.exec(select(ResidentSession)).one().kept = kept
    change(active)
    cookie = active.client.get_cookie(cookies.RESIDENT.name)
    assert cookie and (cookie.max_age is not None) is kept


def test_whoever_has_an_app_is_not_asked_for_its_code_again(active: Resident) -> None:
    ask(active)
    with active.writing() as session:
        known = {"sealed_secret": "x", "last_step": 0, "name": "Phone", "public_id": "a" * 20}
        session.add(AuthenticatorApp(account_id=active.account.id, created_at=active.clock.now(), **known))
    assert prove(active).location == DONE
    assert active.get("/dashboard").status == 200


def test_a_wrong_code_changes_nothing(active: Resident) -> None:
    ask(active)
    page = active.post("/verify", {"code": f"{(int(code(active)) + 1) % 10**6:06d}"})
    assert page.status == 422 and "not right" in page.message("code")
    assert active.account.email == active.person.email


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "This field cannot be left blank"),
        ("marisol", "Enter an email address like name@example.com"),
        ("a\x00b@example.com", "Enter an email address like name@example.com"),
        ("marisol@example.com", "This is your email address already"),
        (" MARISOL@example.com ", "This is your email address already"),
    ],
)
def test_what_cannot_be_the_new_address_is_told_in_place(active: Resident, email: str, said: str) -> None:
    page = send(confirm(active), email)
    assert page.status == 422 and page.message("email") == page.summary["email"] == said
    assert "We sent" not in page.words


def test_after_five_codes_an_hour_the_page_says_so(active: Resident) -> None:
    for _code in range(5):
        ask(active)
    page = send(active)
    assert page.status == 429 and "several codes already" in page.message("email")
    assert page.value("email") == NEW and len(mails(active, NEW)) == 5


def test_a_box_that_was_left_has_its_own_message_and_a_guess(active: Resident) -> None:
    active.hx = True
    check = f"{PATH}/check/email"
    assert "Enter an email address" in active.post(check, {"email": "marisol"}).html
    assert "Did you mean m@gmail.com?" in active.post(check, {"email": "m@gmial.com"}).html
    assert active.post(check, {"email": NEW}).html.strip() == ""
    assert active.post(f"{PATH}/check/planet").status == 404


# An address that has an account


def test_an_address_that_has_an_account_looks_the_same_and_its_mail_says_so(active: Resident, ada: Resident) -> None:
    shown = []
    for email in (ada.person.email, FREE):
        ask(active, email)
        wrong = active.post("/verify", {"code": "000000"})
        resent = active.post("/verify/resend")
        pages = [page.words.replace(email, FREE) for page in (active.get("/verify"), wrong, resent)]
        shown.append((wrong.status, resent.status, pages))
    assert shown[0] == shown[1]
    assert [one.kind for one in mails(active, ada.person.email)] == ["address-taken"]
    assert active.account.email == active.person.email


def test_an_address_that_was_taken_meanwhile_changes_nothing_and_says_so(active: Resident) -> None:
    ask(active)
    right = code(active)
    Resident(active.app, active.clock, Person(email=NEW), active.hx).begin()
    page = active.post("/verify", {"code": right})
    assert page.status == 422
    assert page.message("code") == "This email has an account by now. Nothing was changed; please choose another one."
    assert active.account.email == active.person.email and active.get("/dashboard").status == 200
    assert "no longer works" in active.post("/verify", {"code": right}).message("code")


@pytest.fixture
def unread(active: Resident, ada: Resident) -> Iterator[FlaskClient]:
    """Marisol's browser, which reads nothing, so that only the portal's time is measured."""
    confirm(active)
    made = FlaskClient(active.app, active.app.response_class)
    cookie = active.client.get_cookie(cookies.RESIDENT.name)
    assert cookie
    made.set_cookie(cookies.RESIDENT.name, cookie.value)
    yield made


@pytest.mark.parametrize("resident", [False], indirect=True, ids=["plain"])
def test_a_taken_and_a_free_address_take_the_same_time(
    active: Resident, ada: Resident, unread: FlaskClient, clock: FixedClock
) -> None:
    taken: dict[str, list[float]] = {ada.person.email: [], FREE: []}
    for number in range(TRIES):
        clock.advance(hours=2)  # so that no limit of codes is reached
        with active.writing() as session:
            mine = session.exec(select(ResidentSession).where(ResidentSession.account_id == active.account.id)).one()
            mine.last_seen_at = mine.confirmed_at = clock.now()
            mine.expires_at = clock.now().replace(year=2030)
        for email in (ada.person.email, FREE) if number % 2 else (FREE, ada.person.email):
            begun = perf_counter()
            assert unread.post(PATH, data={"email": email}).location == "/verify"
            taken[email].append(perf_counter() - begun)
    assert abs(median(taken[ada.person.email]) - median(taken[FREE])) < WITHIN


# Both proofs, in this browser


def carried(there: Resident, here: Resident) -> Resident:
    """The secret of a code request, brought into another browser."""
    token = here.client.get_cookie(cookies.CODE.name)
    assert token
    there.client.set_cookie(cookies.CODE.name, token.value)
    return there


def test_the_code_alone_changes_nothing(active: Resident, ada: Resident) -> None:
    """Neither signed out, nor in somebody else's account, nor in a session that has not confirmed who it is."""
    ask(active)
    stranger = carried(Resident(active.app, active.clock, active.person, active.hx), active)
    assert prove(stranger).location == "/sign-up"
    assert prove(carried(ada, active)).location == "/registration"
    assert prove(carried(active.another_tab(), active)).location == "/dashboard"
    assert {active.account.email, ada.account.email} == {active.person.email, ada.person.email}
    assert prove(active).location == DONE


def test_the_code_may_come_after_the_ten_minutes_that_the_proof_is_good_for(
    active: Resident, clock: FixedClock
) -> None:
    confirm(active)
    clock.advance(minutes=9)
    assert send(active).location == "/verify"
    clock.advance(minutes=9)
    assert prove(active).location == DONE


def test_a_new_password_meanwhile_ends_it(active: Resident) -> None:
    ask(active)
    new = {"current_password": "Counter-Desk-7305", "password": "Louder-Brook-2957"}
    carried(active, active)
    token = active.client.get_cookie(cookies.CODE.name)
    active.post("/dashboard/password", new)
    assert token
    active.client.set_cookie(cookies.CODE.name, token.value)
    assert prove(active).location == "/dashboard" and active.account.email == active.person.email


# Wherever the email is shown or used


def test_while_the_draft_is_open_its_fixed_email_is_the_new_one(resident: Resident) -> None:
    resident.at("personal-info")
    change(resident)
    assert NEW in resident.get("personal-info").html


@pytest.mark.parametrize("state", [AccountState.PENDING, AccountState.ACTIVE])
def test_staff_see_it_and_find_the_resident_by_it(resident: Resident, state: AccountState) -> None:
    resident.in_state(state)
    change(resident)
    with resident.database.reading() as session:
        found = {text: queue.page(session, ReviewState.WAITING, text).rows for text in (NEW, "marisol@example.com")}
    assert [row.email for row in found[NEW]] == [NEW] and not found["marisol@example.com"]
    client = resident.app.test_client()
    staff_signed_in(client, resident.database, resident.clock)
    assert NEW in client.get("/staff/approvals").text
    review = client.get(f"/staff/reviews/{found[NEW][0].public_id}").text
    assert NEW in review and "was: marisol@example.com" in review


def test_where_staff_compare_two_who_are_alike_it_is_the_email_of_now(resident: Resident) -> None:
    resident.submitted()
    ada = Resident(resident.app, resident.clock, Person(email="ada@example.com"), resident.hx).submitted()
    change(resident)
    change(ada, "ada@correo.org")
    client = resident.app.test_client()
    staff_signed_in(client, resident.database, resident.clock)
    with resident.database.reading() as session:
        review = client.get(f"/staff/reviews/{ada.newest_review(session).public_id}").text
    compared = review[review.index("<table") :]
    assert NEW in compared and "ada@correo.org" in compared and "@example.com" not in compared


def test_a_registration_sent_back_is_found_by_the_new_email_and_by_what_was_sent(resident: Resident) -> None:
    resident.submitted().decided("ask", "Which unit?")
    resident.send("acknowledgement")
    resident.send("personal-info", back=True, last_name="Halfway")
    change(resident)
    with resident.database.reading() as session:

        def found(text: str) -> list[str]:
            return [row.email for row in queue.page(session, ReviewState.MORE_INFORMATION, text).rows]

        assert found(NEW) == found("Peña") == [NEW]
        assert found("Halfway") == found("marisol@example.com") == []


def test_what_is_submitted_afterwards_is_mailed_to_the_new_address(resident: Resident) -> None:
    resident.at("address")
    change(resident)
    resident.send("address")
    assert mails(resident, NEW)[-1].kind == "registration-received"
    with resident.database.reading() as session:
        assert session.exec(select(Account)).one().state == AccountState.PENDING
