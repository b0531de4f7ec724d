"""When something is refused or breaks: a clear page or a message in place, and nothing personal in the log."""

import logging

import pytest
from flask import Flask, abort
from sqlalchemy import create_engine, text

from css.core.clock import FixedClock
from css.core.db import Database
from css.web import access, context
from tests import builders
from tests.html import StrictClient
from tests.web.visits import EMAIL, SIGN_UP, heading, resident, signed_in

BOTH = pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])
WORDS = {
    403: "This page is not for you",
    404: "There is no such page",
    405: "There is no such page",
    413: "That was too much at once",
    418: "Something went wrong",
    429: "Too many tries",
    500: "Something went wrong",
    503: "Many people are here just now",
}


@pytest.fixture
def breaking(new_app: Flask) -> StrictClient:
    """A portal with a page that refuses as it is told, and one that breaks with what somebody typed in the message."""

    @access.anyone
    def refuse(status: int) -> str:
        abort(status)

    @access.anyone
    def breaks() -> str:
        session = context.db_session()
        session.connection().execute(text("SELECT :typed FROM nowhere"), {"typed": EMAIL})
        return ""

    new_app.add_url_rule("/refuse/<int:status>", "refuse", refuse, methods=["GET", "POST"])
    new_app.add_url_rule("/break", "breaks", breaks, methods=["GET", "POST"])
    return builders.client(new_app)


@BOTH
@pytest.mark.parametrize("status", WORDS)
def test_a_page_that_is_refused_says_so_and_leads_home(breaking: StrictClient, status: int, hx: bool) -> None:
    answer = breaking.get(f"/refuse/{status}", hx=hx)
    assert answer.status_code == status and heading(answer) == WORDS[status]
    assert '<a href="/">Go to the home page</a>' in answer.text


@pytest.mark.parametrize("status", WORDS)
def test_a_form_that_is_refused_keeps_its_page_under_htmx(breaking: StrictClient, status: int) -> None:
    answer = breaking.post(f"/refuse/{status}", hx=True)
    assert answer.status_code == status and answer.text.startswith(f"{WORDS[status]}. ")
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#trouble", "innerHTML")


@BOTH
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_breaks_tells_neither_the_resident_nor_the_log_what_was_typed(
    breaking: StrictClient, caplog: pytest.LogCaptureFixture, method: str, hx: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = breaking.open("/break", method=method, data={"email": EMAIL}, hx=hx)
    assert answer.status_code == 500 and "Something went wrong" in answer.text
    assert EMAIL not in answer.text and "nowhere" not in answer.text
    said = [record for record in caplog.records if record.name == "css"]
    assert len(said) == 1 and "OperationalError at breaks" in said[0].getMessage()
    assert "test_errors.py" in said[0].getMessage() and EMAIL not in caplog.text


def test_the_log_of_a_whole_sign_up_holds_nothing_personal(
    visitor: StrictClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)
    try:
        visitor.post("/sign-up", data=SIGN_UP)
        visitor.post("/verify", data={"code": "000000"})
        visitor.post("/sign-in/password", data={"email": EMAIL, "password": "Wrong-1234"})
        visitor.post("/sign-up", data={**SIGN_UP, "mobile_phone": "12"})
    finally:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    for typed in (*SIGN_UP.values(), "Wrong-1234"):
        assert typed not in caplog.text


@BOTH
def test_a_database_out_of_reach_still_gets_a_page(
    visitor: StrictClient,
    sqlite_database: Database,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    hx: bool,
) -> None:
    signed_in(visitor, sqlite_database, resident(sqlite_database, clock), clock)
    monkeypatch.setattr(sqlite_database, "engine", create_engine("sqlite:////nowhere/css.db"))
    monkeypatch.setattr(sqlite_database, "_writer", sqlite_database.engine)
    answer = visitor.get("/registration/address", hx=hx)
    assert answer.status_code == 500 and heading(answer) == "Something went wrong"
    assert "Content-Security-Policy" in answer.headers
    assert visitor.post("/registration/address", hx=hx).status_code == 500


def test_a_refused_method_names_what_is_allowed(visitor: StrictClient) -> None:
    answer = visitor.get("/sign-out")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["//sign-up", "/sign-up/"])
def test_an_address_with_a_slash_too_many_is_no_error(visitor: StrictClient, path: str) -> None:
    assert visitor.get(path).status_code in (308, 404)
