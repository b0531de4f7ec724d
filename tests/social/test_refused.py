"""Answers that we don't believe: nobody is let in, and nothing breaks."""

import base64
import hmac
import json
import logging
from typing import Any

import pytest
from flask import Flask
from joserfc.jwk import RSAKey

from css.core.clock import FixedClock
from tests import builders
from tests.social.conftest import SECRET, Trip
from tests.social.wicked import GONE, JWKS, ME, TOKEN, Misbehaviour, Wicked, curve, half_hash, rsa, saying

DEEP = b"[" * 100_000
NONSENSE: dict[str, Misbehaviour] = {
    "a list": saying(200, []),
    "a number": saying(200, 7),
    "null": saying(200, None),
    "text": saying(200, "text"),
    "an empty object": saying(200, {}),
    "nothing": saying(200, b""),
    "a page": saying(200, b"<!doctype html><title>Hello</title>", Content_Type="text/html"),
    "another encoding": saying(200, b'{"a": "\xff\xfe"}'),
    "brackets without end": saying(200, DEEP),
    "objects without end": saying(200, b'{"a":' * 50_000),
    "a number without end": saying(200, b'{"expires_in": ' + b"9" * 5000 + b"}"),
    "a bad request": saying(400, b"no"),
    "not found": saying(404, {"id": "10159", "keys": [rsa().as_dict(private=False)]}),
    "a redirect": saying(302, {}, Location="/elsewhere"),
    "a redirect to nowhere": saying(307, {}, Location="http://["),
    "compressed nonsense": saying(200, b"no gzip", Content_Encoding="gzip"),
    "an error in an object": saying(400, {"error": {"message": "Invalid verification code", "code": 100}}),
    "an error in a list": saying(400, {"error": ["a"]}),
}


def unsigned(claims: dict[str, Any], header: Any = None) -> str:
    parts = (header or {"alg": "none"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in parts) + "."


def by_hmac(key: str, kid: str = "first") -> Any:
    """By hand: the library rightly refuses to do it."""

    def signed(claims: dict[str, Any]) -> str:
        head, body, _ = unsigned(claims, {"alg": "HS256", "kid": kid}).split(".")
        signature = hmac.digest(key.encode(), f"{head}.{body}".encode(), "sha256")
        return f"{head}.{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    return signed


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://accounts.google.com"},
        {"iss": GONE},
        {"iss": None},
        {"aud": "another"},
        {"aud": "another", "azp": "portal"},
        {"aud": ["portal", "another"]},
        {"aud": ["portal", "another"], "azp": "another"},
        {"aud": GONE},
        {"aud": []},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": GONE},
        {"nonce": None},
        {"nonce": ""},
        {"exp": GONE},
        {"exp": "tomorrow"},
        {"iat": GONE},
        {"at_hash": half_hash("another")},
        {"at_hash": ["x"]},
        {"sub": GONE},
        {"sub": ""},
        {"sub": "   "},
        {"sub": 248289761001},
        {"sub": "s" * 256},
        {"sub": "a\0b"},
    ],
    ids=str,
)
def test_a_claim_that_is_not_as_it_must_be_is_refused(trip: Trip, claims: dict[str, Any]) -> None:
    trip.wicked.claims = claims
    assert trip.fails() == "Refused"


def test_several_audiences_are_fine_where_we_are_the_one_it_was_made_for(trip: Trip) -> None:
    trip.wicked.claims = {"aud": ["portal", "another"], "azp": "portal"}
    assert trip.go()["subject"]


@pytest.mark.parametrize(
    ("claim", "seconds", "good"), [("exp", -119, True), ("exp", -121, False), ("iat", 119, True), ("iat", 121, False)]
)
def test_time_is_told_by_the_portals_clock_give_or_take_two_minutes(
    trip: Trip, clock: FixedClock, claim: str, seconds: int, good: bool
) -> None:
    trip.wicked.claims = {claim: int(clock.now().timestamp()) + seconds}
    assert ("failure" not in trip.go()) is good


def test_a_signature_of_another_key_is_refused(trip: Trip) -> None:
    trip.wicked.key = RSAKey.generate_key(2048, {"kid": "first"})
    assert trip.fails() == "Refused"


def test_a_token_changed_after_it_was_signed_is_refused(trip: Trip) -> None:
    def forged(claims: dict[str, Any]) -> str:
        header, _, signature = trip.wicked.sign(claims).split(".")
        body = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "victim"}).encode()).rstrip(b"=").decode()
        return f"{header}.{body}.{signature}"

    trip.wicked.signed = forged
    assert trip.fails() == "Refused"


@pytest.mark.parametrize(
    "signed",
    [unsigned, by_hmac(SECRET), by_hmac(rsa().as_pem(private=False).decode()), by_hmac(json.dumps(rsa().as_dict()))],
    ids=["not at all", "with our secret", "with the public key", "with the public JWK"],
)
@pytest.mark.parametrize("named", [["RS256"], ["none", "HS256", "RS256"], ["none", "HS256"]], ids=str)
def test_a_token_that_anybody_could_have_signed_is_refused(app: Flask, wicked: Wicked, signed: Any, named: Any) -> None:
    wicked.metadata = {"id_token_signing_alg_values_supported": named}
    wicked.signed = signed
    trip = Trip(builders.client(app), wicked)
    assert trip.fails() == "Refused" if "RS256" in named else trip.cannot_leave() == "Unreachable"


