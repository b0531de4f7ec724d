"""The shipped profile: what seed 001 and the look require of it."""

import re
from collections.abc import Iterable, Mapping

import pytest
from pydantic import BaseModel

from css.jurisdictions import Jurisdiction, load, shipped

STEPS = ("acknowledgement", "personal-info", "address", "signature")


@pytest.fixture(scope="module")
def encinitas() -> Jurisdiction:
    return load("encinitas", STEPS)


def test_every_shipped_profile_loads() -> None:
    assert "encinitas" in shipped()
    for name in shipped():
        assert load(name, STEPS).name


def test_it_says_who_and_where_it_is(encinitas: Jurisdiction) -> None:
    assert (encinitas.name, encinitas.title) == ("Encinitas", "City of Encinitas")
    assert (encinitas.state, encinitas.zone.key) == ("CA", "America/Los_Angeles")
    assert (encinitas.languages, encinitas.default_language) == (("en", "es"), "en")
    assert (encinitas.activation, encinitas.review_days) == ("staff", 2)
    assert encinitas.contact_preferences == ("email", "phone", "text", "mail")


def test_it_gives_the_nine_links_of_the_header(encinitas: Jurisdiction) -> None:
    assert [item.label["en"] for item in encinitas.navigation] == [
        "Home", "Report Issue", "Apply", "Today's Inspections", "Map",
        "Pay Invoices", "Reports", "Search", "Calendar",
    ]  # fmt: skip
    assert encinitas.navigation[0].url == "/"


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_task_of_the_home_page_is_named_like_a_link_of_the_header(encinitas: Jurisdiction, language: str) -> None:
    header = [item.label[language].casefold() for item in encinitas.navigation]
    tasks = [link.label[language].casefold() for column in encinitas.home for link in column.links]
    assert len(tasks) == 8
    assert not [task for task in tasks for name in header if task.startswith(name)]


def test_its_steps_are_headed_in_the_words_of_the_contract(encinitas: Jurisdiction) -> None:
    steps = encinitas.text("en").steps
    assert [steps[step].title for step in encinitas.steps] == ["Acknowledgement", "Personal Info", "Address"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_guide_covers_each_step_in_the_order_of_the_wizard(encinitas: Jurisdiction, language: str) -> None:
    stages = encinitas.guide(language).stages
    steps = encinitas.text(language).steps
    assert stages[4:-1] == tuple(steps[step].guide for step in encinitas.steps)
    assert len(stages) == 4 + len(encinitas.steps) + 1


def test_the_guide_says_what_the_seed_says(encinitas: Jurisdiction) -> None:
    guide = encinitas.guide("en")
    assert guide.title == "How to Register for a CSS Account"
    assert "Registration is a one-time process." in guide.intro[0]
    assert guide.stages[-1].title == "Wait for your account to be approved before logging in"
    assert "At least 8 characters" in guide.stages[2].points


def test_the_acknowledgement_holds_the_sentence_of_the_seed(encinitas: Jurisdiction) -> None:
    assert (
        "Please click continue to confirm your contact preferences and complete the registration process."
        in encinitas.acknowledgement("en").text
    )


def test_a_changed_acknowledgement_has_another_digest_under_the_same_version(
    encinitas: Jurisdiction,
) -> None:
    english, spanish = encinitas.acknowledgement("en"), encinitas.acknowledgement("es")
    assert english.version == spanish.version
    assert re.fullmatch("[0-9a-f]{64}", english.digest)
    assert english.digest != spanish.digest
    assert english.digest == load("encinitas", STEPS).acknowledgement("en").digest


def test_spanish_is_said_in_spanish_throughout(encinitas: Jurisdiction) -> None:
    english, spanish = _strings(encinitas.text("en")), _strings(encinitas.text("es"))
    assert spanish.keys() == english.keys()
    same_in_both = {key for key in english if english[key] == spanish[key]}
    assert same_in_both == {".privacy.sections.2.title"}  # Cookies


def test_an_undeclared_language_gets_the_default_one(encinitas: Jurisdiction) -> None:
    assert encinitas.text("fr") is encinitas.text("en")
    assert encinitas.acknowledgement("fr").language == "en"


def test_nothing_read_can_be_changed(encinitas: Jurisdiction) -> None:
    with pytest.raises(ValueError, match="frozen"):
        encinitas.name = "Leucadia"
    with pytest.raises(TypeError):
        encinitas.help_desk.hours["en"] = "never"  # type: ignore[index]
    with pytest.raises(TypeError):
        encinitas.texts["fr"] = encinitas.text("en")  # type: ignore[index]


def _strings(value: object, key: str = "") -> dict[str, str]:
    """Every text below a value, by its path."""
    if isinstance(value, str):
        return {key: value}
    found: dict[str, str] = {}
    for name, inner in _parts(value):
        found |= _strings(inner, f"{key}.{name}")
    return found


def _parts(value: object) -> Iterable[tuple[object, object]]:
    if isinstance(value, Mapping):
        return value.items()
    assert isinstance(value, BaseModel | tuple)
    return value if isinstance(value, BaseModel) else enumerate(value)
