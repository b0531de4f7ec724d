"""What people see when something is refused."""

import re

from tests.html import StrictClient

STALE = "This page was open too long"


def token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found
    return found[1]


def test_an_unknown_address_gets_a_whole_page_with_a_way_home(client: StrictClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "<h1>There is no such page</h1>" in answer.text
    assert '<a href="/">Go to the home page</a>' in answer.text


def test_htmx_gets_the_error_into_main_when_it_asked_for_a_page(client: StrictClient) -> None:
    answer = client.get("/nowhere", hx=True)
    assert answer.status_code == 404 and answer.headers["HX-Retarget"] == "#main"
    assert '<div id="error"' in answer.text


def test_a_post_without_a_token_is_refused_with_a_page(client: StrictClient) -> None:
    answer = client.post("/sign-up", data={})
    assert answer.status_code == 400 and f"<h1>{STALE}</h1>" in answer.text


def test_htmx_keeps_its_page_and_gets_the_message_and_a_fresh_token_for_every_form(
    client: StrictClient,
) -> None:
    answer = client.post("/sign-up", data={}, hx=True)
    assert answer.status_code == 400
    assert answer.headers["HX-Retarget"] == "#trouble"
    assert answer.text.startswith(STALE)
    assert 'hx-swap-oob="outerHTML:input[name=csrf_token]"' in answer.text
    again = client.post("/sign-up", data={"csrf_token": token(answer.text)}, hx=True)
    assert again.status_code == 422 and STALE not in again.text
