"""The strict reader itself: it lets good pages through and catches every kind of bad one."""

from collections.abc import Callable

import pytest
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from tests.html import StrictClient, check, complaints, wants_fragment

FORM = '<form method="post" action="/a"><input type="hidden" name="csrf_token" value="t">{}</form>'
PAGE = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>T</title>'
    '<link rel="stylesheet" href="/static/portal.css"><script src="/static/htmx.js" defer></script>'
    '{head}</head><body><a href="#main">Skip</a>'
    '<main id="main" tabindex="-1"><h1>H</h1>{main}</main></body></html>'
)
GOOD = """
<h2 id="who">Who</h2>
<svg viewBox="0 0 1 1" aria-hidden="true"><title>T</title><path d="M0 0"/></svg>
<a href="https://example.org/">The city &amp; you</a> <img src="/static/a.svg" alt="">
<form method="post" action="/a" hx-post="/a" hx-target="#main" novalidate>
  <input type="hidden" name="csrf_token" value="t">
  <label for="email">Email</label> <div id="email-error" aria-live="polite"></div>
  <input id="email" name="email" type="email" aria-describedby="email-error">
  <label>Name <input name="name" value='a "b"'></label>
  <input name="q" aria-label="Search"><textarea name="w" aria-labelledby="who"></textarea>
  <select name="s" aria-label="State"><option value="">-</option><option selected>A</option></select>
  <button type="submit">Next</button>
</form>
<form method="get" action="/find"><input type="search" name="q" aria-label="Find"></form>
<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1<br>2</td></tr></tbody></table>
<noscript><p>Everything works.</p></noscript><template><p>later</p></template>
"""


def page(main: str = "", head: str = "") -> str:
    return PAGE.format(main=main, head=head)


def test_a_good_page_passes() -> None:
    assert complaints(page(GOOD)) == []


def test_a_good_fragment_passes() -> None:
    assert complaints(GOOD.replace("<h2", "<title>New</title><h2"), fragment=True) == []


@pytest.mark.parametrize("rows", ['<tr id="a"><td>1</td></tr>', '<option value="a">A</option>', "text", ""])
def test_rows_options_and_bare_text_are_fragments_too(rows: str) -> None:
    assert complaints(rows, fragment=True) == []


def test_a_fragment_may_target_what_is_on_the_page_around_it() -> None:
    assert complaints('<a href="#main" hx-get="/a" hx-target="#main">A</a>', fragment=True) == []


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        ("<p>a", "<p> is never closed"),
        ("<b><i>a</b></i>", "</b> closes <i>"),
        ("<p>a<div>b</div></p>", "Unexpected </p>"),
        ("<p>a<ul><li>b</li></ul>", "never closed"),
        ("<ul><li>a<li>b</ul>", "</ul> closes <li>"),
        ("<div/>", "<div/> does not close"),
        ("<span></div></span>", "</div> closes <span>"),
        ("<table><div>a</div></table>", "the browser repairs this"),
        ("<table><tr><td>a</td></tr></table>", "the browser repairs this"),
        ('<a href="/a"><a href="/b">b</a></a>', "the browser repairs this"),
        ("<tr><td>a</td></tr>", "the browser repairs this"),
        (FORM.format(FORM.format("")), "the browser repairs this"),
        ('<p id="a" id="b">x</p>', "attribute id twice"),
        ('<p id="a"class="b">x</p>', "badly written tag"),
        ("<p>&nosuch;</p>", "no such character reference"),
        ("<?php a ?>", "unexpected <?"),
    ],
)
def test_what_a_browser_would_repair_is_caught(bad: str, complaint: str) -> None:
    assert complaint in "\n".join(complaints(page(bad)))


