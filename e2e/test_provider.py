"""The providers of the journeys are as strict as we need them, and each answers as the one it stands for."""

import json
import secrets
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from css.core.providers import Provider
from e2e.cities import ENCINITAS
from e2e.flow import OPENID, PORTAL, SECONDS, Flow, told
from e2e.pages.provider import ProviderPage
from e2e.portal import Portal
from e2e.providers import FOLDER, NODE, OwnProviders
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visitor

PROVIDERS = pytest.mark.parametrize("provider", Provider)
DEVICES = pytest.mark.parametrize("kind", [DESKTOP, PHONE, NO_SCRIPT], ids=lambda kind: kind.name)


@pytest.fixture(scope="module", autouse=True)
def registered(providers: OwnProviders) -> None:
    providers.environment(PORTAL)


def fresh() -> str:
    return f"zoe.{secrets.token_hex(5)}@example.org"


# As strict as a portal can need it.


@PROVIDERS
def test_a_code_is_worth_nothing_without_its_own_verifier(providers: OwnProviders, provider: Provider) -> None:
    flow = Flow(providers, provider)
    code = flow.answer(account=fresh())["code"]
    refused = flow.redeem(code, code_verifier=secrets.token_urlsafe(48))
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert flow.redeem(code).status_code == 200


@PROVIDERS
def test_a_code_works_once(providers: OwnProviders, provider: Provider) -> None:
    flow = Flow(providers, provider)
    code = flow.answer(account=fresh())["code"]
    assert flow.redeem(code).status_code == 200
    again = flow.redeem(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


@PROVIDERS
def test_a_request_without_a_challenge_is_refused(providers: OwnProviders, provider: Provider) -> None:
    refused = told(Flow(providers, provider).ask(code_challenge=None, code_challenge_method=None))
    assert refused["error"] == "invalid_request"
    assert "PKCE" in refused["error_description"]


@PROVIDERS
def test_a_plain_challenge_is_refused(providers: OwnProviders, provider: Provider) -> None:
    assert told(Flow(providers, provider).ask(code_challenge_method="plain"))["error"] == "invalid_request"


@pytest.mark.parametrize("provider", OPENID)
def test_a_request_without_a_nonce_is_refused(providers: OwnProviders, provider: Provider) -> None:
    refused = told(Flow(providers, provider).ask(nonce=None))
    assert (refused["error"], refused["error_description"]) == ("invalid_request", "nonce is missing")


@PROVIDERS
@pytest.mark.parametrize("suffix", ["/", "?next=/", "/../elsewhere"])
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    providers: OwnProviders, provider: Provider, suffix: str
) -> None:
    flow = Flow(providers, provider)
    refused = flow.ask(redirect_uri=flow.callback + suffix)
    assert (refused.status_code, refused.is_redirect) == (400, False)
    assert "invalid_redirect_uri" in refused.text


@PROVIDERS
def test_the_secret_is_asked_for_in_either_way(providers: OwnProviders, provider: Provider) -> None:
    flow = Flow(providers, provider)
    code = flow.answer(account=fresh())["code"]
    assert flow.redeem(code, client_secret="guessed").status_code == 401
    assert flow.redeem(code, basic=True).status_code == 200


def test_a_code_of_one_provider_is_nothing_to_another(providers: OwnProviders) -> None:
    code = Flow(providers, Provider.GOOGLE).answer(account=fresh())["code"]
    assert Flow(providers, Provider.MICROSOFT).redeem(code).json()["error"] == "invalid_grant"


@PROVIDERS
def test_nobody_stays_signed_in(providers: OwnProviders, provider: Provider) -> None:
    flow = Flow(providers, provider)
    assert "code" in flow.answer(account=fresh())
    assert "/interaction/" in flow.ask().headers["Location"]
    assert not [cookie.name for cookie in flow.browser.cookies if cookie.path == "/"]


def test_who_says_no_is_named_as_each_names_it(providers: OwnProviders) -> None:
    errors = {provider: Flow(providers, provider).answer(cancel="1")["error"] for provider in Provider}
    assert errors.pop(Provider.APPLE) == "user_cancelled_authorize"
    assert set(errors.values()) == {"access_denied"}


# As each of the four answers.


def test_google_says_who_it_is_and_vouches_for_the_email(providers: OwnProviders) -> None:
    email = fresh()
    claims = Flow(providers, Provider.GOOGLE).claims(account=email)
    assert claims["sub"].isdigit()
    assert claims["nonce"] == "a-nonce"
    assert (claims["email"], claims["email_verified"]) == (email, True)
    assert (claims["given_name"], claims["family_name"], claims["name"]) == ("Zoë", "Quiñones", "Zoë Quiñones")
    assert Flow(providers, Provider.GOOGLE).claims(account=email)["sub"] == claims["sub"]
    assert Flow(providers, Provider.GOOGLE).claims(account=fresh(), ticked="on")["email_verified"] is False


def test_apple_answers_by_form_post_alone(providers: OwnProviders) -> None:
    refused = told(Flow(providers, Provider.APPLE).ask(response_mode=None))
    assert (refused["error"], "response_mode" in refused["error_description"]) == ("invalid_request", True)


