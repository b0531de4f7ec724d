"""What a provider publishes: believed only of itself, and asked for seldom."""

from typing import Any

import pytest

from css.core.clock import FixedClock
from css.social.protocol import metadata
from css.social.protocol.exchange import Refused
from css.social.protocol.metadata import Metadata
from tests.social.conftest import Trip
from tests.social.wicked import GONE, JWKS, WELL_KNOWN, rsa, saying

TENANT, ANOTHER = "9188040d-6c67-4c5b-b112-36a304b66dad", "72f988bf-86f1-41af-91ab-2d7cd011db47"
COMMON = "https://login.microsoftonline.com/common/v2.0"
TEMPLATE = "https://login.microsoftonline.com/{tenantid}/v2.0"
GOOGLE = "https://accounts.google.com"


def document(**more: Any) -> dict[str, Any]:
    return {
        "issuer": GOOGLE,
        "authorization_endpoint": "https://accounts.google.com/o/oauth2/v2/auth",
        "token_endpoint": "https://oauth2.googleapis.com/token",
        "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs",
        "id_token_signing_alg_values_supported": ["RS256"],
        **more,
    }


def read(asked: str = GOOGLE, many_tenants: bool = False, **more: Any) -> Metadata:
    needs = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    return metadata.read(document(**more), asked, many_tenants=many_tenants, needs=needs)


@pytest.mark.parametrize(
    ("asked", "issuer", "many"),
    [
        (GOOGLE, GOOGLE, False),
        (GOOGLE, GOOGLE + "/", False),
        (COMMON, TEMPLATE, True),
        (COMMON, COMMON, True),
        (COMMON.replace("common", "organizations"), TEMPLATE, True),
        (COMMON.replace("common", TENANT), COMMON.replace("common", TENANT), True),
    ],
)
def test_metadata_is_of_the_issuer_that_was_asked(asked: str, issuer: str, many: bool) -> None:
    assert read(asked, many, issuer=issuer).issuer == issuer


@pytest.mark.parametrize(
    ("asked", "issuer", "many"),
    [
        (GOOGLE, "https://evil.example", False),
        (GOOGLE, None, False),
        (GOOGLE, [GOOGLE], False),
        (GOOGLE, "http://accounts.google.com", False),
        (COMMON, TEMPLATE, False),
        (COMMON, COMMON.replace("common", TENANT), True),
        (COMMON.replace("common", TENANT), TEMPLATE, True),
        (COMMON.replace("common", TENANT), COMMON.replace("common", ANOTHER), True),
    ],
)
def test_metadata_of_another_issuer_is_refused(asked: str, issuer: Any, many: bool) -> None:
    with pytest.raises(Refused):
        read(asked, many, issuer=issuer)


BAD_ADDRESSES = (
    "http://accounts.google.com/x", "javascript:alert(1)", "//evil.example", "https://", "https://[", "https://a b/",
    "https://user@evil.example/", "https://a.example/#x", "https://é.example/", "https://a.example/?b=<",
)  # fmt: skip


@pytest.mark.parametrize("address", BAD_ADDRESSES)
@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"])
def test_an_endpoint_that_cannot_be_used_is_refused(name: str, address: str) -> None:
    with pytest.raises(Refused):
        read(**{name: address})


@pytest.mark.parametrize("address", [7, None, ["https://a.example/"], {}, ""], ids=repr)
@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_an_endpoint_that_is_no_address_is_refused(name: str, address: Any) -> None:
    with pytest.raises(Refused):
        read(**{name: address})


def test_plain_http_is_for_an_issuer_that_is_itself() -> None:
    asked = "http://127.0.0.1:9000"
    assert read(asked, issuer=asked, token_endpoint="http://127.0.0.1:9000/token").token_endpoint.startswith("http:")


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "issuer"])
def test_without_what_we_need_nobody_can_leave(trip: Trip, name: str) -> None:
    trip.wicked.metadata = {name: GONE}
    assert trip.cannot_leave() == "Unreachable"


@pytest.mark.parametrize("named", [GONE, None, [], ["HS256", "none"], "RS256", [["RS256"]]], ids=str)
def test_a_provider_that_signs_in_no_way_we_accept_is_refused(trip: Trip, named: Any) -> None:
    trip.wicked.metadata = {"id_token_signing_alg_values_supported": named}
    assert trip.cannot_leave() == "Unreachable"


