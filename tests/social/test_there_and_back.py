"""There and back with each of the four, as it should be."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import ECKey

from css.core.clock import FixedClock
from css.core.providers import Provider
from css.social.protocol import clients
from css.social.protocol.kinds import GRAPH, KINDS
from tests import builders
from tests.social.conftest import CLIENT_ID, SECRET, OpenPortal, Trip
from tests.social.wicked import GONE, ME, TOKEN, WELL_KNOWN, Wicked, curve

TENANT, OID = "9188040d-6c67-4c5b-b112-36a304b66dad", "00000000-0000-0000-66f3-3332eca7ea81"
P8 = curve("apple").as_pem(private=True).decode()


def trip_of(app: Flask, wicked: Wicked) -> Trip:
    return Trip(builders.client(app), wicked)


def test_google_says_who_somebody_is_and_vouches(trip: Trip) -> None:
    trip.wicked.claims = {
        "email": "marisol@example.com",
        "email_verified": True,
        "given_name": "Marisol",
        "family_name": "Peña",
    }
    assert trip.go() == {
        "provider": "google",
        "subject": "248289761001",
        "email": "marisol@example.com",
        "vouched": True,
        "relay": False,
        "first_name": "Marisol",
        "last_name": "Peña",
        "adding": False,
    }


def test_microsoft_is_asked_for_all_tenants_and_answers_as_one(trip: Trip) -> None:
    trip.wicked.claims = {"iss": f"{trip.wicked.url}/{TENANT}/v2.0", "tid": TENANT, "oid": OID, "name": "Marisol Peña"}
    said = trip.go("microsoft")
    assert said["subject"] == f"{TENANT}.{OID}" and not said["vouched"]
    assert (said["first_name"], said["last_name"]) == ("Marisol", "Peña")


def test_facebook_says_it_in_its_user_info_for_an_access_token(trip: Trip) -> None:
    trip.wicked.me = {"id": "10159", "first_name": "Marisol", "last_name": "Peña", "email": "marisol@example.com"}
    trip.wicked.token = {"id_token": "no.id.token"}
    said = trip.go("facebook")
    assert said["subject"] == "10159" and said["email"] == "marisol@example.com" and said["vouched"] is False
    assert trip.wicked.headers[-1]["Authorization"] == "Bearer opaque"


@pytest.mark.parametrize(
    ("provider", "asks"),
    [
        ("google", {"scope": "openid email profile"}),
        ("apple", {"scope": "openid email name", "response_mode": "form_post"}),
        ("microsoft", {"scope": "openid email profile"}),
        ("facebook", {"scope": "email public_profile"}),
    ],
)
def test_each_is_asked_for_what_we_use_and_no_more(trip: Trip, provider: str, asks: dict[str, str]) -> None:
    asked = trip.leave(provider)
    assert asked["address"] == f"{trip.wicked.url}/auth"
    assert {name: asked.get(name) for name in asks} == asks
    assert asked["client_id"] == CLIENT_ID and asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert ("nonce" in asked) is (provider != "facebook") and "prompt" not in asked
    assert len(asked["state"]) >= 30 and asked["state"] != trip.leave(provider)["state"]


def test_an_openid_provider_in_facebooks_place_is_asked_for_openid(trip: Trip) -> None:
    trip.wicked.metadata = {"scopes_supported": ["openid", "email", "name"]}
    assert trip.leave("facebook")["scope"] == "openid email profile"
    assert trip.leave("apple")["scope"] == "openid email name"
    assert trip.go("facebook")["subject"] == "10159"


def test_people_come_back_to_the_portals_own_address_whatever_host_they_asked_for(trip: Trip) -> None:
    trip.browser.environ_base["HTTP_HOST"] = "evil.example"
    assert trip.leave()["redirect_uri"] == "http://localhost:8000/social/google/callback"
    assert trip.leave("apple")["redirect_uri"] == "http://localhost:8000/social/apple/callback"


def test_who_left_to_add_an_identity_comes_back_to_add_it(trip: Trip) -> None:
    asked = trip.leave(query="?adding=y")
    assert trip.come_back(code=trip.wicked.authorize(asked), state=asked["state"])["adding"] is True


@pytest.mark.parametrize(
    ("provider", "methods", "by"),
    [
        ("google", ["client_secret_basic", "client_secret_post"], "form"),
        ("google", ["client_secret_basic"], "header"),
        ("google", GONE, "header"),  # what discovery says when it says nothing
        ("apple", ["client_secret_basic"], "form"),
        ("facebook", GONE, "form"),
    ],
)
def test_the_secret_is_sent_where_the_provider_takes_it(trip: Trip, provider: str, methods: Any, by: str) -> None:
    trip.wicked.metadata = {"token_endpoint_auth_methods_supported": methods}
    assert "failure" not in trip.go(provider)
    form, headers = sent_to_token(trip.wicked)
    basic = base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()
    assert (form.get("client_secret") == SECRET) is (by == "form")
    assert (headers.get("Authorization") == f"Basic {basic}") is (by == "header")


def test_without_a_secret_pkce_alone_proves_who_began(open_portal: OpenPortal, wicked: Wicked) -> None:
    trip = trip_of(open_portal(CSS_GOOGLE_CLIENT_SECRET=""), wicked)
    assert "failure" not in trip.go()
    form, headers = sent_to_token(wicked)
    assert form["client_id"] == CLIENT_ID and "client_secret" not in form and "Authorization" not in headers


def sent_to_token(wicked: Wicked) -> tuple[dict[str, str], dict[str, str]]:
    """The form and the headers of the one request for a token."""
    ((form, headers),) = [
        (form, headers) for form, headers in zip(wicked.forms, wicked.headers, strict=True) if "grant_type" in form
    ]
    return form, headers


@pytest.fixture
def apple(open_portal: OpenPortal, wicked: Wicked) -> Iterator[Trip]:
    """Apple with its private key instead of a secret, as IT writes it in the environment."""
    more = {"CSS_APPLE_CLIENT_SECRET": P8.replace("\n", "\\n"), "CSS_APPLE_TEAM_ID": "TEAM", "CSS_APPLE_KEY_ID": "KEY"}
    yield trip_of(open_portal(**more), wicked)


def test_apples_secret_is_signed_anew_and_lives_for_minutes(apple: Trip, clock: FixedClock) -> None:
    assert "failure" not in apple.go("apple")
    form, _ = sent_to_token(apple.wicked)
    signed = jwt.decode(form["client_secret"], ECKey.import_key(P8), algorithms=["ES256"])
    now = int(clock.now().timestamp())
    assert signed.header["kid"] == "KEY" and signed.header["alg"] == "ES256"
    assert signed.claims == {
        "iss": "TEAM",
        "sub": CLIENT_ID,
        "aud": f"{apple.wicked.url}/apple",
        "iat": now,
        "exp": now + 300,
    }
    assert "PRIVATE" not in str(form)


def test_a_key_that_is_none_lets_nobody_in_and_breaks_nothing(open_portal: OpenPortal, wicked: Wicked) -> None:
    more = {"CSS_APPLE_CLIENT_SECRET": "no key", "CSS_APPLE_TEAM_ID": "TEAM", "CSS_APPLE_KEY_ID": "KEY"}
    assert trip_of(open_portal(**more), wicked).fails("apple") == "Refused"


def test_facebook_at_home_needs_no_discovery(open_portal: OpenPortal, wicked: Wicked) -> None:
    home = KINDS[Provider.FACEBOOK].endpoints
    assert home and home.token_endpoint == f"https://graph.facebook.com/{GRAPH}/oauth/access_token"
    here = replace(
        home,
        authorization_endpoint=f"{wicked.url}/auth",
        token_endpoint=wicked.url + TOKEN,
        userinfo_endpoint=wicked.url + ME,
    )
    kinds = {**KINDS, Provider.FACEBOOK: replace(KINDS[Provider.FACEBOOK], endpoints=here)}
    app = open_portal(kinds=kinds, CSS_FACEBOOK_ISSUER="")
    assert trip_of(app, wicked).go("facebook")["subject"] == "10159"
    assert not wicked.asked[WELL_KNOWN]


@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_at_home_people_choose_which_of_their_accounts(app: Flask, open_portal: OpenPortal, provider: str) -> None:
    with open_portal(**{f"CSS_{provider.upper()}_ISSUER": ""}).app_context():
        client = clients.of(Provider(provider))
        assert client.kind.asks_at_home == {"prompt": "select_account"} and client.at_home
    with app.app_context():
        assert not clients.of(Provider(provider)).at_home


def test_nothing_is_asked_of_a_provider_before_somebody_goes_there(app: Flask, wicked: Wicked) -> None:
    builders.client(app).get("/sign-in")
    assert not wicked.asked