@pytest.mark.parametrize("fragment", [False, True])
@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        ('<input id="a" name="a">', "no label"),
        ('<label for="a"></label><input id="a" name="a">', "no label"),
        ('<label for="b">B</label><textarea id="a"></textarea>', "no label"),
        ('<select name="a"><option>x</option></select>', "no label"),
        ('<input aria-labelledby="nobody">', "no label"),
        ("<canvas></canvas>", "no label"),
        ('<button type="button"></button>', "no name"),
        ('<a href="/a"><img src="/a.svg" alt=""></a>', "no name"),
        ('<p id="a">1</p><p id="a">2</p>', "id a 2 times"),
        ('<form action="/a"></form>', "no method"),
        ('<form method="get"></form>', "no action"),
        ('<form method="post" action="/a"></form>', "one hidden csrf_token"),
        (
            '<form method="post" action="/a"><input type="hidden" name="csrf_token" value=""></form>',
            "empty csrf_token",
        ),
        (FORM.format("").replace("post", "get"), "csrf_token outside a POST form"),
        ("<style>p { color: red }</style>", "inline"),
        ("<script>alert(1)</script>", "inline"),
        ('<p style="color: red">a</p>', "inline style"),
        ('<p onclick="a()">a</p>', "inline onclick"),
        ('<p hx-on:click="a()">a</p>', "inline hx-on:click"),
        ('<a href="javascript:a()">a</a>', "script in href"),
        ("<p hx-vals='js:{a: 1}'>a</p>", "script in hx-vals"),
        ('<p hx-trigger="click[a]">a</p>', "trigger filter"),
        ('<img src="/a.png">', "no alt"),
        ('<iframe src="/a"></iframe>', "no title"),
        ('<img src="https://example.org/a.png" alt="">', "from elsewhere"),
        ('<script src="//example.org/a.js"></script>', "from elsewhere"),
        ('<p hx-get="https://example.org/">a</p>', "from elsewhere"),
        ('<link rel="stylesheet" href="https://example.org/a.css">', "from elsewhere"),
        ('<p aria-describedby="gone">a</p>', "aria-describedby=gone points at nothing"),
        ('<label for="gone">a</label>', "for=gone points at nothing"),
    ],
)
def test_each_rule_catches_its_fault_in_pages_and_fragments(bad: str, complaint: str, fragment: bool) -> None:
    assert complaint in "\n".join(complaints(bad if fragment else page(bad), fragment=fragment))


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        (page().replace("<!doctype html>", ""), "a whole page is a doctype"),
        (page().replace("<head>", "").replace("</head>", ""), "a whole page is"),
        (page("<h1>Again</h1>"), "2 <h1>"),
        (page().replace("<h1>H</h1>", ""), "0 <h1>"),
        (page().replace("H</h1>", "</h1>"), "empty <h1>"),
        (page("<main></main>"), "2 <main>"),
        (page().replace(">T<", "><"), "empty <title>"),
        (page().replace("<title>T</title>", ""), "0 <title>"),
        (page().replace(' lang="en"', ""), "no lang"),
        (page('<a href="#gone">a</a>'), "href points at nothing"),
        (page('<p hx-target="#gone">a</p>'), "hx-target points at nothing"),
        (page('<p hx-target:inherited="#gone">a</p>'), "hx-target:inherited points at nothing"),
        (page('<p aria-labelledby="gone">a</p>'), "aria-labelledby=gone"),
        ("<p>only a fragment</p>", "a whole page is"),
    ],
)
def test_each_rule_of_whole_pages_catches_its_fault(bad: str, complaint: str) -> None:
    assert complaint in "\n".join(complaints(bad))


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        (page(), "a fragment holds <html>"),
        ("<body><p>a</p></body>", "a fragment holds <body>"),
        ("<!doctype html><p>a</p>", "a fragment holds a doctype"),
    ],
)
def test_a_whole_page_is_no_fragment(bad: str, complaint: str) -> None:
    assert complaint in "\n".join(complaints(bad, fragment=True))


def test_check_names_the_page_and_every_complaint() -> None:
    with pytest.raises(AssertionError, match=r"(?s)page GET /a.*no alt.*2 <h1>"):
        check(page('<img src="/a"><h1>b</h1>'), where="GET /a")


def test_the_history_of_htmx_asks_for_whole_pages() -> None:
    assert not wants_fragment({})
    assert not wants_fragment({"HX-Request": "true", "HX-Request-Type": "full"})
    assert wants_fragment({"HX-Request": "true", "HX-Request-Type": "partial"})


@pytest.fixture
def client() -> StrictClient:
    app = Flask(__name__)
    app.test_client_class = StrictClient

    def answer(whole: str, part: str) -> Callable[[], ResponseReturnValue]:
        return lambda: part if "HX-Request" in request.headers else whole

    app.add_url_rule("/good", "good", answer(page(), "<p>a</p>"))
    app.add_url_rule("/bad", "bad", answer("<p>a</p>", page()))
    app.add_url_rule("/moved", "moved", lambda: redirect("/bad", 303), methods=["POST"])
    app.add_url_rule("/plain", "plain", lambda: ("<p>", {"Content-Type": "text/plain"}))
    client = app.test_client()
    assert isinstance(client, StrictClient)
    return client


def test_the_client_expects_pages_from_plain_requests_and_fragments_from_htmx(client: StrictClient) -> None:
    assert client.get("/good").status_code == 200
    assert client.get("/good", hx=True).text == "<p>a</p>"
    assert client.get("/plain").text == "<p>"


@pytest.mark.parametrize("hx", [False, True])
def test_the_client_fails_the_test_that_fetched_a_bad_answer(client: StrictClient, hx: bool) -> None:
    with pytest.raises(AssertionError, match="GET /bad"):
        client.get("/bad", hx=hx)
    with pytest.raises(AssertionError, match="GET /bad"):
        client.post("/moved", hx=hx, follow_redirects=True)
