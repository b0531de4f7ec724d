"""An authenticator app of one's own: nothing is kept until its code is right; new recovery codes end the old."""

import base64
import json
import re
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlmodel import select

from css.accounts.second_factor import apps
from css.accounts.second_factor.apps import MOST
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AuditEntry
from css.web.app_forms import PURPOSE
from tests import builders
from tests.accounts.app_desk import SEALER
from tests.dashboard.app_pages import BOTH, CODES, LIST, NEW, has_app, kept, lets_in, marisol
from tests.html import StrictClient
from tests.totp import shown
from tests.web.offers import codes, secret
from tests.web.visits import app, beside, heading, mails, problems, resident, signed_in, value, visitor

__all__ = ["app", "marisol", "visitor"]


# Adding


@BOTH
@pytest.mark.usefixtures("marisol")
def test_the_page_shows_the_secret_three_ways_and_the_recovery_codes(visitor: StrictClient, hx: bool) -> None:
    page = visitor.get(NEW, hx=hx)
    assert (page.status_code, heading(page)) == (200, "Add an authenticator app")
    key = secret(page.text)
    assert len(base64.b32decode(key)) == 20
    address = re.search(r'href="(otpauth://[^"]*)"', page.text)
    assert address and f"secret={key}&amp;issuer=City%20of%20Encinitas" in address[1]
    assert "marisol%40example.com" in address[1]
    image = re.search(r'<img src="data:image/svg\+xml;charset=utf-8,([^"]*)"[^>]*alt="([^"]+)"', page.text)
    assert image and unquote(image[1]).startswith("<svg") and "#fff" in unquote(image[1])
    assert len(set(codes(page.text))) == 10 and "data-print" in page.text
    assert value(page, "name") == "Authenticator app"


@BOTH
def test_saved_with_its_code_it_is_kept(
    visitor: StrictClient, marisol: Account, sqlite_database: Database, clock: FixedClock, hx: bool
) -> None:
    page = visitor.get(NEW)
    sent = {"offer": value(page, "offer"), "name": "My phone", "code": shown(secret(page.text), clock.now())}
    answer = visitor.post(NEW, data=sent, hx=hx)
    assert (answer.status_code, answer.location) == (303, f"{LIST}?done=app")
    (mine,) = kept(sqlite_database)
    assert (mine.account_id, mine.name) == (marisol.id, "My phone")
    assert mails(sqlite_database)[-1].subject == "An authenticator app was added"
    with sqlite_database.reading() as session:
        entry = session.exec(select(AuditEntry)).all()[-1]
        assert (entry.action, entry.actor_id, entry.subject_id) == ("app.added", marisol.public_id, marisol.public_id)
    lets_in(visitor, codes(page.text)[0])


@pytest.mark.usefixtures("marisol")
def test_looking_keeps_nothing_and_looking_again_shows_the_same(
    app: Flask, visitor: StrictClient, sqlite_database: Database, clock: FixedClock, marisol: Account
) -> None:
    """A phone loads the page anew when somebody comes back from the app, where they have scanned it."""
    first, second = visitor.get(NEW).text, visitor.get(NEW).text
    assert secret(first) == secret(second) and codes(first) == codes(second) and not kept(sqlite_database)
    elsewhere = builders.client(app)
    signed_in(elsewhere, sqlite_database, marisol, clock)
    assert secret(elsewhere.get(NEW).text) != secret(first)
    clock.advance(minutes=9)
    assert secret(visitor.get(NEW).text) == secret(first)


@pytest.mark.usefixtures("marisol")
def test_the_sealed_offer_tells_nothing(visitor: StrictClient) -> None:
    page = visitor.get(NEW)
    opened = json.loads(SEALER.open(value(page, "offer")).removeprefix(PURPOSE))
    assert opened["secret"] == secret(page.text) and opened["codes"] == codes(page.text)
    assert opened["secret"] not in base64.urlsafe_b64decode(value(page, "offer")).decode("latin-1")


