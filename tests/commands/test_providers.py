"""What `flask doctor` says of Google, Apple, Microsoft and Facebook."""

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
from css.social.protocol.kinds import KINDS
from tests.commands.conftest import OpenPortal
from tests.commands.test_second_factor import doctor
from tests.social import wicked as wicked_provider
from tests.social.wicked import JWKS, TOKEN, WELL_KNOWN, Wicked, curve, saying

SECRET = "hunter2"
P8 = curve("apple").as_pem(private=True).decode()


@pytest.fixture
def wicked(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wicked]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with wicked_provider.running(clock) as made:
        yield made


def at_home(app: Flask, provider: Provider, **changes: Any) -> None:
    """As if this were the provider's own place."""
    clients.init_app(app, kinds={**KINDS, provider: replace(KINDS[provider], **changes)})


def one(wicked: Wicked, provider: str = "google", **more: str) -> dict[str, str]:
    """The environment of a provider that is configured and well."""
    names = {"CLIENT_ID": "portal", "CLIENT_SECRET": SECRET, "ISSUER": f"{wicked.url}/{provider}", **more}
    return {f"CSS_{provider.upper()}_{name}": value for name, value in names.items()}


@pytest.mark.parametrize("provider", Provider)
def test_without_a_client_id_there_is_no_button_and_nothing_wrong(open_portal: OpenPortal, provider: Provider) -> None:
    result, line = doctor(open_portal(), provider)
    assert result.exit_code == 0
    assert line == f"ok    {provider}: no button (CSS_{provider.upper()}_CLIENT_ID is not set)"


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        ("google", "/google, 2 keys, with a secret"),
        ("microsoft", "/microsoft, 2 keys, with a secret"),
        ("apple", "/apple, 2 keys, with a secret"),
        ("facebook", "/facebook, with a secret"),
    ],
)
def test_a_provider_that_is_well_has_one_good_line(
    open_portal: OpenPortal, wicked: Wicked, provider: str, said: str
) -> None:
    result, line = doctor(open_portal(**one(wicked, provider)), provider)
    assert result.exit_code == 0 and line == f"ok    {provider}: {wicked.url}{said}"
    assert SECRET not in result.output


@pytest.mark.parametrize(
    ("path", "bad", "said"),
    [
        (WELL_KNOWN, saying(503, {}), "can't be reached (it answers 503)"),
        (WELL_KNOWN, saying(200, b"<html>"), "not accepted (its answer is no JSON)"),
        (
            WELL_KNOWN,
            saying(200, {"issuer": "https://evil.example"}),
            "not accepted (its metadata is of another issuer)",
        ),
        (JWKS, saying(200, {"keys": []}), "not accepted (it has no keys)"),
        (JWKS, saying(404, {}), "not accepted (it answers 404)"),
    ],
)
def test_what_is_wrong_with_a_provider_is_said_in_one_line(
    open_portal: OpenPortal, wicked: Wicked, path: str, bad: Any, said: str
) -> None:
    wicked.does[path] = bad
    result, line = doctor(open_portal(**one(wicked)), "google")
    assert result.exit_code == 1 and line == f"WRONG google: {wicked.url}/google: {said}"
    assert SECRET not in result.output and "Traceback" not in result.output


def test_the_doctor_asks_afresh(open_portal: OpenPortal, wicked: Wicked) -> None:
    app = open_portal(**one(wicked))
    wicked.does[WELL_KNOWN] = saying(503, {})
    assert doctor(app, "google")[0].exit_code == 1
    del wicked.does[WELL_KNOWN]
    assert doctor(app, "google")[0].exit_code == 0
    wicked.does[WELL_KNOWN] = saying(503, {})
    assert doctor(app, "google")[0].exit_code == 1


@pytest.mark.parametrize("provider", ["google", "apple", "microsoft"])
def test_at_home_a_provider_wants_a_secret(open_portal: OpenPortal, wicked: Wicked, provider: str) -> None:
    app = open_portal(**one(wicked, provider, CLIENT_SECRET="", ISSUER=""))
    at_home(app, Provider(provider), issuer=wicked.url)
    result, line = doctor(app, provider)
    assert result.exit_code == 1 and line == f"WRONG {provider}: CSS_{provider.upper()}_CLIENT_SECRET is not set"


