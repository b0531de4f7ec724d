"""Floods from one address are stopped in place; what was refused for a mistake costs no sign-up."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from css.core.clock import FixedClock
from css.core.db import Database
from css.web.limits import limiter
from tests import builders
from tests.html import HTMX, StrictClient
from tests.web.visits import SIGN_UP

FORMS = ("/sign-up", "/sign-in", "/sign-in/password", "/verify", "/verify/resend", "/verify/email", "/staff")


def scale(app: Flask, by: float) -> None:
    """Begin to count, with the limits that the public meets times `by`."""
    parts = app.extensions["css"]
    app.extensions["css"] = replace(parts, settings=replace(parts.settings, limits_scale=by))
    limiter.reset()


@pytest.fixture
def visitor(app: Flask) -> Iterator[FlaskClient]:
    """A browser that takes any HTML, for there will be many answers."""
    scale(app, 1)
    app.test_client_class = None
    yield app.test_client()
    scale(app, 1000)


@pytest.mark.parametrize("hx", [False, True], ids=["plain", "htmx"])
def test_the_61st_form_of_a_minute_is_told_to_wait(app: Flask, visitor: FlaskClient, hx: bool) -> None:
    for number in range(60):
        answer = visitor.post(FORMS[number % len(FORMS)], data={}, headers=HTMX if hx else {})
        assert answer.status_code in (303, 422)
    app.test_client_class = StrictClient
    answer = builders.client(app).post("/sign-up", data=SIGN_UP, hx=hx)
    assert answer.status_code == 429 and "Too many tries" in answer.text
    assert ("<html" in answer.text) is not hx
    assert answer.headers.get("HX-Retarget") == ("#trouble" if hx else None)
    for path in FORMS:
        assert visitor.post(path, data={}).status_code == 429


def test_looking_is_not_limited_by_it(visitor: FlaskClient) -> None:
    for _ in range(61):
        visitor.post("/sign-in", data={})
    assert visitor.get("/sign-in").status_code == 200
    assert visitor.post("/sign-up/check/email", data={}, headers=HTMX).status_code == 200


def test_the_301st_check_of_a_minute_is_refused(visitor: FlaskClient) -> None:
    statuses = [visitor.post("/sign-up/check/email", data={}, headers=HTMX).status_code for _ in range(301)]
    assert statuses == [200] * 300 + [429]


def test_another_address_is_not_limited(app: Flask, visitor: FlaskClient) -> None:
    for _ in range(61):
        visitor.post("/sign-in", data={})
    other = app.test_client()
    other.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert other.post("/sign-in", data={}).status_code == 422


def sign_up(visitor: FlaskClient, number: int) -> int:
    return visitor.post("/sign-up", data={**SIGN_UP, "email": f"person{number}@example.com"}).status_code


def test_ten_sign_ups_an_hour_and_mistakes_cost_none(visitor: FlaskClient) -> None:
    for number in range(10):
        assert visitor.post("/sign-up", data={}).status_code == 422
        assert sign_up(visitor, number) == 303
    assert sign_up(visitor, 10) == 429


def test_qa_may_raise_the_limits(app: Flask, visitor: FlaskClient) -> None:
    scale(app, 2)
    assert [sign_up(visitor, number) for number in range(21)] == [303] * 20 + [429]


def test_a_city_may_lower_them_and_one_is_always_left(app: Flask, visitor: FlaskClient) -> None:
    scale(app, 0.001)
    assert [visitor.post("/sign-in", data={}).status_code for _ in range(2)] == [422, 429]


@pytest.mark.parametrize(("proxies", "second"), [("0", 429), ("1", 422)])
def test_behind_a_proxy_it_is_the_residents_address_that_counts_and_nobody_else_can_say_so(
    sqlite_database: Database, clock: FixedClock, proxies: str, second: int
) -> None:
    settings = builders.settings(str(sqlite_database.url), CSS_LIMITS_SCALE="0.001", CSS_PROXIES=proxies)
    made = create_app(settings, clock)
    made.config["WTF_CSRF_ENABLED"] = False
    visitor = made.test_client()
    assert visitor.post("/sign-in", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 422
    assert visitor.post("/sign-in", headers={"X-Forwarded-For": "192.0.2.2"}).status_code == second


def test_sending_codes_to_other_addresses_counts_as_signing_up(app: Flask, visitor: FlaskClient) -> None:
    """Else one sign-up could have mail sent to any number of strangers."""
    assert visitor.post("/sign-up", data=SIGN_UP).status_code == 303
    answers = [visitor.post("/verify/email", data={"email": f"{n}@example.net"}).status_code for n in range(10)]
    assert answers == [303] * 9 + [429]
