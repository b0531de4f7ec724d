"""Apple's form: it comes from elsewhere without the session, and brings the name once."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from css.core.clock import FixedClock
from tests.social.conftest import Trip

MARISOL = json.dumps({"name": {"firstName": "Marisol", "lastName": "Peña"}, "email": "marisol@example.com"})


def post(trip: Trip, **form: str) -> TestResponse:
    """Apple's page has the browser send this: without the session, which is for our own pages (SameSite=Lax)."""
    session = trip.browser.get_cookie("css")
    trip.browser.delete_cookie("css")
    answer = trip.browser.post("/trial/apple/callback", data=form)
    assert answer.status_code == 303 and trip.browser.get_cookie("css") is None
    if session:
        trip.browser.set_cookie("css", session.value)
    return answer


def brought(answer: TestResponse) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}


def go(trip: Trip, **form: str) -> dict[str, Any]:
    asked = trip.leave("apple")
    answer = post(trip, code=trip.wicked.authorize(asked), state=asked["state"], **form)
    return trip.come_back("apple", **brought(answer))


def test_the_form_becomes_a_get_of_our_own_address_without_the_name(trip: Trip) -> None:
    answer = post(trip, code="c&1", state="s", user=MARISOL, id_token="eyJ", extra="x")
    assert answer.location.startswith("http://localhost:8000/social/apple/callback?")
    assert brought(answer) == {"code": "c&1", "state": "s"}
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("css_apple_name=") and "HttpOnly" in cookie and "Max-Age=300" in cookie


def test_the_name_of_the_first_time_arrives_and_its_cookie_goes(trip: Trip) -> None:
    said = go(trip, user=MARISOL)
    assert (said["first_name"], said["last_name"]) == ("Marisol", "Peña")
    assert trip.browser.get_cookie("css_apple_name") is None
    assert go(trip)["first_name"] == ""


def test_the_address_in_the_form_is_not_believed(trip: Trip) -> None:
    assert go(trip, user=MARISOL)["email"] == ""


def test_a_name_belongs_to_its_state_alone(trip: Trip) -> None:
    first = trip.leave("apple")
    post(trip, code="x", state=first["state"], user=MARISOL)
    said = trip.go("apple")
    assert "failure" not in said and said["first_name"] == ""


@pytest.mark.parametrize(("minutes", "kept"), [(4, True), (5, False)])
def test_a_name_waits_for_five_minutes(trip: Trip, clock: FixedClock, minutes: int, kept: bool) -> None:
    asked = trip.leave("apple")
    answer = post(trip, code=trip.wicked.authorize(asked), state=asked["state"], user=MARISOL)
    clock.advance(minutes=minutes)
    assert (trip.come_back("apple", **brought(answer))["first_name"] == "Marisol") is kept


def test_a_name_that_we_did_not_sign_is_nobodys(trip: Trip) -> None:
    trip.browser.set_cookie("css_apple_name", "WyJhIiwiTWFsbG9yeSJd.c2lnbmF0dXJl")
    assert trip.go("apple")["first_name"] == ""


@pytest.mark.parametrize(
    "user",
    [
        "", "{", "[]", "7", "null", '{"name": null}', '{"name": "Marisol"}', '{"name": {"firstName": ["x"]}}',
        '{"name": {"firstName": null, "lastName": 7}}', "[" * 50_000, '{"name": {"firstName": "\\ud800\\u0000"}}',
        "\xff\xfe",
    ],
)  # fmt: skip
def test_a_name_that_is_nonsense_is_no_name(trip: Trip, user: str) -> None:
    said = go(trip, user=user)
    assert (said["first_name"], said["last_name"]) == ("", "")


def test_a_long_name_is_cut_and_still_fits_into_a_cookie(trip: Trip) -> None:
    long = json.dumps({"name": {"firstName": "".join(chr(0x4E00 + n) for n in range(200)), "lastName": "L" * 300}})
    said = go(trip, user=long)
    assert len(said["first_name"]) == len(said["last_name"]) == 100


@pytest.mark.parametrize("provider", ["apple", "google"])
def test_saying_no_comes_by_form_too(trip: Trip, provider: str) -> None:
    asked = trip.leave(provider)
    answer = trip.browser.post(
        f"/trial/{provider}/callback", data={"error": "user_cancelled_authorize", "state": asked["state"]}
    )
    assert trip.come_back(provider, **brought(answer)) == {"failure": "Cancelled"}


def test_a_form_of_nothing_is_lost(trip: Trip) -> None:
    trip.leave("apple")
    assert trip.come_back("apple", **brought(post(trip))) == {"failure": "Lost"}


def test_the_name_of_another_provider_is_not_kept(trip: Trip) -> None:
    answer = trip.browser.post("/trial/google/callback", data={"state": "s", "user": MARISOL})
    assert "Set-Cookie" not in answer.headers