@pytest.mark.usefixtures("marisol")
@pytest.mark.parametrize(
    ("typed", "told"),
    [("000000", "This is not what the app shows now."), ("12", "Enter the six digits"), ("", "This field cannot be")],
)
def test_after_a_wrong_code_the_same_secret_is_shown(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock, typed: str, told: str
) -> None:
    before = visitor.get(NEW)
    for _ in range(12):  # and nobody is locked out
        answer = visitor.post(NEW, data={"offer": value(before, "offer"), "name": "Tablet", "code": typed})
        assert answer.status_code == 422 and beside(answer, "code").startswith(told) and len(problems(answer)) == 1
    assert secret(answer.text) == secret(before.text) and codes(answer.text) == codes(before.text)
    assert value(answer, "name") == "Tablet" and not kept(sqlite_database)
    sent = {"offer": value(answer, "offer"), "name": "Tablet", "code": shown(secret(before.text), clock.now())}
    assert visitor.post(NEW, data=sent).status_code == 303 and kept(sqlite_database)


@pytest.mark.usefixtures("marisol")
@pytest.mark.parametrize("name", ["", "x" * 101, "a\0b", "\u202egnp"])
def test_a_name_keeps_the_rules(visitor: StrictClient, sqlite_database: Database, clock: FixedClock, name: str) -> None:
    page = visitor.get(NEW)
    sent = {"offer": value(page, "offer"), "name": name, "code": shown(secret(page.text), clock.now())}
    answer = visitor.post(NEW, data=sent)
    assert answer.status_code == 422 and beside(answer, "name") and not kept(sqlite_database)


@pytest.mark.usefixtures("marisol")
def test_sent_twice_it_is_one_app(visitor: StrictClient, sqlite_database: Database, clock: FixedClock) -> None:
    page = visitor.get(NEW)
    sent = {"offer": value(page, "offer"), "name": "Phone", "code": shown(secret(page.text), clock.now())}
    assert {visitor.post(NEW, data=sent).location for _ in range(2)} == {f"{LIST}?done=app"}
    assert len(kept(sqlite_database)) == 1


