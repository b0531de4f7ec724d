"""A new password for whoever knows the old one."""

from itertools import pairwise

import pytest
from sqlmodel import col, select

from css.accounts.password.hashing import Hasher
from css.core.clock import FixedClock
from css.models import AccountState, AuditEntry, OutboxMessage, PasswordRecord, ResidentSession
from css.web import cookies
from tests import builders
from tests.builders import PASSWORD
from tests.html_rules import attribute
from tests.wizard.browser import Page, Resident

PATH = "/dashboard/password"
NEW = "Louder-Brook-2957"


def change(browser: Resident, current: str = PASSWORD, new: str = NEW) -> Page:
    return browser.post(PATH, {"current_password": current, "password": new})


def mailed(browser: Resident) -> list[str]:
    """The kinds of mail since the registration was sent."""
    with browser.database.reading() as session:
        kinds = session.exec(select(OutboxMessage.kind).order_by(col(OutboxMessage.id)))
        return [kind for kind in kinds if kind != "registration-received"]


def works(browser: Resident, password: str) -> bool:
    return builders.hasher().verify(browser.account.password_hash, password)


def remember(browser: Resident, *passwords: str) -> None:
    """The account has had these, the last one last."""
    with browser.writing() as session:
        for password in passwords:
            known = {"password_hash": builders.hasher().hash(password), "created_at": browser.clock.now()}
            session.add(PasswordRecord(account_id=browser.account.id, **known))


def test_it_asks_for_the_old_one_and_a_new_one(active: Resident) -> None:
    page = active.get(PATH)
    assert (page.status, page.heading) == (200, "Change your password")
    assert page.is_whole is not active.hx
    assert attribute(page.field("current_password"), "autocomplete") == "current-password"
    assert attribute(page.field("password"), "autocomplete") == "new-password"
    assert "At least 8 characters" in page.words and page.link("Leave as it was") == "/dashboard/sessions"


def test_the_new_one_takes_its_place_and_that_is_said(active: Resident) -> None:
    changed = change(active)
    assert (changed.status, changed.location) == (303, "/dashboard/sessions?done=password")
    assert "Your password is changed." in active.get(changed.location).words
    assert works(active, NEW) and not works(active, PASSWORD)


def test_every_session_ends_and_this_browser_gets_another(active: Resident) -> None:
    elsewhere, before = active.another_tab(), active.client.get_cookie(cookies.RESIDENT.name)
    change(active)
    after = active.client.get_cookie(cookies.RESIDENT.name)
    assert before and after and before.value != after.value
    assert elsewhere.get("/dashboard").location == "/sign-in"
    active.client.set_cookie(cookies.RESIDENT.name, before.value)
    assert active.get("/dashboard").location == "/sign-in"


@pytest.mark.parametrize("kept", [False, True])
def test_who_was_kept_signed_in_is_kept_on(active: Resident, kept: bool) -> None:
    with active.writing() as session:
        session.exec(select(ResidentSession)).one().kept = kept
    change(active)
    cookie = active.client.get_cookie(cookies.RESIDENT.name)
    assert cookie and (cookie.max_age is not None) is kept
    with active.database.reading() as session:
        assert session.exec(select(ResidentSession)).one().kept is kept


def test_the_owner_is_told_by_mail_once(active: Resident) -> None:
    change(active)
    assert mailed(active) == ["password-changed"]
    with active.database.reading() as session:
        mail = session.exec(select(OutboxMessage).where(OutboxMessage.kind == "password-changed")).one()
    assert "November 20, 2026, 9:00 am PST" in mail.text and "/reset" in mail.text
    assert "Marisol" not in mail.text


def test_the_audit_names_the_act_and_nothing_secret(active: Resident) -> None:
    change(active)
    with active.database.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "password.changed")).one()
    mine = active.account.public_id
    assert (entry.actor_kind, entry.actor_id, entry.subject, entry.subject_id) == ("resident", mine, "account", mine)
    assert entry.fields == []


def test_a_wrong_old_password_changes_nothing_and_is_told_beside_it(active: Resident) -> None:
    page = change(active, current="Not-The-Password-1")
    assert page.status == 422
    assert (
        page.message("current_password")
        == page.summary["current_password"]
        == ("This is not the password of your account. Check it and try again.")
    )
    assert page.message("password") == "Please type your password again"
    assert works(active, PASSWORD) and not mailed(active)
    assert active.get("/dashboard").status == 200


def test_ten_wrong_ones_lock_it_for_thirty_minutes_even_to_the_right_one(active: Resident, clock: FixedClock) -> None:
    for _try in range(10):
        change(active, current="Not-The-Password-1")
    assert change(active).message("current_password").startswith("There were too many wrong tries.")
    assert works(active, PASSWORD)
    clock.advance(minutes=29)
    active.get("/dashboard")
    clock.advance(minutes=1)
    assert change(active).status == 303


