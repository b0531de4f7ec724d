"""One address, two answers: a whole page, or what <main> holds; and the address bar stays right."""

import pytest

from tests.html import StrictClient
from tests.web.visits import EMAIL, SIGN_UP, heading

PAGES = ("/", "/sign-up", "/sign-in", "/unlock", "/notice", "/guide", "/help", "/privacy", "/accessibility", "/nowhere")


@pytest.mark.parametrize("path", PAGES)
def test_both_answers_have_the_same_heading_and_title(visitor: StrictClient, path: str) -> None:
    whole, part = visitor.get(path), visitor.get(path, hx=True)
    assert heading(whole) == heading(part) != ""
    title = whole.text.split("<title>")[1].split("</title>")[0]
    assert part.text.startswith(f"<title>{title}</title>")
    assert whole.status_code == part.status_code


def test_a_part_brings_the_masthead_along_out_of_band(visitor: StrictClient) -> None:
    part = visitor.get("/sign-up", hx=True).text
    assert '<div id="masthead" class="masthead" hx-swap-oob="true">' in part
    assert "hx-swap-oob" not in visitor.get("/sign-up").text


def test_a_part_always_goes_into_main(visitor: StrictClient) -> None:
    part = visitor.get("/sign-up", hx=True)
    assert (part.headers["HX-Retarget"], part.headers["HX-Reswap"]) == ("#main", "innerHTML")


def test_going_back_in_history_gets_the_whole_page(visitor: StrictClient) -> None:
    answer = visitor.get("/sign-up", headers={"HX-Request": "true", "HX-Request-Type": "full"})
    assert "<html" in answer.text and "HX-Retarget" not in answer.headers


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "false"}, {"HX-Request": "1"}])
def test_whoever_is_not_htmx_gets_the_whole_page(visitor: StrictClient, headers: dict[str, str]) -> None:
    assert "<html" in visitor.get("/sign-up", headers=headers).text


@pytest.mark.parametrize(
    ("was", "now", "pushed"),
    [
        ("http://localhost/", "/sign-up", "/sign-up"),
        ("http://localhost/sign-up", "/sign-up", None),
        ("http://localhost/sign-up#email", "/sign-up", None),
        ("https://css.example.org/sign-up", "/sign-up", None),
        ("http://localhost/sign-up?lang=es", "/sign-up", "/sign-up"),
        ("http://localhost/verify?sent=again", "/sign-up?sent=again", "/sign-up?sent=again"),
        ("http://localhost/help?a=1&b=2", "/help?a=1&b=2", None),
        ("", "/sign-up", "/sign-up"),
        ("http://[", "/sign-up", "/sign-up"),
        ("nonsense", "/sign-up", "/sign-up"),
    ],
)
def test_the_address_bar_follows_a_page_that_was_got(
    visitor: StrictClient, was: str, now: str, pushed: str | None
) -> None:
    answer = visitor.get(now, hx=True, headers={"HX-Current-URL": was})
    assert answer.status_code == 200 and answer.headers.get("HX-Push-Url") == pushed


@pytest.mark.parametrize(
    ("path", "pushed"),
    [("/%0A", "/%0A"), ("/日本", "/%E6%97%A5%E6%9C%AC"), ("/a%20b?q=%F1", "/a%20b?q=%F1")],
)
def test_an_odd_address_is_shown_as_it_was_asked_for(visitor: StrictClient, path: str, pushed: str) -> None:
    answer = visitor.get(path, hx=True)
    assert answer.status_code == 404 and answer.headers["HX-Push-Url"] == pushed


def test_the_answer_to_a_form_stays_at_its_page(visitor: StrictClient) -> None:
    answer = visitor.post("/sign-up", data={}, hx=True, headers={"HX-Current-URL": "http://localhost/sign-up"})
    assert answer.status_code == 422 and "HX-Push-Url" not in answer.headers


def test_where_a_form_leads_is_a_part_too_with_its_address(visitor: StrictClient) -> None:
    answer = visitor.post("/sign-up", data=SIGN_UP, hx=True, follow_redirects=True)
    assert answer.status_code == 200 and EMAIL in answer.text and "<html" not in answer.text
    assert answer.headers["HX-Push-Url"] == "/verify" and answer.headers["HX-Retarget"] == "#main"


def test_caches_are_told_that_there_are_two_answers(visitor: StrictClient) -> None:
    for hx in (False, True):
        assert {"HX-Request", "HX-Request-Type"} <= set(visitor.get("/sign-up", hx=hx).vary)
        assert {"HX-Request", "HX-Request-Type"} <= set(visitor.post("/sign-up", data={}, hx=hx).vary)
