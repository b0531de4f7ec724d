"""Contrast as measured for the look, the style sheet a city's colours become, and bold."""

import pytest
import tinycss2

from css.jurisdictions import Jurisdiction, emphasis, load, plain, stylesheet
from css.jurisdictions.colours import SHARED, contrast
from tests.jurisdictions.cities import STEPS

TOKENS = {"paper", "wash", "action", "deep", "sun", "r", "scene", "ridge", "mark"}


@pytest.fixture(scope="module")
def encinitas() -> Jurisdiction:
    return load("encinitas", STEPS)


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize(
    ("one", "other", "encinitas_day", "encinitas_night", "boulder_day", "boulder_night"),
    [
        ("ink", "paper", 16.40, 15.24, 16.40, 15.63),
        ("ink", "wash", 14.98, 13.58, 14.90, 13.88),
        ("soft", "paper", 7.97, 9.49, 7.97, 9.74),
        ("soft", "wash", 7.28, 8.46, 7.24, 8.64),
        ("action", "paper", 7.83, 10.03, 7.79, 10.73),
        ("action", "wash", 7.16, 8.94, 7.08, 9.53),
        ("white", "deep", 11.88, 13.17, 12.21, 12.39),
        ("bad", "paper", 8.25, 10.41, 8.25, 10.68),
        ("bad", "wash", 7.53, 9.28, 7.49, 9.48),
        ("good", "paper", 7.60, 10.46, 7.60, 10.73),
        ("pen", "paper", 10.68, 11.47, 10.68, 11.77),
        ("edge", "paper", 4.50, 5.43, 4.50, 5.57),
        ("edge", "wash", 4.11, 4.84, 4.09, 4.94),
        ("sun", "deep", 5.68, 7.21, 5.17, 6.09),
        ("sun", "paper", 2.09, 9.69, 2.36, 8.93),
    ],
)
def test_contrast_is_what_was_measured(
    one: str, other: str, encinitas_day: float, encinitas_night: float, boulder_day: float, boulder_night: float
) -> None:
    measured = {"encinitas": (encinitas_day, encinitas_night), "boulder": (boulder_day, boulder_night)}
    for name, (day, night) in measured.items():
        colours = load(name, STEPS).colours
        for theme, palette, expected in (("light", colours.light, day), ("dark", colours.dark, night)):
            known = {**SHARED[theme], **palette.model_dump()}
            assert round(contrast(known[one], known[other]), 2) == expected, (name, theme)


def test_the_style_sheet_parses_and_holds_every_token_by_day(encinitas: Jurisdiction) -> None:
    root, _ = _rules(stylesheet(encinitas))
    declared = _declarations(root.content)
    assert declared.keys() == {f"--{token}" for token in TOKENS}
    assert declared["--action"] == "#03587a"
    assert declared["--r"] == ".75rem"
    assert declared["--scene"] == 'url("/static/art/encinitas/scene-day.svg")'


def test_the_night_is_for_screens_only_and_changes_colours_and_scene(encinitas: Jurisdiction) -> None:
    _, media = _rules(stylesheet(encinitas))
    assert media.lower_at_keyword == "media"
    assert tinycss2.serialize(media.prelude).strip() == "screen and (prefers-color-scheme: dark)"
    (root,) = tinycss2.parse_rule_list(media.content, skip_whitespace=True)
    declared = _declarations(root.content)
    assert declared.keys() == {"--paper", "--wash", "--action", "--deep", "--sun", "--scene"}
    assert declared["--paper"] == "#0d1a20"
    assert declared["--scene"].endswith('scene-night.svg")')


def test_art_is_found_where_static_files_are_served(encinitas: Jurisdiction) -> None:
    assert 'url("/city/assets/art/encinitas/seal.svg")' in stylesheet(encinitas, "/city/assets/{}".format)


@pytest.mark.parametrize(
    ("text", "html", "unadorned"),
    [
        ("Please **wait** here.", "Please <strong>wait</strong> here.", "Please wait here."),
        ("**One** and **two**", "<strong>One</strong> and <strong>two</strong>", "One and two"),
        ("<b>x</b> & **<i>**", "&lt;b&gt;x&lt;/b&gt; &amp; <strong>&lt;i&gt;</strong>", "<b>x</b> & <i>"),
        ("2 ** 3", "2 ** 3", "2 ** 3"),
        ("**One** ** two", "<strong>One</strong> ** two", "One ** two"),
    ],
)
def test_two_asterisks_make_bold_and_everything_else_is_plain(text: str, html: str, unadorned: str) -> None:
    assert str(emphasis(text)) == html
    assert plain(text) == unadorned


def _rules(text: str) -> list[tinycss2.ast.Node]:
    rules = tinycss2.parse_stylesheet(text, skip_whitespace=True)
    assert not [rule for rule in rules if rule.type == "error"]
    return rules


def _declarations(content: list[tinycss2.ast.Node]) -> dict[str, str]:
    declarations = tinycss2.parse_blocks_contents(content, skip_whitespace=True)
    assert {one.type for one in declarations} == {"declaration"}
    return {one.name: tinycss2.serialize(one.value).strip() for one in declarations}
