"""One word of a city's file turned over: the pages made of it all say the same."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from css.jurisdictions import Jurisdiction, load
from css.jurisdictions.guide import GuideStage
from tests.jurisdictions.cities import (
    STEPS,
    UNSIGNED,
    at_once,
    changed,
    opened,
    saved,
    strings,
    with_approval,
    with_signature,
    without,
    written,
)

WAITING = {
    "en": r"(?i)approv|review|wait for|working days",
    "es": r"(?i)aprueb|aprob|revisa|espere|días hábiles",
}
AT_ONCE = {"en": r"as soon as you submit|at once", "es": r"en cuanto env|de inmediato"}

Made = Callable[[Path], Path]


def stages(city: Jurisdiction, language: str) -> list[GuideStage]:
    """The stages that the guide tells in full, wherever they stand."""
    guide = city.said(language).guide
    return [*(stage for chapter in guide.chapters for stage in chapter.stages), *guide.stages]


def told_in_stages(city: Jurisdiction, language: str) -> list[str]:
    return [text for stage in stages(city, language) for text in (stage.title, *stage.paragraphs, *stage.points)]


def said_of_activation(city: Jurisdiction, language: str) -> list[str]:
    """The last word of the notice, of the overview and of the guide."""
    said = city.said(language)
    last = stages(city, language)[-1].paragraphs[0]
    return [said.notice.paragraphs[-1], said.how_it_works.items[-1].text, last]


def said_of_signatures(city: Jurisdiction) -> list[str]:
    """Every text of the pages that says the word."""
    said = city.said("en")
    pages = (said.privacy, said.how_it_works, said.notice)
    told = [*(text for page in pages for text in strings(page).values()), *told_in_stages(city, "en")]
    return [text for text in told if re.search(r"(?i)signature", text)]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("made", [with_approval, with_signature])
def test_where_staff_approve_every_page_says_so(tmp_path: Path, made: Made, language: str) -> None:
    city = opened(made(tmp_path))
    assert city.activation == "staff"
    for told in said_of_activation(city, language):
        assert re.search(WAITING[language], told) and not re.search(AT_ONCE[language], told)
    helped = city.text(language).activation.staff
    assert helped and city.said(language).help.sections[-1] == helped.help


@pytest.mark.parametrize("language", ["en", "es"])
def test_where_the_account_is_active_at_once_no_page_tells_of_waiting(tmp_path: Path, language: str) -> None:
    city = opened(at_once(tmp_path))
    for told in said_of_activation(city, language):
        assert re.search(AT_ONCE[language], told)
    said = city.said(language)
    pages = (said.notice, said.how_it_works, said.help, said.privacy, city.text(language).acknowledgement)
    told = [*(text for page in pages for text in strings(page).values()), *told_in_stages(city, language)]
    assert [text for text in told if re.search(r"(?i)approv|working days|apruebe|días hábiles", text)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_signature_added_is_in_the_guide_the_overview_and_privacy(tmp_path: Path, language: str) -> None:
    city = opened(with_signature(tmp_path))
    said, signing = city.said(language), city.text(language).steps["signature"]
    assert stages(city, language)[-2].title == signing.guide.title
    assert said.how_it_works.items[-2] == signing.overview
    assert said.privacy.sections[1] == signing.privacy
    assert city.signs and city.legal_texts(language)[1] == city.consent(language)


def test_a_signature_taken_away_is_nowhere(tmp_path: Path) -> None:
    city = opened(changed(tmp_path, "boulder", steps=UNSIGNED))
    assert not city.signs and len(city.legal_texts("en")) == 1
    assert said_of_signatures(city) == []


def test_the_word_signature_is_said_only_where_residents_sign() -> None:
    assert said_of_signatures(load("encinitas", STEPS)) == []
    assert said_of_signatures(load("boulder", STEPS)) != []


def test_another_day_to_register_again_is_one_word_too(tmp_path: Path) -> None:
    city = opened(changed(tmp_path, "boulder", since=date(2025, 1, 1)))
    assert city.re_registration and city.re_registration.since == date(2025, 1, 1)
    assert "January 1, 2025" in city.said("en").banner and "1 de enero de 2025" in city.said("es").banner


def test_without_that_day_the_guide_is_one_way_for_everybody(tmp_path: Path) -> None:
    city = opened(saved(tmp_path, without("re_registration", written("boulder"))))
    said = city.said("en")
    assert city.re_registration is None and said.banner == ""
    assert [chapter.id for chapter in said.guide.chapters] == ["devices"]
    assert [stage.step for stage in said.guide.stages][4:-1] == list(city.steps)
    told = strings(said.notice) | strings(said.help, "help")
    assert [text for text in told.values() if re.search(r"(?i)re-register|existing|\{", text)] == []