def test_a_secret_key_among_the_public_ones_is_not_used(trip: Trip) -> None:
    trip.wicked.keys.append({"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0", "kid": "shared"})
    trip.wicked.signed = by_hmac("secret" * 3, "shared")
    trip.wicked.metadata = {"id_token_signing_alg_values_supported": ["HS256", "RS256"]}
    assert trip.fails() == "Refused"


def test_a_way_of_signing_that_the_metadata_does_not_name_is_refused(trip: Trip) -> None:
    trip.wicked.metadata = {"id_token_signing_alg_values_supported": ["RS256"]}
    trip.wicked.key = curve()
    assert trip.fails() == "Refused"


def test_an_elliptic_curve_is_as_good(trip: Trip) -> None:
    trip.wicked.key = curve()
    assert trip.go()["subject"]


@pytest.mark.parametrize("token", [GONE, None, 7, [], {}, "", "x", "a.b.c", "é.é.é", "a." * 5000], ids=repr)
def test_an_id_token_that_is_none_is_refused(trip: Trip, token: Any) -> None:
    trip.wicked.token = {"id_token": token}
    assert trip.fails() == "Refused"


@pytest.mark.parametrize(
    "token",
    [
        {"access_token": GONE},
        {"access_token": 7},
        {"access_token": "a\r\nHost: evil"},
        {"access_token": "€"},
        {"expires_in": "soon"},
        {"expires_in": [1]},
        {"expires_at": [1]},
        {"error": "invalid_grant"},
    ],
    ids=str,
)
def test_an_access_token_that_is_none_is_refused(trip: Trip, token: dict[str, Any]) -> None:
    trip.wicked.token = token
    assert trip.fails("facebook") == "Refused"


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize(("provider", "path"), [("google", TOKEN), ("facebook", TOKEN), ("facebook", ME)])
def test_nonsense_is_refused(trip: Trip, provider: str, path: str, nonsense: str) -> None:
    trip.wicked.does[path] = NONSENSE[nonsense]
    assert trip.fails(provider) == "Refused"


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_where_the_keys_are_nonsense_nobody_can_come_in_now(trip: Trip, nonsense: str) -> None:
    trip.wicked.does[JWKS] = NONSENSE[nonsense]
    assert trip.fails() == "Unreachable"


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        {},
        {"kty": ["RSA"]},
        {"kty": "AKP", "alg": "ML-DSA-44", "kid": "new"},
        {"kty": "RSA", "n": 7, "e": None},
        {"kty": "RSA", "n": "", "e": "", "kid": "first"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-1", "x": "AA", "y": "AA"},
        {"kty": "RSA", "n": rsa("first").as_dict()["n"], "e": "AQAB", "kid": "first", "use": "enc"},
    ],
    ids=str,
)
def test_an_odd_key_spoils_none_of_the_others(trip: Trip, odd: Any) -> None:
    trip.wicked.keys.insert(0, odd)
    assert trip.go()["subject"]


def test_a_token_that_comes_with_an_error_is_none(trip: Trip) -> None:
    trip.wicked.does[TOKEN] = saying(403, {"access_token": "opaque"})
    assert trip.fails("facebook") == "Refused" and not trip.wicked.asked[ME]


def test_a_code_that_the_provider_refuses_is_refused(trip: Trip) -> None:
    asked = trip.leave()
    assert trip.come_back(code="another", state=asked["state"]) == {"failure": "Refused"}


def test_a_code_that_was_used_is_refused(trip: Trip) -> None:
    asked = trip.leave()
    code = trip.wicked.authorize(asked)
    assert trip.come_back(code=code, state=asked["state"])["subject"]
    assert trip.come_back(code=code, state=trip.leave()["state"]) == {"failure": "Refused"}


def test_somebody_elses_code_is_refused_for_it_has_another_verifier(app: Flask, wicked: Wicked) -> None:
    attacker, victim = (Trip(builders.client(app), wicked) for _ in range(2))
    code = wicked.authorize(attacker.leave())
    assert victim.come_back(code=code, state=victim.leave()["state"]) == {"failure": "Refused"}


@pytest.mark.parametrize("code", ["", "é", "a b&c=d", "\ud7ff", "x" * 5000, "%00", "\r\n"], ids=repr)
def test_an_odd_code_is_refused(trip: Trip, code: str) -> None:
    assert trip.come_back(code=code, state=trip.leave()["state"]) == {"failure": "Refused"}


def test_the_log_says_who_failed_and_how_and_nothing_of_anybody(trip: Trip, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        trip.wicked.claims = {"nonce": "another", "email": "marisol@example.com"}
        trip.fails()
        for error in ("marisol@example.com", "invalid_grant"):
            trip.wicked.token = {"error": error}
            trip.fails()
    lines = [record.getMessage() for record in caplog.records if record.name == "css.social"]
    kinds = ["InvalidClaimError: nonce", "OAuthError", "OAuthError: invalid_grant"]
    assert lines == [f"google: Refused: {kind}" for kind in kinds]
    assert all(record.levelno == logging.WARNING and not record.exc_info for record in caplog.records)
    assert not any(secret in caplog.text for secret in ("marisol", "opaque", SECRET, "eyJ"))
