"""What everybody may read, as whole pages and as htmx swaps them in."""

import re

import pytest

from css.models import AccountState
from tests.home.conftest import Arrival, Visit
from tests.html import StrictClient
from tests.html_rules import text
from tests.html_source import parse, walk

CITIES = ("encinitas", "boulder")
PAGES = ("/", "/notice", "/guide", "/help", "/accessibility", "/privacy")
# What outside scripts look for elsewhere; nothing on the landing page may begin with it.
ELSEWHERE = (
    "Sign", "Next", "Unlock account?", "Help", "Create an account", "Password", "Email", "Verify",
    "Register", "Resend code", "Change email", "Return", "Cancel", "Print", "Back", "Submit", "Approve",
    "Deny",
)  # fmt: skip


def names(html: str, *, fragment: bool = False) -> list[str]:
    """The accessible names of the links and buttons."""
    found = walk(parse(html, fragment=fragment).root)
    return [" ".join(text(element).split()) for element in found if element.name in ("a", "button")]


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("language", ("en", "es"))
def test_every_page_is_whole_in_both_languages_and_kept_by_nobody(visit: Visit, city: str, language: str) -> None:
    client = visit(city)
    for path in PAGES:
        answer = client.get(f"{path}?lang={language}")
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_htmx_gets_what_main_holds_with_the_title_and_the_masthead(client: StrictClient, path: str) -> None:
    answer = client.get(path, hx=True)
    assert answer.headers["HX-Retarget"] == "#main"
    assert answer.text.startswith("<title>")
    assert '<div id="masthead"' in answer.text and 'hx-swap-oob="true"' in answer.text
    assert "<main" not in answer.text


def test_a_page_has_the_same_title_whole_and_swapped_in(client: StrictClient) -> None:
    whole, swapped = client.get("/guide"), client.get("/guide", hx=True)
    title = "<title>How to Register for a CSS Account</title>"
    assert title in whole.text and title in swapped.text


@pytest.mark.parametrize("city", CITIES)
def test_the_landing_page_has_one_login_or_register_and_no_other_contract_word(visit: Visit, city: str) -> None:
    found = names(visit(city).get("/").text)
    assert found.count("Login or Register") == 1
    assert found.count("Continue") == 1
    assert [name for name in found if name.startswith(ELSEWHERE)] == []


def test_login_or_register_opens_the_notice_and_leads_to_it_without_javascript(client: StrictClient) -> None:
    landing = client.get("/").text
    assert '<a class="button" href="/notice" data-dialog="notice">Login or Register</a>' in landing
    assert '<dialog id="notice" aria-labelledby="notice-heading">' in landing
    page = client.get("/notice").text
    for html in (landing, page):
        assert "<strong>wait for your account to be approved</strong>" in html
        assert re.search(r'<a class="button" href="/sign-in"[^>]*>Continue</a>', html)
        assert "Not now" in html


@pytest.mark.parametrize("path", ("/", "/notice"))
def test_the_notice_of_boulder_asks_existing_holders_to_register_again(visit: Visit, path: str) -> None:
    html = visit("boulder").get(path).text
    assert "Our login is safer since June 28, 2024." in html
    assert "<strong>All existing CSS account holders must re-register</strong>" in html
    assert "Your dashboard opens <strong>as soon as you submit</strong>." in html
    assert "wait for" not in html


@pytest.mark.parametrize(
    ("city", "overview"),
    [
        ("encinitas", ["Create an account", "Enter the code", "Tell us how to reach you", "We review it"]),
        ("boulder", ["Create an account", "Enter the code", "Tell us how to reach you", "Sign", "You are in"]),
    ],
)
def test_the_landing_page_tells_how_registration_works_here(visit: Visit, city: str, overview: list[str]) -> None:
    told = re.search(r'<ol class="numbered".*?</ol>', visit(city).get("/").text, re.DOTALL)
    assert told and re.findall("<b>(.*?)</b>", told[0]) == overview


@pytest.mark.parametrize(
    ("state", "place"),
    [
        (AccountState.INCOMPLETE, "wizard.resume"),
        (AccountState.PENDING, "dashboard.status"),
        (AccountState.ACTIVE, "dashboard.index"),
    ],
)
def test_whoever_is_signed_in_is_shown_to_their_place(
    client: StrictClient, arrive: Arrival, state: AccountState, place: str
) -> None:
    arrive.as_one(state)
    html = client.get("/").text
    with client.application.test_request_context():
        address = client.application.url_for(place)
    assert f'<a class="button" href="{address}">Go to your account</a>' in html
    assert "Login or Register" not in names(html) and '<dialog id="notice"' not in html
    assert any("Ada Vulcan" in name for name in names(html))


def test_help_tells_how_to_unlock_and_whom_to_ask(client: StrictClient) -> None:
    html = client.get("/help").text
    assert "<strong>Unlock account?</strong>" in html and "<strong>Forgotten? Choose a new one</strong>" in html
    assert 'href="mailto:permits@encinitasca.gov"' in html and "760-555-0100" in html


@pytest.mark.parametrize("city", CITIES)
def test_privacy_speaks_of_signatures_only_where_residents_sign(visit: Visit, city: str) -> None:
    assert ("<h2>Your signature</h2>" in visit(city).get("/privacy").text) is (city == "boulder")