@pytest.mark.usefixtures("marisol")
def test_what_another_account_was_offered_is_refused(
    app: Flask, visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    other = builders.client(app)
    signed_in(other, sqlite_database, resident(sqlite_database, clock, email="ruben@example.com"), clock)
    _is_refused(visitor, value(other.get(NEW), "offer"), secret(other.get(NEW).text), clock)
    assert not kept(sqlite_database)


@pytest.mark.usefixtures("marisol")
@pytest.mark.parametrize(
    "sealed",
    ["", "x", "é", "\0", "A" * 500, SEALER.seal(""), SEALER.seal("{}"), SEALER.seal("7")],
)
def test_what_nobody_was_offered_is_refused(visitor: StrictClient, clock: FixedClock, sealed: str) -> None:
    _is_refused(visitor, sealed, apps.offer().secret, clock)


@pytest.mark.usefixtures("marisol")
def test_a_changed_offer_is_refused(visitor: StrictClient, clock: FixedClock) -> None:
    page = visitor.get(NEW)
    sealed = value(page, "offer")
    _is_refused(visitor, sealed[:60] + ("A" if sealed[60] != "A" else "B") + sealed[61:], secret(page.text), clock)


def _is_refused(visitor: StrictClient, sealed: str, key: str, clock: FixedClock) -> None:
    """The page is shown anew, with another secret, and says why."""
    answer = visitor.post(NEW, data={"offer": sealed, "name": "Phone", "code": shown(key, clock.now())})
    assert (answer.status_code, answer.location) == (303, f"{NEW}?again=1")
    page = visitor.get(answer.location)
    assert "Please begin anew" in page.text and secret(page.text) != key


@pytest.mark.usefixtures("marisol")
def test_whoever_must_find_and_install_an_app_first_has_half_an_hour(visitor: StrictClient, clock: FixedClock) -> None:
    """Though proving who one is counts for ten minutes: the page came after it."""
    page = visitor.get(NEW)
    clock.advance(minutes=29)
    wrong = {"offer": value(page, "offer"), "name": "Phone", "code": "000000"}
    again = visitor.post(NEW, data=wrong)
    assert again.status_code == 422
    clock.advance(seconds=59)
    sent = {**wrong, "code": shown(secret(page.text), clock.now())}
    assert visitor.post(NEW, data=sent).location == f"{LIST}?done=app"


@pytest.mark.usefixtures("marisol")
def test_after_half_an_hour_it_is_over_also_for_a_page_that_came_back(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    page = visitor.get(NEW)
    clock.advance(minutes=20)
    again = visitor.post(NEW, data={"offer": value(page, "offer"), "name": "Phone", "code": "000000"})
    clock.advance(minutes=10)
    sent = {"offer": value(again, "offer"), "name": "Phone", "code": shown(secret(page.text), clock.now())}
    assert visitor.post(NEW, data=sent).location == f"{NEW}?again=1" and not kept(sqlite_database)
    assert "/confirm" in (visitor.get(NEW).location or "")  # and a new secret is for whoever proves it again


def test_a_second_app_brings_no_recovery_codes(
    visitor: StrictClient, marisol: Account, sqlite_database: Database, clock: FixedClock
) -> None:
    has_app(sqlite_database, clock, marisol)
    page = visitor.get(NEW)
    assert codes(page.text) == [] and "Keep these codes" not in page.text
    sent = {"offer": value(page, "offer"), "name": "Tablet", "code": shown(secret(page.text), clock.now())}
    assert visitor.post(NEW, data=sent).location == f"{LIST}?done=app"
    assert len(kept(sqlite_database)) == 2


@pytest.mark.usefixtures("marisol")
def test_two_windows_that_both_show_recovery_codes_do_not_both_save_them(
    app: Flask, visitor: StrictClient, sqlite_database: Database, clock: FixedClock, marisol: Account
) -> None:
    """Or somebody would keep a sheet of codes that do not work."""
    elsewhere = builders.client(app)
    signed_in(elsewhere, sqlite_database, marisol, clock)
    pages = [visitor.get(NEW), elsewhere.get(NEW)]
    answers = [
        visitor.post(
            NEW, data={"offer": value(page, "offer"), "name": "Phone", "code": shown(secret(page.text), clock.now())}
        ).location
        for page in pages
    ]
    assert answers == [f"{LIST}?done=app", f"{NEW}?again=1"]


def test_with_five_there_is_no_sixth(
    visitor: StrictClient, marisol: Account, sqlite_database: Database, clock: FixedClock
) -> None:
    has_app(sqlite_database, clock, marisol, MOST - 1)
    page = visitor.get(NEW)
    has_app(sqlite_database, clock, marisol)
    sent = {"offer": value(page, "offer"), "name": "Sixth", "code": shown(secret(page.text), clock.now())}
    assert visitor.post(NEW, data=sent).location == NEW
    full = visitor.get(NEW)
    assert "You have 5 apps already" in full.text and "otpauth:" not in full.text
    assert len(kept(sqlite_database)) == MOST


# Who may


@pytest.mark.parametrize("path", [NEW, CODES])
def test_whoever_signed_in_a_while_ago_proves_first_who_they_are(
    visitor: StrictClient, marisol: Account, sqlite_database: Database, clock: FixedClock, path: str
) -> None:
    has_app(sqlite_database, clock, marisol)
    assert visitor.get(path).status_code == 200
    clock.advance(minutes=10)
    answer = visitor.get(path)
    assert answer.status_code == 303 and "/confirm" in (answer.location or "")


@pytest.mark.parametrize("path", [NEW, CODES])
def test_nobody_else_gets_there(visitor: StrictClient, path: str) -> None:
    assert visitor.get(path).location == "/sign-in"
    assert visitor.post(path, data={}).location == "/sign-in"


def test_every_other_session_ends_for_it_began_without_the_app(
    app: Flask, visitor: StrictClient, sqlite_database: Database, clock: FixedClock, marisol: Account
) -> None:
    """Whoever knows the password and was signed in before would never be asked for a code."""
    stranger = builders.client(app)
    signed_in(stranger, sqlite_database, marisol, clock)
    assert stranger.get(LIST).status_code == 200
    page = visitor.get(NEW)
    sent = {"offer": value(page, "offer"), "name": "Phone", "code": shown(secret(page.text), clock.now())}
    visitor.post(NEW, data=sent)
    assert stranger.get(LIST).location == "/sign-in"
    assert visitor.get(LIST).status_code == 200


@pytest.mark.usefixtures("marisol")
def test_an_app_that_was_removed_does_not_come_back_with_its_old_page(
    visitor: StrictClient, sqlite_database: Database, clock: FixedClock
) -> None:
    page = visitor.get(NEW)
    sent = {"offer": value(page, "offer"), "name": "Phone", "code": shown(secret(page.text), clock.now())}
    visitor.post(NEW, data=sent)
    visitor.post(f"{LIST}/{kept(sqlite_database)[0].public_id}/remove")
    clock.advance(seconds=30)
    again = {**sent, "code": shown(secret(page.text), clock.now())}
    assert visitor.post(NEW, data=again).location == f"{NEW}?again=1" and not kept(sqlite_database)
