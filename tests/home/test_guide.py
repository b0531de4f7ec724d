"""The guide, made of the wizard's own steps: of both cities, and of each with one word changed."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from css.core.settings import ROOT
from tests.home.conftest import Visit
from tests.html_rules import attribute, text
from tests.html_source import parse, walk
from tests.jurisdictions.cities import with_approval, with_signature

BUTTONS = {"en": ("Continue", "Next", "Submit"), "es": ("Continuar", "Siguiente", "Enviar")}
# What outside scripts look for on other pages.
ELSEWHERE = ("Sign", "Next", "Help", "Create", "Password", "Email", "Verify", "Register", "Login", "Continue", "Submit")
BRANDS = {"Google", "Apple", "Microsoft", "Facebook"}


@pytest.fixture(params=["encinitas", "boulder", "signing", "approving"])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each shipped city, Encinitas with signatures, Boulder with approval by staff."""
    if request.param == "signing":
        return str(with_signature(tmp_path))
    return str(with_approval(tmp_path)) if request.param == "approving" else str(request.param)


def told(visit: Visit, city: str, language: str = "en") -> str:
    return visit(city).get(f"/guide?lang={language}").text


def elements(html: str) -> list[Any]:
    """What main holds."""
    (main,) = (element for element in walk(parse(html, fragment=False).root) if element.name == "main")
    return list(walk(main))


def headings(html: str) -> list[tuple[int, str, str]]:
    """Level, id and words of each heading in main."""
    found = (element for element in elements(html) if re.fullmatch("h[1-6]", element.name))
    return [(int(one.name[1]), attribute(one, "id"), " ".join(text(one).split())) for one in found]


def links(html: str, within: str) -> list[tuple[str, str]]:
    """Where the links of the lists of that class lead, and what they say."""
    lists = (element for element in elements(html) if attribute(element, "class") == within)
    found = (element for one in lists for element in walk(one) if element.name == "a")
    return [(attribute(link, "href"), " ".join(text(link).split())) for link in found]


def after(html: str, heading: str) -> str:
    """The page from a heading up to the next one."""
    start = html.index(f'id="{heading}"')
    return html[start : html.index("<h", start)]


@pytest.mark.parametrize("language", ("en", "es"))
def test_every_entry_of_the_list_leads_to_its_heading(visit: Visit, city: str, language: str) -> None:
    html = told(visit, city, language)
    heads = {f"#{key}": words for _, key, words in headings(html)} | {"#help-desk": headings(html)[-1][2]}
    entries = links(html, "jump")
    assert len(entries) >= 9
    for target, words in entries:
        assert heads[target] == words.replace(". ", " ", 1)


def test_headings_go_down_one_level_at_a_time(visit: Visit, city: str) -> None:
    levels = [level for level, *_ in headings(told(visit, city))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


@pytest.mark.parametrize("language", ("en", "es"))
def test_each_step_ends_with_the_button_the_wizard_has(visit: Visit, city: str, language: str) -> None:
    said = re.findall(r"<p>(?:Click|Haga clic en) <strong>([^<]+)</strong>\.</p>", told(visit, city, language))
    first, usual, last = BUTTONS[language]
    assert said == [first, usual, *([] if city == "encinitas" else [usual]), last]


def test_no_link_begins_like_a_control_of_another_page(visit: Visit, city: str) -> None:
    html = told(visit, city)
    said = [words for place in ("jump", "way") for _, words in links(html, place)]
    assert said and [words for words in said if words.startswith(ELSEWHERE)] == []


@pytest.mark.parametrize("language", ("en", "es"))
def test_the_words_it_prints_bold_in_a_stage_are_on_the_pages(visit: Visit, city: str, language: str) -> None:
    with (ROOT / "css/translations/es/LC_MESSAGES/messages.po").open("rb") as file:
        catalog = read_po(file)
    known = {str(word.id if language == "en" else word.string) for word in catalog if word.id}
    known |= {known_word.replace("%(provider)s", "Google") for known_word in known}
    html = told(visit, city, language)
    stages = html[html.index('id="stage-1"') : html.index('id="help-desk"')]
    assert set(re.findall("<strong>(.*?)</strong>", stages)) - known - BRANDS == set()


@pytest.mark.parametrize("language", ("en", "es"))
def test_encinitas_is_one_way_of_numbered_stages(visit: Visit, language: str) -> None:
    html = told(visit, "encinitas", language)
    jumps = re.findall(r'<a href="#stage-(\d+)">(\d+)\. ', html)
    assert jumps == [(str(number), str(number)) for number in range(1, 9)]
    assert links(html, "way") == []


def test_boulder_has_four_ways_and_each_leads_through_the_stages_below(visit: Visit) -> None:
    html = told(visit, "boulder")
    heads = {key: words for _, key, words in headings(html)}
    with_email = [(f"#stage-{number}", heads[f"stage-{number}"]) for number in range(1, 10)]
    with_social = with_email[:2] + with_email[4:]
    assert links(html, "way") == [*with_email, *with_social, *with_email, *with_social]
    assert [heads[f"option-{number}"].split(":")[0] for number in range(1, 5)] == [
        "Option 1", "Option 2", "Option 3", "Option 4",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "day"), [("en", "June 28, 2024"), ("es", "28 de junio de 2024")])
def test_boulder_says_since_when_existing_holders_register_again(visit: Visit, language: str, day: str) -> None:
    assert day in after(told(visit, "boulder", language), "existing")


def test_boulder_names_the_email_of_the_existing_account_and_whom_to_ask(visit: Visit) -> None:
    html = told(visit, "boulder")
    assert "is now that email address" in after(html, "existing")
    assert "ask the CSS Help Desk" in after(html, "unsure")
    assert "we send you an email with a link that brings you to the right page" in after(html, "option-1")
    assert "must have the same email address" in after(html, "option-2")
    assert "Once social, always social" in after(html, "option-2") and "Once social" in after(html, "option-4")


@pytest.mark.parametrize(
    ("made", "end"),
    [
        ("encinitas", "Wait for your account"),
        ("boulder", "Arrive at your dashboard"),
        ("approving", "Wait for our email"),
    ],
)
def test_the_last_stage_says_how_the_account_becomes_active(visit: Visit, tmp_path: Path, made: str, end: str) -> None:
    html = told(visit, str(with_approval(tmp_path)) if made == "approving" else made)
    stages = [words for _, key, words in headings(html) if key.startswith("stage-")]
    assert stages[-1].lstrip("0123456789 ").startswith(end)


def test_a_signature_added_to_encinitas_is_the_stage_before_the_last(visit: Visit, tmp_path: Path) -> None:
    html = told(visit, str(with_signature(tmp_path)))
    assert [words for _, key, words in headings(html) if key == "stage-8"] == ["8 Sign your registration"]
    assert "<strong>Submit</strong>" in after(html, "stage-8") and "<strong>Next</strong>" in after(html, "stage-7")
