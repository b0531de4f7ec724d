"""The help desk: a caller is unsure of the email address; a resident's old account was not found. On both cities."""

import re
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e import holders, journeys
from e2e.cities import City
from e2e.inbox import Inbox
from e2e.pages import SignUp, Verify
from e2e.pages.claiming import Ask
from e2e.pages.help_desk import Holder, LookUp, Question, Questions, UndoClaim
from e2e.portal import STAFF_PASSWORD, Portal
from e2e.social import BOTH_WAYS
from e2e.visitor import DESKTOP, Device, Visit

AGAIN = re.compile(r"http\S+/sign-up/again/\S+")
WHY = "The caller gave the permit’s number and the old address."


@pytest.fixture
def helper(portal: Portal, tmp_path: Path) -> tuple[str, str]:
    """Somebody of the help desk who was added for this journey."""
    if portal.add_staff is None:
        pytest.skip("nobody can be added to the staff of this portal from here")
    email = f"{tmp_path.name}@example.org"
    portal.add_staff(email, "Hal Helper", STAFF_PASSWORD, "helpdesk")
    return email, STAFF_PASSWORD


@BOTH_WAYS
def test_a_caller_is_found_and_gets_the_way_to_register_again(
    visit: Visit, inbox: Inbox, portal: Portal, helper: tuple[str, str], tmp_path: Path, city: City, kind: Device
) -> None:
    desk, caller = visit(kind), holders.somebody(city)
    old = replace(holders.of(caller), last_name=f"Quiñones {secrets.token_hex(3)}")
    holders.bring_in(portal, tmp_path, old, holders.of(holders.somebody(city)))
    journeys.to_approvals(desk, helper)
    name = f"{old.first_name} {old.last_name}"

    search = LookUp(desk).open()
    desk.look()
    for text in (old.permit.lower().replace("-", " "), old.last_name.upper(), old.phone):
        search.find(text)
        expect(search.row(name)).to_contain_text("Z•••@example.org")
        expect(search.page.get_by_role("main")).not_to_contain_text(caller.email, ignore_case=True)
        assert text not in search.page.url and "?" not in search.page.url
    desk.look()

    holder = search.open_holder(search.row(name), name)
    desk.look()
    holder.unfold("Show the email address")
    holder.show_email("")
    holder.complains(holder.reason, "cannot be left blank")
    desk.look()
    holder.show_email(WHY)
    holder.says(f"The email address is {old.email}. It is shown this once.")
    holder.says(WHY)
    desk.look()
    holder.send_mail("She asked for it.")
    holder.says("The re-registration email is on its way")
    holder.hides(old.email)
    assert AGAIN.search(inbox.wait_for(old.email, holding="register again")[0])


@BOTH_WAYS
def test_the_email_is_changed_after_the_identity_was_checked(
    visit: Visit, inbox: Inbox, portal: Portal, helper: tuple[str, str], tmp_path: Path, city: City, kind: Device
) -> None:
    desk, caller = visit(kind), holders.somebody(city)
    old = replace(holders.of(caller), email=f"lost.{secrets.token_hex(4)}@example.org")
    holders.bring_in(portal, tmp_path, old)
    journeys.to_approvals(desk, helper)
    search = LookUp(desk).open().find(old.permit)
    holder = search.open_holder(search.row("Zoë"), "Zoë Quiñones")

    holder.unfold("Change the email address")
    holder.change_email("nowhere", WHY)
    holder.complains(holder.box("New email address"), "email address like")
    desk.look()
    holder.change_email(caller.email, WHY)
    holder.says("The address is changed.")
    holder.says("Email address changed by Hal Helper")
    desk.look()
    (told,) = inbox.wait_for(old.email, holding="was changed")
    assert caller.email not in told
    holder.send_mail("She asked for it.")
    assert AGAIN.search(inbox.wait_for(caller.email, holding="register again")[0])

    visitor = visit(DESKTOP)
    SignUp(visitor).open()
    journeys.sign_up(visitor, caller)
    Verify(visitor).enter(inbox.code_for(caller.email, mail=2))
    holders.review_and_finish(visitor, caller, old)


@BOTH_WAYS
def test_staff_confirm_whose_an_old_account_is_and_take_it_back(
    visit: Visit, inbox: Inbox, portal: Portal, helper: tuple[str, str], tmp_path: Path, city: City, kind: Device
) -> None:
    resident, visitor, desk = holders.somebody(city), visit(DESKTOP), visit(kind)
    old = replace(holders.of(resident), email=f"lost.{secrets.token_hex(4)}@example.org")
    other = replace(old, legacy_id=f"{old.legacy_id}-2", permit=f"{old.permit}-2", email="")
    holders.bring_in(portal, tmp_path, old, other)
    journeys.begin(visitor, resident, inbox)
    visitor.go("/legacy-account/ask")
    Ask(visitor).shown().ask(phone=old.phone, record=old.permit)

    journeys.to_approvals(desk, helper)
    questions = Questions(desk).open()
    expect(questions.row(resident.email)).to_contain_text(old.permit)
    desk.look()
    question = questions.open_question(resident.email)
    expect(question.comparison).to_contain_text("same record number")
    expect(question.comparison).not_to_contain_text(old.email)
    desk.look()
    question.confirm(old.legacy_id)
    expect(questions.shown().page.get_by_role("status")).to_contain_text("Confirmed")
    expect(questions.row(resident.email)).to_have_count(0)
    desk.look()
    (told,) = inbox.wait_for(resident.email, holding="found your old account")
    for detail in (old.email, old.permit, old.phone, old.company):
        assert detail not in told

    questions.press(questions.page.get_by_role("status").get_by_role("link", name="Undo"))
    undo = UndoClaim(desk).shown()
    desk.look()
    undo.undo("")
    undo.complains(undo.reason, "cannot be left blank")
    undo.undo("It is her sister’s.")
    Holder(desk, "Zoë Quiñones").shown().says("The claim is undone.")
    desk.look()
    questions.open().open_question(resident.email)
    Question(desk).shown()
