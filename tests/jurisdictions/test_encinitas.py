"""Encinitas as shipped: what seed 001 and the look require of it."""

import pytest

from css.jurisdictions import Jurisdiction, load
from tests.jurisdictions.cities import STEPS


@pytest.fixture(scope="module")
def encinitas() -> Jurisdiction:
    return load("encinitas", STEPS)


def test_it_says_who_and_where_it_is(encinitas: Jurisdiction) -> None:
    assert (encinitas.name, encinitas.title) == ("Encinitas", "City of Encinitas")
    assert (encinitas.state, encinitas.zone.key) == ("CA", "America/Los_Angeles")
    assert (encinitas.languages, encinitas.default_language) == (("en", "es"), "en")
    assert (encinitas.activation, encinitas.review_days) == ("staff", 2)
    assert encinitas.contact_preferences == ("email", "phone", "text", "mail")


def test_its_wizard_has_three_steps_and_nobody_registers_again(encinitas: Jurisdiction) -> None:
    assert encinitas.steps == ("acknowledgement", "personal-info", "address")
    assert encinitas.re_registration is None and encinitas.said("en").banner == ""


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_guide_covers_each_step_in_the_order_of_the_wizard(encinitas: Jurisdiction, language: str) -> None:
    stages = encinitas.said(language).guide.stages
    steps = encinitas.text(language).steps
    assert [stage.step for stage in stages] == ["", "", "", "", *encinitas.steps, ""]
    assert [stage.title for stage in stages[4:-1]] == [steps[step].guide.title for step in encinitas.steps]
    assert [stage.number for stage in stages] == list(range(1, 9))


def test_the_guide_says_what_the_seed_says(encinitas: Jurisdiction) -> None:
    guide = encinitas.said("en").guide
    assert guide.title == "How to Register for a CSS Account"
    assert "Registration is a one-time process." in guide.intro[0]
    assert "A computer is recommended" in guide.chapters[0].paragraphs[0]
    assert guide.stages[4].title == "Click the Continue button"
    assert guide.stages[-1].title == "Wait for your account to be approved before logging in"
    assert "At least 8 characters" in guide.stages[2].points


def test_the_acknowledgement_holds_the_sentence_of_the_seed(encinitas: Jurisdiction) -> None:
    assert (
        "Please click continue to confirm your contact preferences and complete the registration process."
        in encinitas.acknowledgement("en").text
    )


def test_nobody_signs_so_the_acknowledgement_is_all_that_is_accepted(encinitas: Jurisdiction) -> None:
    assert encinitas.legal_texts("es") == (encinitas.acknowledgement("es"),)
    assert "Your signature" not in [section.title for section in encinitas.said("en").privacy.sections]