def test_apple_posts_the_name_the_first_time_alone(providers: OwnProviders) -> None:
    email = fresh()
    first = Flow(providers, Provider.APPLE).answer(account=email)
    assert first["state"] == "a-state"
    assert json.loads(first["user"]) == {"name": {"firstName": "Zoë", "lastName": "Quiñones"}, "email": email}
    assert "user" not in Flow(providers, Provider.APPLE).answer(account=email)
    assert "user" in Flow(providers, Provider.APPLE).answer(account=fresh())


def test_apple_says_no_name_in_its_token_and_hides_an_email_for_ever(providers: OwnProviders) -> None:
    shown, email = Flow(providers, Provider.APPLE).claims(account=fresh()), fresh()
    assert (shown["email_verified"], "is_private_email" in shown) == ("true", False)
    assert not {"name", "given_name", "family_name"} & shown.keys()
    hidden = Flow(providers, Provider.APPLE).claims(account=email, ticked="on")
    assert hidden["email"].endswith("@privaterelay.appleid.com")
    assert (hidden["email_verified"], hidden["is_private_email"]) == ("true", "true")
    again = Flow(providers, Provider.APPLE).claims(account=email)
    assert (again["sub"], again["email"]) == (hidden["sub"], hidden["email"])


def test_microsoft_vouches_for_no_email_unless_its_domain_is_the_tenants(providers: OwnProviders) -> None:
    email = fresh()
    claims = Flow(providers, Provider.MICROSOFT).claims(account=email)
    assert {"tid", "oid", "sub"} <= claims.keys()
    assert (claims["email"], claims["preferred_username"], claims["name"]) == (email, email, "Zoë Quiñones")
    assert not {"email_verified", "xms_edov"} & claims.keys()
    assert Flow(providers, Provider.MICROSOFT).claims(account=fresh(), ticked="on")["xms_edov"] is True


def me(flow: Flow, token: str, fields: str = "id,name,first_name,last_name,email") -> requests.Response:
    address = flow.metadata["userinfo_endpoint"]
    return requests.get(address, params={"fields": fields, "access_token": token}, timeout=SECONDS)


def test_facebook_knows_no_openid_and_says_who_it_is_at_me(providers: OwnProviders) -> None:
    flow, email = Flow(providers, Provider.FACEBOOK), fresh()
    assert flow.metadata["scopes_supported"] == ["email", "public_profile"]
    assert flow.metadata["userinfo_endpoint"].endswith("/me")
    tokens = flow.redeem(flow.answer(account=email, ticked="on")["code"]).json()
    assert "id_token" not in tokens
    names = {"name": "Zoë Quiñones", "first_name": "Zoë", "last_name": "Quiñones"}
    everything = me(flow, tokens["access_token"]).json()
    assert everything == names | {"id": everything["id"], "email": email}
    assert me(flow, tokens["access_token"], "id").json() == {"id": everything["id"]}


def test_facebook_keeps_most_emails_to_itself_and_answers_nobody_without_a_token(providers: OwnProviders) -> None:
    flow = Flow(providers, Provider.FACEBOOK)
    tokens = flow.redeem(flow.answer(account=fresh())["code"]).json()
    assert "email" not in me(flow, tokens["access_token"]).json()
    assert me(flow, "guessed").status_code == 401


def test_facebook_refuses_what_it_does_not_know(providers: OwnProviders) -> None:
    assert told(Flow(providers, Provider.FACEBOOK).ask(scope="openid email"))["error"] == "invalid_scope"


# As a process.


def test_it_leaves_nothing_behind_when_it_is_stopped(tmp_path: Path) -> None:
    own = OwnProviders(tmp_path)
    issuers = own.start()
    own.stop()
    for issuer in issuers.values():
        with pytest.raises(requests.ConnectionError):
            requests.get(issuer, timeout=SECONDS)


@pytest.mark.parametrize("tell", [subprocess.Popen.terminate, lambda process: process.stdin.close()])
def test_it_ends_when_told_or_when_who_started_it_is_gone(tell: Callable[[subprocess.Popen[bytes]], None]) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([NODE, "server.mjs"], cwd=FOLDER, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout and "google" in json.loads(process.stdout.readline())
        tell(process)
        try:
            assert process.wait(SECONDS) == 0
        finally:
            process.kill()  # else a failure would wait for it for ever


def test_the_lock_names_versions_and_hashes_and_no_address() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text())
    packages = [package for name, package in lock["packages"].items() if name]
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert not any("resolved" in package for package in packages)


# As a page.


@DEVICES
@PROVIDERS
def test_one_page_signs_in(providers: OwnProviders, new_context: Any, provider: Provider, kind: Device) -> None:
    flow = Flow(providers, provider)
    page = new_context(**kind.options).new_page()
    page.route(f"{PORTAL}/**", lambda route: route.fulfill(body="Welcome back", content_type="text/plain"))
    visitor = Visitor(page, Portal(ENCINITAS, flow.client["issuer"], "", None, None), kind)
    page.goto(flow.address)
    there = ProviderPage(visitor, provider).shown()
    visitor.look()
    assert visitor.faults == []
    with page.expect_request(f"{flow.callback}*") as back:
        there.sign_in(fresh())
    given = parse_qs(back.value.post_data or urlsplit(back.value.url).query)
    assert flow.redeem(given["code"][0]).status_code == 200