def test_metadata_of_another_issuer_lets_nobody_leave(trip: Trip) -> None:
    trip.wicked.metadata = {"issuer": "https://accounts.google.com"}
    assert trip.cannot_leave() == "Unreachable"


@pytest.mark.parametrize(
    ("tenant", "tid"),
    [
        (TENANT, ANOTHER),
        (TENANT, GONE),
        (TENANT, None),
        (TENANT, [TENANT]),
        ("evil", "evil"),
        ("{tenantid}", "{tenantid}"),
        ("common", "common"),
        (f"{TENANT}/../{ANOTHER}", f"{TENANT}/../{ANOTHER}"),
    ],
)
def test_a_token_of_another_tenant_than_its_own_is_refused(trip: Trip, tenant: str, tid: Any) -> None:
    trip.wicked.claims = {"iss": f"{trip.wicked.url}/{tenant}/v2.0", "tid": tid}
    assert trip.fails("microsoft") == "Refused"


def test_a_tenant_counts_for_nothing_where_one_issuer_was_asked(trip: Trip) -> None:
    trip.wicked.claims = {"iss": f"{trip.wicked.url}/{TENANT}/v2.0", "tid": TENANT}
    assert trip.fails("google") == "Refused"


@pytest.mark.parametrize(
    "only", [{"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0"}, rsa().as_dict(private=False) | {"use": "enc"}], ids=str
)
def test_keys_that_sign_nothing_are_no_keys(only: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        metadata.keys({"keys": [only]})


def asked(trip: Trip) -> tuple[int, int]:
    """How often for metadata and for keys."""
    return trip.wicked.asked[WELL_KNOWN], trip.wicked.asked[JWKS]


def test_metadata_and_keys_are_kept_for_an_hour(trip: Trip, clock: FixedClock) -> None:
    for minutes, times in ((0, (1, 1)), (59, (1, 1)), (1, (2, 2))):
        clock.advance(minutes=minutes)
        assert trip.go()["subject"] and asked(trip) == times


@pytest.mark.parametrize("bad", [saying(503, {}), saying(200, b"nonsense"), saying(200, {})])
def test_a_copy_is_used_for_a_day_when_no_other_can_be_had(trip: Trip, clock: FixedClock, bad: Any) -> None:
    assert trip.go()["subject"]
    trip.wicked.does = {WELL_KNOWN: bad, JWKS: bad}
    clock.advance(hours=23)
    assert trip.go()["subject"] and trip.go()["subject"] and asked(trip) == (2, 2)
    clock.advance(hours=1)
    assert trip.cannot_leave() == "Unreachable"


def test_a_new_key_is_asked_for_once(trip: Trip, clock: FixedClock) -> None:
    assert trip.go()["subject"]
    trip.wicked.key = rsa("second")
    trip.wicked.keys = [rsa("second").as_dict(private=False)]
    clock.advance(minutes=1)
    assert trip.go()["subject"] and trip.go()["subject"] and asked(trip) == (1, 2)


def test_tokens_that_name_unknown_keys_do_not_make_us_hammer(trip: Trip, clock: FixedClock) -> None:
    assert trip.go()["subject"]
    for seconds, times in ((59, 1), (1, 2), (0, 2), (59, 2), (1, 3)):
        clock.advance(seconds=seconds)
        trip.wicked.header = {"kid": f"unknown{seconds}"}
        assert trip.fails() == "Refused" and asked(trip)[1] == times
    trip.wicked.header = {}
    assert trip.go()["subject"]


def test_asking_for_an_unknown_key_in_vain_leaves_the_others_in_use(trip: Trip, clock: FixedClock) -> None:
    assert trip.go()["subject"]
    clock.advance(minutes=1)
    trip.wicked.does[JWKS] = saying(503, {})
    trip.wicked.header = {"kid": "unknown"}
    assert trip.fails() == "Refused" and trip.fails() == "Refused" and asked(trip)[1] == 2
    trip.wicked.header = {}
    assert trip.go()["subject"]
