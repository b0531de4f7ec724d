"""One word of a city's file turned over: the pages made of it all say the same."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from css.jurisdictions import Jurisdiction
from css.jurisdictions.guide import GuideStage
from tests.jurisdictions.cities import at_once, opened, strings, with_approval, with_signature, written

WAITING = {
    "en": r"(?i)approv|review|wait for|working days",
    "es": r"(?i)aprueb|aprob|revisa|espere|días hábiles",
}
AT_ONCE = {"en": r"as soon as you submit|at once", "es": r"en cuanto env|de inmediato"}

Made = Callable[[Path], Path]


def last(city: Jurisdiction, language: str) -> GuideStage:
    """The last stage of the guide, wherever it stands."""
    guide = city.guide(language)
    return (guide.stages or guide.chapters[-1].stages)[-1]


def said_of_activation(city: Jurisdiction, language: str) -> list[str]:
    """The last word of the notice, of the overview and of the guide."""
    overview = city.how_it_works(language).items[-1]
    return [city.notice(language).paragraphs[-1], overview.text, last(city, language).paragraphs[0]]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("made", [with_approval, with_signature])
def test_where_staff_approve_every_page_says_so(tmp_path: Path, made: Made, language: str) -> None:
    city = opened(made(tmp_path))
    assert city.activation == "staff"
    for told in said_of_activation(city, language):
        assert re.search(WAITING[language], told) and not re.search(AT_ONCE[language], told)
    helped = city.text(language).activation.staff
    assert helped and city.help(language).sections[-1] == helped.help


@pytest.mark.parametrize("language", ["en", "es"])
def test_where_the_account_is_active_at_once_no_page_tells_of_waiting(tmp_path: Path, language: str) -> None:
    city = opened(at_once(tmp_path))
    for told in said_of_activation(city, language):
        assert re.search(AT_ONCE[language], told)
    shown = [
        city.notice(language),
        city.how_it_works(language),
        city.help(language),
        city.text(language).acknowledgement,
        *city.privacy(language).sections,
    ]
    stages = [text for stage in city.guide(language).stages for text in (stage.title, *stage.paragraphs)]
    said = [*(text for page in shown for text in strings(page).values()), *stages]
    assert [text for text in said if re.search(r"(?i)approv|working days|apruebe|días hábiles", text)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_signature_added_is_in_the_guide_the_overview_and_privacy(tmp_path: Path, language: str) -> None:
    city = opened(with_signature(tmp_path))
    signing = city.text(language).steps["signature"]
    assert city.guide(language).stages[-2].title == signing.guide.title
    assert city.how_it_works(language).items[-2] == signing.overview
    assert city.privacy(language).sections[1] == signing.privacy
    assert city.legal_texts(language)[1] == city.consent(language)


@pytest.mark.parametrize("name", ["encinitas", "boulder"])
def test_a_signature_taken_away_is_nowhere(tmp_path: Path, name: str) -> None:
    file = tmp_path / "city.toml"
    file.write_text(written(name).replace('"address", "signature"]', '"address"]'), encoding="utf-8")
    city = opened(file)
    assert len(city.legal_texts("en")) == 1
    told = strings(city.privacy("en")) | strings(city.how_it_works("en"), "works") | strings(city.notice("en"), "n")
    told |= {stage.title: " ".join(stage.paragraphs) for stage in city.guide("en").stages}
    assert [text for text in told.values() if re.search(r"(?i)signature", text)] == []


def test_another_day_to_register_again_is_one_word_too(tmp_path: Path) -> None:
    file = tmp_path / "city.toml"
    file.write_text(written("boulder").replace("since = 2024-06-28", "since = 2025-01-01"), encoding="utf-8")
    city = opened(file)
    assert city.re_registration and city.re_registration.since == date(2025, 1, 1)
    assert "January 1, 2025" in city.banner("en") and "1 de enero de 2025" in city.banner("es")


def test_without_that_day_the_guide_is_one_way_for_everybody(tmp_path: Path) -> None:
    file = tmp_path / "city.toml"
    file.write_text(re.sub(r"\[re_registration\].*\nsince = .*\n", "", written("boulder")), encoding="utf-8")
    city = opened(file)
    assert city.re_registration is None and city.banner("en") == ""
    assert [chapter.id for chapter in city.guide("en").chapters] == ["devices"]
    assert [stage.step for stage in city.guide("en").stages][4:-1] == list(city.steps)
    told = strings(city.notice("en")) | strings(city.help("en"), "help")
    assert [text for text in told.values() if re.search(r"(?i)re-register|existing|\{", text)] == []