def test_elsewhere_it_may_do_without(open_portal: OpenPortal, wicked: Wicked) -> None:
    result, line = doctor(open_portal(**one(wicked, "apple", CLIENT_SECRET="")), "apple")
    assert result.exit_code == 0 and line.endswith("2 keys, no secret")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (150, "ok    apple: {url}, 2 keys, its secret works for 150 more days"),
        (14, "ok    apple: {url}, 2 keys, its secret works for 14 more days"),
        (13, "ok    apple: {url}, 2 keys, its secret works for 13 more days: make a new one"),
        (0, "ok    apple: {url}, 2 keys, its secret works for 0 more days: make a new one"),
        (-1, "WRONG apple: CSS_APPLE_CLIENT_SECRET ended on 2026-11-19"),
    ],
)
def test_the_doctor_counts_the_days_of_apples_secret(
    open_portal: OpenPortal, wicked: Wicked, clock: FixedClock, days: int, said: str
) -> None:
    ends = int(clock.now().timestamp()) + days * 86400
    made = jwt.encode({"alg": "ES256"}, {"exp": ends}, ECKey.generate_key("P-256"))
    app = open_portal(**one(wicked, "apple", CLIENT_SECRET=made, ISSUER=""))
    at_home(app, Provider.APPLE, issuer=wicked.url)
    result, line = doctor(app, "apple")
    assert line == said.format(url=wicked.url) and (result.exit_code == 1) is said.startswith("WRONG")
    assert made not in result.output


@pytest.mark.parametrize("secret", [SECRET, P8, "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é"])
def test_a_secret_that_apple_could_not_read_is_wrong(open_portal: OpenPortal, wicked: Wicked, secret: str) -> None:
    app = open_portal(**one(wicked, "apple", CLIENT_SECRET=secret, ISSUER=""))
    at_home(app, Provider.APPLE, issuer=wicked.url)
    result, line = doctor(app, "apple")
    assert result.exit_code == 1 and line.startswith("WRONG apple: CSS_APPLE_CLIENT_SECRET is no signed secret")
    assert secret not in result.output and "PRIVATE" not in result.output


def test_apples_private_key_is_tried(open_portal: OpenPortal, wicked: Wicked) -> None:
    app = open_portal(**one(wicked, "apple", CLIENT_SECRET=P8, TEAM_ID="TEAM", KEY_ID="KEY"))
    assert doctor(app, "apple")[1] == f"ok    apple: {wicked.url}/apple, 2 keys, signs its secrets with key KEY"
    for bad in ("hunter2", P8[:80], wicked_provider.rsa().as_pem(private=True).decode()):
        app = open_portal(**one(wicked, "apple", CLIENT_SECRET=bad, TEAM_ID="TEAM", KEY_ID="KEY"))
        result, line = doctor(app, "apple")
        assert line == "WRONG apple: CSS_APPLE_CLIENT_SECRET is no private key for ES256 (Apple's .p8 file)"
        assert bad not in result.output


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (saying(200, {"access_token": "x"}), "ok    facebook: its id and secret are right, with a secret"),
        (
            saying(400, {"error": {"message": f"Error validating client secret {SECRET}.", "code": 1}}),
            "WRONG facebook: graph.facebook.com: not accepted (OAuthError)",
        ),
        (
            saying(401, {"error": "invalid_client"}),
            "WRONG facebook: graph.facebook.com: not accepted (OAuthError: invalid_client)",
        ),
        (saying(500, {}), "WRONG facebook: graph.facebook.com: can't be reached (it answers 500)"),
    ],
)
def test_facebook_at_home_is_asked_whether_it_knows_us(
    open_portal: OpenPortal, wicked: Wicked, answer: Any, said: str
) -> None:
    home = KINDS[Provider.FACEBOOK].endpoints
    assert home
    app = open_portal(**one(wicked, "facebook", ISSUER=""))
    at_home(app, Provider.FACEBOOK, endpoints=replace(home, token_endpoint=wicked.url + TOKEN))
    wicked.does[TOKEN] = answer
    result, line = doctor(app, "facebook")
    assert line == said and SECRET not in result.output
    assert wicked.forms[-1] | {"scope": ""} == {
        "grant_type": "client_credentials",
        "client_id": "portal",
        "client_secret": SECRET,
        "scope": "",
    }