def test_the_same_lock_counts_as_at_sign_in(active: Resident) -> None:
    for _try in range(10):
        change(active, current="Not-The-Password-1")
    stranger = Resident(active.app, active.clock, active.person, active.hx)
    tried = stranger.post("/sign-in/password", {"email": active.person.email, "password": PASSWORD})
    assert "too many wrong tries" in tried.message("password")


def test_a_right_one_begins_the_count_anew(active: Resident) -> None:
    remember(active, PASSWORD)
    for _round in range(2):
        for _try in range(9):
            change(active, current="Not-The-Password-1")
        assert change(active, new=PASSWORD).status == 422
    assert change(active).status == 303


def test_none_of_the_last_ten_is_taken_again(active: Resident) -> None:
    known = [PASSWORD, *(f"Louder-Brook-{number}" for number in range(1000, 1010))]
    remember(active, *known)
    for password in (known[1], known[-1]):
        page = change(active, new=password)
        assert (page.status, page.message("current_password")) == (422, "Please type your password again")
        assert page.message("password").endswith("Password can’t be the same as your last 10 passwords")
    assert works(active, PASSWORD)
    assert change(active, new=NEW).status == 303


def test_the_eleventh_before_may_come_back(active: Resident) -> None:
    passwords = [PASSWORD, *(f"Louder-Brook-{number}" for number in range(1000, 1011))]
    for before, after in pairwise(passwords):
        assert change(active, before, after).status == 303
    assert change(active, passwords[-1], passwords[2]).status == 422
    assert change(active, passwords[-1], passwords[1]).status == 303


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("", "This field cannot be left blank"),
        ("short1A", "At least 8 characters"),
        ("Marisol-2957", "No parts of your username"),
        ("Password1", "Not a password that many people use"),
    ],
)
def test_the_new_one_keeps_the_rules_before_anything_is_compared(
    active: Resident, new: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Hasher, "verify")
    page = change(active, new=new)
    assert page.status == 422 and told in page.message("password")


def test_a_page_that_comes_back_holds_no_password(active: Resident) -> None:
    for page in (change(active, new="short"), change(active, current="Not-The-Password-1")):
        assert "Not-The-Password-1" not in page.html and PASSWORD not in page.html
        assert "short" not in [attribute(e, "value") for e in page.all("input")]


def test_a_form_that_was_open_too_long_comes_back_without_its_passwords(active: Resident) -> None:
    active.app.config["WTF_CSRF_ENABLED"] = True
    try:
        sent = {"current_password": PASSWORD, "password": NEW, "csrf_token": "stale"}
        page = active.post(PATH, sent, headers={"Sec-Fetch-Site": "same-origin"})
    finally:
        active.app.config["WTF_CSRF_ENABLED"] = False
    assert page.status == 400 and PASSWORD not in page.html and NEW not in page.html


def test_the_checklist_is_ticked_as_it_is_typed(active: Resident) -> None:
    active.hx = True
    page = active.post(f"{PATH}/checklist", {"password": "Louder"})
    assert '<li class="met">An uppercase letter' in page.html and '<li class="met">A number' not in page.html


def test_a_field_that_was_left_has_its_own_message(active: Resident) -> None:
    active.hx = True
    assert "This field cannot be left blank" in active.post(f"{PATH}/check/current_password").html
    assert "At least 8" in active.post(f"{PATH}/check/password", {"password": "short"}).html
    assert active.post(f"{PATH}/check/planet").status == 404


def test_without_a_password_there_is_none_to_change(active: Resident) -> None:
    with active.writing() as session:
        session.merge(active.account).password_hash = None
    assert active.get(PATH).status == 404
    assert change(active).status == 422 and not mailed(active)


@pytest.mark.parametrize("state", [one for one in AccountState if one is not AccountState.DEACTIVATED])
def test_it_is_there_whatever_the_account_waits_for(resident: Resident, state: AccountState) -> None:
    resident.in_state(state)
    assert resident.get(PATH).status == 200
    assert change(resident).status == 303 and works(resident, NEW)


def test_a_change_that_came_first_makes_the_other_a_wrong_try(
    active: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both were compared with the old password; the second must not overrule the first."""
    from css.dashboard import own_password

    compared = own_password.compare
    other = builders.hasher().hash("Came-First-2957")

    def meanwhile(sent: own_password.PasswordForm) -> own_password.Compared:
        done = compared(sent)
        with active.writing() as session:
            session.merge(active.account).password_hash = other
        return done

    monkeypatch.setattr(own_password, "compare", meanwhile)
    assert change(active).status == 422
    assert works(active, "Came-First-2957")
