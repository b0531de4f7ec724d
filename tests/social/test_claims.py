"""What we make of a provider's claims: whom they name, and what is vouched for."""

from typing import Any

import pytest

from css.core.providers import Provider
from css.social.protocol.claims import told
from css.social.protocol.exchange import Refused

GOOGLE, APPLE, MICROSOFT, FACEBOOK = Provider
EMAIL = "marisol@example.com"
ODD = [None, True, 0, 7, 1.5, "", [], ["x"], {}, {"a": 1}]


def claims(**more: Any) -> dict[str, Any]:
    return {"sub": "s", "email": EMAIL, **more}


@pytest.mark.parametrize(
    ("provider", "claim", "vouching"),
    [
        (GOOGLE, "email_verified", [True]),
        (APPLE, "email_verified", [True, "true"]),
        (MICROSOFT, "xms_edov", [True, "true", 1, "1"]),
        (FACEBOOK, "email_verified", []),
    ],
)
def test_each_vouches_for_an_email_in_its_own_way_and_no_other(
    provider: Provider, claim: str, vouching: list[Any]
) -> None:
    for said in (True, "true", 1, "1", "True", "yes", False, "false", 0, "0", None, [], ["true"], {}, [True]):
        expected = any(said is one or (said == one and type(said) is type(one)) for one in vouching)
        assert told(provider, claims(**{claim: said})).vouched is expected, said


@pytest.mark.parametrize("provider", [GOOGLE, APPLE, FACEBOOK])
def test_what_another_trusts_is_nothing_here(provider: Provider) -> None:
    assert not told(provider, claims(xms_edov=True)).vouched


@pytest.mark.parametrize("claim", ["email_verified", "verified", "verified_primary_email", "upn", "preferred_username"])
def test_nothing_else_that_microsoft_says_vouches(claim: str) -> None:
    """Its `email` can be written by the administrator of any tenant."""
    assert not told(MICROSOFT, claims(**{claim: True})).vouched


NO_EMAILS = (
    *ODD, "no address", "a@b", "a@@example.com", "a\0@example.com", "a@example.com\r\nX: y", "\ud800@example.com",
    "x" * 300 + "@example.com",
)  # fmt: skip


@pytest.mark.parametrize("email", NO_EMAILS, ids=repr)
@pytest.mark.parametrize("provider", Provider)
def test_an_email_that_is_none_is_left_out_and_vouched_for_by_nobody(provider: Provider, email: Any) -> None:
    said = told(provider, claims(email=email, email_verified=True, xms_edov=True, is_private_email=True))
    assert (said.email, said.vouched, said.relay) == ("", False, False)


@pytest.mark.parametrize(
    ("provider", "more", "relay"),
    [
        (APPLE, {"is_private_email": True}, True),
        (APPLE, {"is_private_email": "true"}, True),
        (APPLE, {"is_private_email": "false"}, False),
        (APPLE, {"email": "dpdcnf87nu@privaterelay.appleid.com"}, True),
        (APPLE, {"email": "dpdcnf87nu@PrivateRelay.AppleID.com"}, True),
        (APPLE, {"email": "x@privaterelay.appleid.com.evil.example"}, False),
        (GOOGLE, {"email": "dpdcnf87nu@privaterelay.appleid.com", "is_private_email": True}, False),
    ],
)
def test_a_relay_address_is_known_as_one(provider: Provider, more: dict[str, Any], relay: bool) -> None:
    assert told(provider, claims(**more)).relay is relay


TENANT, OID = "9188040d-6c67-4c5b-b112-36a304b66dad", "00000000-0000-0000-66f3-3332eca7ea81"


@pytest.mark.parametrize(
    ("provider", "more", "subject"),
    [
        (GOOGLE, {}, "s"),
        (GOOGLE, {"tid": TENANT, "oid": OID, "id": "7"}, "s"),
        (MICROSOFT, {"tid": TENANT, "oid": OID}, f"{TENANT}.{OID}"),
        (MICROSOFT, {"tid": TENANT}, "s"),
        (MICROSOFT, {"oid": OID}, "s"),
        (FACEBOOK, {"id": "10159"}, "10159"),
        (FACEBOOK, {}, "s"),
    ],
)
def test_somebody_is_called_what_the_provider_calls_them_for_ever(
    provider: Provider, more: dict[str, Any], subject: str
) -> None:
    assert told(provider, claims(**more)).subject == subject


@pytest.mark.parametrize("subject", [*ODD, " ", "s" * 256, "é", "a\0b", "a\nb", "\ud800"], ids=repr)
@pytest.mark.parametrize("provider", Provider)
def test_whoever_has_no_name_there_is_nobody_here(provider: Provider, subject: Any) -> None:
    with pytest.raises(Refused):
        told(provider, {"sub": subject, "id": subject})


@pytest.mark.parametrize("odd", [7, ["x"], {"a": 1}, "x" * 300, "é"], ids=repr)
@pytest.mark.parametrize("claim", ["tid", "oid"])
def test_an_odd_half_of_microsofts_subject_is_not_made_up_for_by_the_other(claim: str, odd: Any) -> None:
    with pytest.raises(Refused):
        told(MICROSOFT, claims(**{"tid": TENANT, "oid": OID, claim: odd}))


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({"given_name": "Marisol", "family_name": "Peña"}, ("Marisol", "Peña")),
        ({"first_name": " Marisol ", "last_name": ""}, ("Marisol", "")),
        ({"given_name": "Marisol", "name": "Marisol Peña"}, ("Marisol", "")),
        ({"name": "Ana María de la Cruz"}, ("Ana María de la", "Cruz")),
        ({"name": "Sukarno"}, ("Sukarno", "")),
        ({"name": "  Marisol   Peña "}, ("Marisol", "Peña")),
        ({"name": "山田 太郎"}, ("山田", "太郎")),
        ({"given_name": "a\0b\r\nc\u202ed\ud800", "family_name": "x" * 200}, ("abcd", "x" * 100)),
        *(({"given_name": odd, "family_name": odd, "name": odd}, ("", "")) for odd in ODD),
    ],
)
def test_names_are_taken_as_far_as_they_are_names(more: dict[str, Any], names: tuple[str, str]) -> None:
    said = told(GOOGLE, claims(**more))
    assert (said.first_name, said.last_name) == names


def test_names_that_came_another_way_go_before_those_in_the_claims() -> None:
    said = told(APPLE, claims(given_name="A", family_name="B"), ("Marisol", ""))
    assert (said.first_name, said.last_name) == ("Marisol", "")
