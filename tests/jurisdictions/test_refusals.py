"""Every fault of a file is refused in one line that names the file and the key."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from css.jurisdictions import JurisdictionError, load
from tests.jurisdictions.cities import STEPS, opened, reworded, saved, without, written

SOUND = written("encinitas")
SIGNING = reworded("encinitas", steps=STEPS)
BOULDER = written("boulder")

Refused = Callable[[str], str]


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """Loads a file with this text and returns the one line it is refused with."""

    def _refused(text: str) -> str:
        with pytest.raises(JurisdictionError) as error:
            opened(saved(tmp_path, text))
        line = str(error.value)
        assert "\n" not in line
        assert line.startswith("city.toml: ")
        return line.removeprefix("city.toml: ")

    return _refused


def broken(before: str, after: str, text: str = SOUND) -> str:
    """The sound file, or another, with the first ``before`` replaced."""
    assert before in text
    return text.replace(before, after, 1)


def test_a_sound_file_is_accepted_by_its_path(tmp_path: Path) -> None:
    assert opened(saved(tmp_path, SOUND)).name == "Encinitas"


def test_automatic_activation_promises_no_review(tmp_path: Path) -> None:
    text = broken("review_days = 2", "", reworded("encinitas", activation="automatic"))
    assert opened(saved(tmp_path, text)).review_days == 0


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ('name = "Enc', 'nmae = 1\nname = "Enc', "nmae: unknown key"),
        ("[text.en.hero]", '[text.en.hero]\nsub = "x"', "text.en.hero.sub: unknown key"),
        ('state = "CA"', "", "state: missing"),
        ('state = "CA"', 'state = "XX"', "state: XX is not a state's two-letter code"),
        ('name = "Encinitas"', "name = 7", "name: Input should be a valid string"),
        ('name = "Encinitas"', 'name = " "', "name: String should have at least 1 character"),
        ("review_days = 2", 'review_days = "2"', "review_days: Input should be a valid integer"),
        ("review_days = 2", "", "review_days: missing: the working days a review by staff may take"),
        ("America/Los_Angeles", "Mars/Olympus", "zone: invalid timezone: Mars/Olympus"),
        ('"address"]', '"adress"]', "steps[2]: adress is not a step; known: acknowledgement, address, "),
        ('"address"]', '"personal-info"]', "steps[2]: personal-info is named twice"),
        ('"address"]', '"signature", "address"]', "steps: signature must be the last: residents sign what they have"),
        ('activation = "staff"', 'activation = "magic"', "activation: Input should be 'staff' or "),
        ('file = "default"', 'file = "weak"', "password_profile: Input should be 'default' or 'nist'"),
        ('"text", "mail"]', '"fax"]', "contact_preferences[2]: Input should be 'email', 'phone', 'text' or "),
        ('"text", "mail"]', '"email"]', "contact_preferences[2]: email is named twice"),
        ('"es"] #', '"fr"] #', "help_desk.label.fr: missing"),
        ('"es"] #', '"english"] #', "languages[1]: String should match pattern"),
        (', es = "Mapa"', "", "navigation[4].label.es: missing"),
        ('key = "map"', 'key = "apply"', "navigation[4]: apply is named twice"),
        ('"Por dirección, nombre o número"', "5", "home[0].links[0].note.es: Input should be a valid string"),
        ('url = "/"', 'url = "http://x.example"', "navigation[0].url: http://x.example is neither an "),
        ('url = "/"', 'url = "javascript:x"', "navigation[0].url: javascript:x is neither"),
        ('url = "/"', 'url = "//x.example"', "navigation[0].url: //x.example is neither"),
        ('email = "permits@', 'email = "permits', "help_desk.email: permitsencinitasca.gov is not an "),
        ('mail_from = "permits@', 'mail_from = "@', "mail_from: @encinitasca.gov is not an email address"),
        ('art = "encinitas"', 'art = "../secret"', "art: String should match pattern"),
        ('corner = ".75rem"', 'corner = "1em;}"', "corner: String should match pattern"),
        ("#03587a", "blue", "colours.light.action: String should match pattern"),
        ("#03587a", "#0358", "colours.light.action: String should match pattern"),
        ("[text.es.hero]", "[text.es.heroe]", "text.es.hero: missing"),
        ("[text.es.steps.address]", "[text.es.steps.adress]", "text.es.steps.adress: adress is not a step"),
        ("[text.en.guide.verify]", "[text.en.guide.verified]", "text.en.guide.verify: missing"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_naming_the_key(refused: Refused, before: str, after: str, line: str) -> None:
    assert refused(broken(before, after)).startswith(line)


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("text.es.steps.address.guide", "text.es.steps.address.guide: missing"),
        ("text.es.poster", "text.es.poster: missing"),
        ("text.en.guide.devices", "text.en.guide.devices: missing"),
        ("text.en.activation.staff", "text.en.activation.staff: missing"),
        ("text.en.activation.staff.help", "text.en.activation.staff.help: missing"),
        ("text.es.activation.staff.guide", "text.es.activation.staff.guide: missing"),
        ("colours.dark", "colours.dark: missing"),
    ],
)
def test_a_missing_table_is_named(refused: Refused, table: str, line: str) -> None:
    assert refused(without(table, SOUND)) == line


def test_a_declared_language_needs_its_texts(refused: Refused) -> None:
    assert refused(SOUND[: SOUND.index("[text.es]")]) == "text.es: missing"


def test_a_step_without_texts_is_named_in_each_language(refused: Refused) -> None:
    assert refused(without("text.es.steps.address", SOUND)) == "text.es.steps.address: missing"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (without("text.en.steps.signature", SIGNING), "text.en.steps.signature: missing"),
        (without("text.es.consent", SIGNING), "text.es.consent: missing"),
        (
            re.sub("consent_version.*", "", SIGNING),
            "consent_version: missing: the version of what a resident agrees to by signing",
        ),
        (without("text.es.re_registration", BOULDER), "text.es.re_registration: missing"),
        (
            without("text.en.re_registration.guide.unsure", BOULDER),
            "text.en.re_registration.guide.unsure: missing",
        ),
    ],
)
def test_what_a_city_switches_on_needs_its_words(refused: Refused, text: str, line: str) -> None:
    assert refused(text) == line


def test_a_consent_is_a_summary_and_the_full_text(refused: Refused) -> None:
    text = re.sub(r"(?ms)(\[text\.en\.consent\].*?paragraphs = \[\n.*?\n).*?^\]", r"\1]", SOUND)
    assert refused(text) == "text.en.consent.paragraphs: Tuple should have at least 2 items after validation, not 1"


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("since = 2024-06-28", 'since = "2024-06-28"', "re_registration.since: Input should be a valid date"),
        ("since = 2024-06-28", "", "re_registration.since: missing"),
        ("before {date}?", "before {day}?", "text.en.re_registration.banner: Registered before {day}? Please "),
        ("antes del {date}?", "antes del {date?", "text.es.re_registration.banner: ¿Se registró antes del {date? "),
        ("safer since {date}.", "safer since {}.", "text.en.re_registration.notice[0]: Our login is safer since {}. "),
        ("Since {date}, ev", "Since }, ev", "text.en.re_registration.guide.existing.paragraphs[0]: Since }, "),
    ],
)
def test_a_day_to_register_again_is_a_date_and_named_by_its_placeholder(
    refused: Refused, before: str, after: str, line: str
) -> None:
    assert refused(broken(before, after, BOULDER)).startswith(line)


def test_words_for_existing_holders_are_checked_before_they_are_switched_on(refused: Refused) -> None:
    text = broken("before {date}?", "before {day}?", without("re_registration", BOULDER))
    assert refused(text).endswith("with the same email address.: {date} is the only placeholder")


def test_an_automatic_city_has_no_help_for_whoever_waits(refused: Refused) -> None:
    text = broken("[text.en.activation.staff.help]", "[text.en.activation.automatic.help]")
    assert refused(text).startswith("text.en.activation.")


def test_a_file_needs_only_the_words_of_what_it_has_switched_on(tmp_path: Path) -> None:
    text = re.sub("consent_version.*", "", SOUND)
    for table in ("activation.automatic", "steps.signature", "consent"):
        text = without(f"text.en.{table}", without(f"text.es.{table}", text))
    with pytest.raises(LookupError, match="nobody signs"):
        opened(saved(tmp_path, text)).consent("en")


def test_texts_for_a_step_the_wizard_does_not_have_are_refused(refused: Refused) -> None:
    text = SOUND + '\n[text.es.steps.selfie]\ntitle = "x"\nguide = { title = "x", paragraphs = ["x"] }\n'
    assert refused(text).startswith("text.es.steps.selfie: selfie is not a step; known: ")


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("#03587a", "#7a7a7a", "colours.light.action: contrast 4.29 with paper, at least 4.5 needed"),
        ("#0b3c4d", "#777777", "colours.light.deep: contrast 4.47 with white, at least 7 needed"),
        ("#eff6f6", "#b0b0b0", "colours.light.wash: contrast 3.67 with soft, at least 7 needed"),
        ("#0d1a20", "#ffffff", "colours.dark.paper: contrast 1.16 with ink, at least 7 needed"),
        ("#f3a23a", "#0b3c4d", "colours.light.sun: contrast 1.00 with deep, at least 3 needed"),
    ],
)
def test_colours_too_close_are_refused(refused: Refused, before: str, after: str, line: str) -> None:
    assert refused(broken(before, after)) == line


def test_a_contrast_just_missed_is_not_rounded_up_to_a_pass(refused: Refused) -> None:
    # 4.49995 on white
    assert "contrast 4.49 with paper, at least 4.5 needed" in refused(broken("#03587a", "#008580"))


def test_broken_toml_is_one_line_with_its_place(refused: Refused) -> None:
    assert "line 1" in refused("name = \n")


def test_an_unknown_profile_is_answered_with_those_shipped() -> None:
    with pytest.raises(JurisdictionError, match=r"^atlantis: no such profile; shipped: .*encinitas"):
        load("atlantis", STEPS)


def test_a_path_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(JurisdictionError, match=r"nowhere\.toml: No such file or directory"):
        load(str(tmp_path / "nowhere.toml"), STEPS)
