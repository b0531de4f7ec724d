"""What was begun with a browser is finished with it, once, within an hour, at the provider where it was begun."""

import pytest
from flask import Flask

from css.core.clock import FixedClock
from tests import builders
from tests.social.conftest import Trip
from tests.social.wicked import TOKEN, Wicked

LOST = {"failure": "Lost"}


def test_an_answer_is_taken_once(trip: Trip) -> None:
    asked = trip.leave()
    assert "failure" not in trip.come_back(code=trip.wicked.authorize(asked), state=asked["state"])
    assert trip.come_back(code=trip.wicked.authorize(asked), state=asked["state"]) == LOST
    assert trip.wicked.asked[TOKEN] == 1


@pytest.mark.parametrize("brought", [{"error": "access_denied"}, {}, {"iss": "https://evil.example", "code": "x"}])
def test_an_answer_that_failed_is_not_taken_again(trip: Trip, brought: dict[str, str]) -> None:
    asked = trip.leave()
    assert "failure" in trip.come_back(state=asked["state"], **brought)
    assert trip.come_back(code=trip.wicked.authorize(asked), state=asked["state"]) == LOST


def test_another_browsers_answer_is_lost(app: Flask, wicked: Wicked) -> None:
    attacker, victim = (Trip(builders.client(app), wicked) for _ in range(2))
    asked = attacker.leave()
    victim.leave()
    assert victim.come_back(code=wicked.authorize(asked), state=asked["state"]) == LOST
    assert not wicked.asked[TOKEN]


@pytest.mark.parametrize("brought", [{}, {"state": ""}, {"state": "another"}, {"error": "access_denied"}], ids=str)
def test_an_answer_without_its_state_is_lost(trip: Trip, brought: dict[str, str]) -> None:
    trip.leave()
    assert trip.come_back(code="x", **brought) == LOST
    assert not trip.wicked.asked[TOKEN]


def test_what_was_begun_at_one_provider_is_lost_at_another(trip: Trip) -> None:
    asked = trip.leave("google")
    assert trip.come_back("apple", code=trip.wicked.authorize(asked), state=asked["state"]) == LOST
    assert "failure" not in trip.come_back("google", code=trip.wicked.authorize(asked), state=asked["state"])


def test_a_beginning_lives_for_an_hour(trip: Trip, clock: FixedClock) -> None:
    for minutes, good in ((59, True), (60, False)):
        asked = trip.leave()
        clock.advance(minutes=minutes)
        said = trip.come_back(code=trip.wicked.authorize(asked), state=asked["state"])
        assert ("failure" not in said) is good


def test_the_newest_three_beginnings_are_kept_and_the_cookie_stays_small(trip: Trip) -> None:
    all_asked = [(one, trip.leave(one)) for one in ("google", "apple", "microsoft", "facebook") * 5]
    cookie = trip.browser.get_cookie("css")
    assert cookie and len(cookie.value) < 1500
    said = [
        trip.come_back(one, code=trip.wicked.authorize(asked), state=asked["state"]) == LOST
        for one, asked in reversed(all_asked)
    ]
    assert said[:3] == [False] * 3 and all(said[3:])


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        ("access_denied", "Cancelled"),
        ("user_cancelled_authorize", "Cancelled"),
        ("consent_required", "Cancelled"),
        ("server_error", "Unreachable"),
        ("temporarily_unavailable", "Unreachable"),
        ("invalid_scope", "Refused"),
        ("é<script>", "Refused"),
    ],
)
@pytest.mark.parametrize("provider", ["google", "facebook"])
def test_an_error_is_told_apart(trip: Trip, provider: str, error: str, failure: str) -> None:
    state = trip.leave(provider)["state"]
    assert trip.come_back(provider, state=state, error=error, error_description="x") == {"failure": failure}
    assert not trip.wicked.asked[TOKEN]


def test_an_answer_without_a_code_is_refused(trip: Trip) -> None:
    assert trip.come_back(state=trip.leave()["state"]) == {"failure": "Refused"}


@pytest.mark.parametrize("advertised", [True, False])
@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_an_answer_in_another_issuers_name_is_refused(trip: Trip, provider: str, advertised: bool) -> None:
    """The mix-up attack (RFC 9207): it costs the code nothing, for that is not sent anywhere."""
    trip.wicked.metadata = {"authorization_response_iss_parameter_supported": advertised}
    assert trip.fails(provider, iss="https://evil.example") == "Refused"
    assert trip.fails(provider, iss="") == "Refused"
    assert not trip.wicked.asked[TOKEN]


def test_an_issuer_that_is_announced_has_to_come(trip: Trip) -> None:
    trip.wicked.metadata = {"authorization_response_iss_parameter_supported": True}
    assert trip.fails() == "Refused"
    assert "failure" not in trip.go(iss=f"{trip.wicked.url}/google")
