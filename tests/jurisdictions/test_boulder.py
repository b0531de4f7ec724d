"""Boulder as shipped: what seed 000 and the look require of it."""

import re
from datetime import date

import pytest

from css.jurisdictions import Jurisdiction, load
from tests.jurisdictions.cities import STEPS

EMAIL = ["open", "sign_in", "fill_in", "verify"]
SOCIAL = ["open", "sign_in"]


@pytest.fixture(scope="module")
def boulder() -> Jurisdiction:
    return load("boulder", STEPS)


def test_it_says_who_and_where_it_is(boulder: Jurisdiction) -> None:
    assert (boulder.name, boulder.title) == ("Boulder", "City of Boulder")
    assert (boulder.state, boulder.zone.key) == ("CO", "America/Denver")
    assert (boulder.languages, boulder.default_language) == (("en", "es"), "en")
    assert boulder.address_lines == ("1777 Broadway", "Boulder, CO 80302")
    assert (boulder.help_desk.email, boulder.help_desk.phone) == ("csshelp@bouldercolorado.gov", "303-555-0100")


def test_residents_sign_and_are_active_at_once(boulder: Jurisdiction) -> None:
    assert boulder.steps == STEPS
    assert boulder.activation == "automatic"
    assert boulder.legal_texts("en") == (boulder.acknowledgement("en"), boulder.consent("en"))
    assert boulder.consent("en").paragraphs[0] == (
        "By signing I confirm that what I entered is true, and I agree to do business with the City of Boulder "
        "electronically."
    )


def test_whoever_signs_reads_in_privacy_what_is_kept_of_it(boulder: Jurisdiction) -> None:
    assert [section.title for section in boulder.said("en").privacy.sections][:2] == ["What we keep", "Your signature"]


def test_everybody_of_before_june_2024_is_told_to_register_again(boulder: Jurisdiction) -> None:
    assert boulder.re_registration and boulder.re_registration.since == date(2024, 6, 28)
    notice = boulder.said("en").notice.paragraphs
    assert "June 28, 2024" in notice[0] and "must re-register" in notice[0]
    assert notice[1] == "Unsure of that address? Contact the CSS Help Desk first."
    assert boulder.said("en").banner == (
        "Registered before June 28, 2024? Please create a new account with the same email address."
    )
    assert boulder.said("en").help.sections[0].title == "You had an account before June 28, 2024"


@pytest.mark.parametrize(("language", "day"), [("en", "June 28, 2024"), ("es", "28 de junio de 2024")])
def test_the_day_is_written_out_in_the_language_of_the_page(boulder: Jurisdiction, language: str, day: str) -> None:
    existing = boulder.said(language).guide.chapters[1]
    for told in (boulder.said(language).notice.paragraphs[0], boulder.said(language).banner, existing.paragraphs[0]):
        assert day in told
    assert "{" not in str(boulder.text(language).re_registration)


def test_the_guide_says_what_the_seed_says(boulder: Jurisdiction) -> None:
    guide = boulder.said("en").guide
    assert [chapter.title for chapter in guide.chapters] == [
        "Computer or Mobile Device?",
        "Re-Registration for Existing Account Holders",
        "New CSS Users",
        "Getting Started, Page by Page",
        "Acknowledgement and Information Steps",
    ]
    parts = [part.title for chapter in guide.chapters for part in chapter.parts]
    assert parts == [
        "Unsure of your email address?",
        "Option 1: Re-register with your email",
        "Option 2: Re-register with a social account",
        "Option 3: Register with your email",
        "Option 4: Register with a social account",
    ]
    assert "upper right corner" in guide.chapters[-1].stages[-1].paragraphs[0]


def test_option_1_says_that_the_sign_in_page_leads_on_as_well(boulder: Jurisdiction) -> None:
    option = boulder.said("en").guide.chapters[1].parts[1]
    assert re.match(
        r"Your old password no longer works: choose \*\*Create an account\*\*\. .* nothing is lost",
        option.paragraphs[0],
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_option_leads_through_the_stages_that_are_told_in_full(boulder: Jurisdiction, language: str) -> None:
    guide = boulder.said(language).guide
    before, within = (chapter.stages for chapter in guide.chapters[-2:])
    texts = boulder.text(language).guide
    assert [stage.title for stage in before] == [getattr(texts, name).title for name in EMAIL]
    assert [stage.step for stage in within] == [*boulder.steps, ""]
    ways = [part.way for chapter in guide.chapters for part in chapter.parts if part.way]
    social = (*before[: len(SOCIAL)], *within)
    assert ways == [(*before, *within), social, (*before, *within), social]
    assert guide.stages == ()
