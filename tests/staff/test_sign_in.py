"""Staff sign in and out."""

import re

import pytest
from flask import Flask
from sqlmodel import select

from css.core.clock import FixedClock
from css.core.db import Database
from css.models import AuditEntry, StaffSession
from tests import builders
from tests.html import StrictClient
from tests.staff.conftest import DANA, OpenPortal, enter

NOT_RIGHT = "The email or the password is not right."


@pytest.fixture
def client(app: Flask) -> StrictClient:
    return builders.client(app)


@pytest.mark.parametrize("hx", [False, True])
def test_staff_sign_in_and_see_the_queue(client: StrictClient, hx: bool) -> None:
    assert 'name="password"' in client.get("/staff", hx=hx).text
    landed = client.post(
        "/staff",
        data={"email": " Dana@Example.org ", "password": builders.PASSWORD},
        follow_redirects=True,
        hx=hx,
    )
    assert landed.request.path == "/staff/approvals"
    assert "Dana Whitfield" in landed.text
    assert client.get("/staff").location == "/staff/approvals"


def test_nobody_else_sees_the_queue(client: StrictClient) -> None:
    for path in ("/staff/approvals", "/staff/reviews/" + "a" * 20):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (303, "/staff")


def test_the_password_does_not_come_back(client: StrictClient) -> None:
    answer = enter(client, password="Wrong-Password-1")
    assert answer.status_code == 422
    assert NOT_RIGHT in answer.text and "Wrong-Password-1" not in answer.text and DANA in answer.text


def test_known_and_unknown_emails_are_refused_and_locked_alike(client: StrictClient, clock: FixedClock) -> None:
    answers = {email: [enter(client, email, "Wrong-1").text for _ in range(11)] for email in (DANA, "no@example.org")}
    known, unknown = (
        [re.sub(r"value=\"[^\"]*\"", "", text) for text in answers[email]] for email in (DANA, "no@example.org")
    )
    assert known == unknown
    assert NOT_RIGHT in known[8] and "30 minutes" in known[9]
    assert "30 minutes" in enter(client).text
    clock.advance(minutes=30)
    assert enter(client).status_code == 303


def test_signing_out_ends_the_session(client: StrictClient, sqlite_database: Database) -> None:
    enter(client)
    kept = client.get_cookie("css_staff")
    assert client.post("/staff/sign-out").location == "/staff"
    assert kept is not None
    client.set_cookie("css_staff", kept.value)
    assert client.get("/staff/approvals").status_code == 303
    with sqlite_database.reading() as session:
        assert session.exec(select(StaffSession)).all() == []


def test_sign_ins_are_in_the_audit(client: StrictClient, sqlite_database: Database) -> None:
    enter(client, password="Wrong-1")
    enter(client, "nobody@example.org")
    enter(client)
    with sqlite_database.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()  # type: ignore[arg-type]
    assert [(entry.action, bool(entry.actor_id), bool(entry.subject_id)) for entry in entries] == [
        ("staff.sign-in-wrong", False, True),
        ("staff.signed-in", True, True),
    ]


@pytest.mark.parametrize("text", ["", "\x00", "dana\x00@example.org", "🎉@🎉", "x" * 5000, "a@b\u202e.org", "\ud7ff"])
def test_whatever_is_typed_is_refused_politely(open_portal: OpenPortal, database: Database, text: str) -> None:
    client = builders.client(open_portal(database))
    assert enter(client, text, "x").status_code == 422
    assert enter(client, DANA, text).status_code == 422


def test_the_page_is_the_staffs_own(client: StrictClient) -> None:
    for hx in (False, True):
        page = client.get("/staff", hx=hx).text
        assert 'id="staff-bar"' in page and 'id="masthead"' not in page


def test_a_known_device_still_lets_in_while_a_stranger_guesses(app: Flask, client: StrictClient) -> None:
    assert enter(client).location == "/staff/approvals"
    client.post("/staff/sign-out")
    stranger = builders.client(app)
    for _ in range(12):
        enter(stranger, password="Wrong-1")
    assert "30 minutes" in enter(builders.client(app)).text
    assert enter(client).location == "/staff/approvals"


def test_emails_that_strangers_make_up_fill_no_audit(client: StrictClient, sqlite_database: Database) -> None:
    for number in range(3):
        enter(client, f"nobody{number}@example.org")
    with sqlite_database.reading() as session:
        assert session.exec(select(AuditEntry)).all() == []
