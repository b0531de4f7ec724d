"""What every shipped profile keeps to."""

import re
from itertools import pairwise

import pytest

from css.jurisdictions import Jurisdiction, load, shipped
from tests.jurisdictions.cities import STEPS, strings

TITLES = {
    "en": ("Acknowledgement", "Personal Info", "Address", "Signature"),
    "es": ("Declaración", "Información personal", "Dirección", "Firma"),
}


@pytest.fixture(scope="module", params=shipped())
def city(request: pytest.FixtureRequest) -> Jurisdiction:
    return load(request.param, STEPS)


def test_both_cities_of_the_seeds_are_shipped() -> None:
    assert shipped() == ("boulder", "encinitas")


def test_it_gives_the_nine_links_of_the_header(city: Jurisdiction) -> None:
    assert [item.label["en"] for item in city.navigation] == [
        "Home", "Report Issue", "Apply", "Today's Inspections", "Map",
        "Pay Invoices", "Reports", "Search", "Calendar",
    ]  # fmt: skip
    assert city.navigation[0].url == "/"


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_task_of_the_home_page_is_named_like_a_link_of_the_header(city: Jurisdiction, language: str) -> None:
    header = [item.label[language].casefold() for item in city.navigation]
    tasks = [link.label[language].casefold() for column in city.home for link in column.links]
    assert len(tasks) == 8
    assert not [task for task in tasks for name in header if task.startswith(name)]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_step_is_headed_in_the_words_of_the_contract(city: Jurisdiction, language: str) -> None:
    steps = city.text(language).steps
    assert tuple(steps[step].title for step in STEPS) == TITLES[language]


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_has_words_for_both_kinds_of_activation_and_for_signing(city: Jurisdiction, language: str) -> None:
    texts = city.text(language)
    assert texts.activation.staff and texts.activation.automatic
    assert city.consent(language).version and city.review_days


def test_spanish_is_said_in_spanish_throughout(city: Jurisdiction) -> None:
    english, spanish = strings(city.text("en")), strings(city.text("es"))
    assert spanish.keys() == english.keys()
    same_in_both = {english[key] for key in english if english[key] and english[key] == spanish[key]}
    assert same_in_both == {"Cookies"}


def test_a_legal_text_names_its_kind_version_and_language(city: Jurisdiction) -> None:
    texts = [text for language in ("en", "es") for text in (city.acknowledgement(language), city.consent(language))]
    assert [(text.kind, text.language) for text in texts] == [
        ("acknowledgement", "en"), ("consent", "en"), ("acknowledgement", "es"), ("consent", "es"),
    ]  # fmt: skip
    assert {text.version for text in texts} == {city.acknowledgement_version, city.consent_version}
    assert len({text.digest for text in texts}) == 4


def test_the_same_text_has_the_same_digest_each_time_it_is_loaded(city: Jurisdiction) -> None:
    again = load(city.name.casefold(), STEPS)
    assert again.acknowledgement("en").digest == city.acknowledgement("en").digest
    assert re.fullmatch("[0-9a-f]{64}", again.consent("en").digest)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_consent_sums_itself_up_and_then_tells_what_the_law_asks_for(city: Jurisdiction, language: str) -> None:
    summary, *rest = city.consent(language).paragraphs
    assert len(summary) < 150 and city.name in summary
    words = {  # 15 USC 7001(c)(1): scope, paper, withdrawal, hardware and software, current address
        "en": ("paper copy", "at any time|whenever you like", "browser", "internet", "printer", "current"),
        "es": ("copia en papel", "en cualquier momento|cuando quiera", "navegador", "internet", "impresora", "al día"),
    }
    assert [word for word in words[language] if not re.search(word, " ".join(rest))] == []


def test_an_undeclared_language_gets_the_default_one(city: Jurisdiction) -> None:
    assert city.text("fr") is city.text("en")
    assert city.acknowledgement("fr").language == "en"


def test_nothing_read_can_be_changed(city: Jurisdiction) -> None:
    with pytest.raises(ValueError, match="frozen"):
        city.name = "Leucadia"
    with pytest.raises(TypeError):
        city.help_desk.hours["en"] = "never"  # type: ignore[index]
    with pytest.raises(TypeError):
        city.texts["fr"] = city.text("en")  # type: ignore[index]


def test_the_two_cities_speak_with_voices_of_their_own() -> None:
    """Titles may agree; whole sentences may not, save those that the contract and the seeds give."""
    cities = [load(name, STEPS) for name in shipped()]
    for language in ("en", "es"):
        for one, other in pairwise(cities):
            told = [{text for text in strings(city.text(language)).values() if len(text) > 60} for city in (one, other)]
            assert told[0] & told[1] == set()
