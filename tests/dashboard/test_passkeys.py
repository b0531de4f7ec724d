"""Adding a passkey, as a browser's script does it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from css.accounts.passkey.passkeys import MOST
from css.models import AuditEntry, OutboxMessage, Passkey
from tests.accounts.authenticator import Device
from tests.html_rules import attribute
from tests.wizard.browser import Page, Resident

PATH = "/dashboard/authenticators/passkey"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
REFUSED = "Your passkey was not added. Please try again."


def options(browser: Resident) -> str:
    return browser.get(f"{PATH}/options").html


def send(browser: Resident, answer: str, name: str = "My phone") -> Page:
    return browser.post(PATH, {"credential": answer, "name": name})


def kept(browser: Resident) -> list[Passkey]:
    with browser.database.reading() as session:
        return list(session.exec(select(Passkey)))


def said(page: Page) -> str:
    """The summary on top."""
    return " ".join(e.to_text() for e in page.elements if attribute(e, "class") == "error-summary")


def test_a_passkey_is_added_under_its_name(active: Resident) -> None:
    added = send(active, Device(count=2).make(options(active)), name="  My   phone ")
    assert (added.status, added.location) == (303, "/dashboard/authenticators?done=passkey")
    (passkey,) = kept(active)
    assert (passkey.name, passkey.sign_count, passkey.account_id) == ("My phone", 2, active.account.id)


def test_it_is_noted_and_its_owner_told_by_mail(active: Resident) -> None:
    send(active, Device().make(options(active)))
    with active.database.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "passkey.added")).one()
        assert (entry.actor_kind, entry.actor_id, entry.subject_id) == ("resident", *[active.account.public_id] * 2)
        assert [mail.kind for mail in session.exec(select(OutboxMessage))].count("authenticator-changed") == 1


def test_it_signs_in_afterwards(active: Resident) -> None:
    device = Device()
    send(active, device.make(options(active)))
    active.client.post("/sign-out")
    entered = active.post("/sign-in/passkey", {"credential": device.use(active.get("/sign-in/passkey/options").html)})
    assert entered.location == "/dashboard"


def test_its_page_says_what_it_is_and_names_this_browser(active: Resident) -> None:
    active.client.environ_base["HTTP_USER_AGENT"] = CHROME
    page = active.get(PATH)
    assert (page.status, page.heading, page.buttons) == (200, "Add a passkey", ["Create a passkey"])
    assert page.is_whole is not active.hx
    assert page.value("name") == "Chrome on Linux" and "fingerprint, your face" in page.words
    assert page.link("Leave as it was") == "/dashboard/authenticators"
    assert attribute(page.field("credential"), "data-options") == f"{PATH}/options"


def test_without_a_script_or_passkeys_a_sentence_says_so(active: Resident) -> None:
    page = active.get(PATH)
    (form,) = page.all("form", action=PATH)
    assert "hidden" in form.parent.attrs
    assert "This browser cannot create a passkey." in page.words


def test_the_options_are_kept_by_nobody(active: Resident) -> None:
    answer = active.client.get(f"{PATH}/options")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/json", "no-store")


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b", "a\u202eb"])
def test_a_name_that_can_not_be_kept_is_said_beside_it_and_nothing_is_added(active: Resident, name: str) -> None:
    page = send(active, Device().make(options(active)), name=name)
    assert page.status == 422 and page.message("name") and "name" in page.summary
    assert kept(active) == [] and REFUSED not in page.words


@pytest.mark.parametrize("sent", ["", "x", "{}", "[1]", "a\x00b", "[" * 9000, "x" * 30_000])
def test_garbage_is_answered_in_words(active: Resident, sent: str) -> None:
    page = send(active, sent)
    assert page.status == 422 and REFUSED in said(page)
    assert page.value("name") == "My phone" and kept(active) == []


def test_a_passkey_for_another_origin_is_not_added(active: Resident) -> None:
    page = send(active, replace(Device(), origin="https://encinitas-login.example").make(options(active)))
    assert page.status == 422 and REFUSED in said(page) and kept(active) == []


def test_what_took_too_long_says_so_and_can_be_done_again(active: Resident) -> None:
    asked = options(active)
    active.clock.advance(seconds=timedelta(minutes=10).total_seconds())
    active.sign_in()
    page = send(active, Device().make(asked))
    assert page.status == 422 and "That took too long. Please try again." in said(page)
    assert send(active, Device().make(options(active))).status == 303


def test_another_residents_question_is_not_answered_here(active: Resident) -> None:
    other = replace(active, person=replace(active.person, email="mirabel@example.com")).begin()
    asked = options(other)
    assert REFUSED in said(send(active, Device().make(asked)))


def test_the_eleventh_is_refused_before_it_is_made_and_after(active: Resident) -> None:
    for _ in range(MOST):
        assert send(active, Device().make(options(active))).status == 303
    late = send(active, Device().make(options(active)))
    for page, status in ((active.get(PATH), 200), (late, 422)):
        assert page.status == status and "You have 10 passkeys" in page.words
        assert page.buttons == [] and page.link("How you sign in") == "/dashboard/authenticators"
    assert len(kept(active)) == MOST


@pytest.mark.parametrize("path", [PATH, f"{PATH}/options"])
def test_whoever_signed_in_a_while_ago_proves_again_who_they_are(active: Resident, path: str) -> None:
    active.clock.advance(seconds=timedelta(minutes=10).total_seconds())
    assert active.get(path).location == "/dashboard/confirm?to=passkeys.new"


def test_nothing_is_added_by_whoever_signed_in_a_while_ago(active: Resident) -> None:
    answer = Device().make(options(active))
    active.clock.advance(seconds=timedelta(minutes=10).total_seconds())
    assert send(active, answer).location == "/dashboard/confirm?to=passkeys.new"
    assert kept(active) == []
