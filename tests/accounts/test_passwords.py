"""The rules of a new password, each by itself."""

import pytest

from css.accounts.password.passwords import LISTED, Rule, requirements, unmet

EMAIL = "marisol.pena_css@Example.com"
GOOD = "Counter-Desk-7305"


def broken(password: str, profile: str = "default", email: str = EMAIL) -> set[Rule]:
    return set(unmet(password, email=email, profile=profile))


def test_a_password_that_meets_every_rule() -> None:
    assert broken(GOOD) == set()


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("Desk-73", Rule.LENGTH),
        ("COUNTER-DESK-7305", Rule.LOWERCASE),
        ("counter-desk-7305", Rule.UPPERCASE),
        ("Counter-Desk-Some", Rule.NUMBER),
        ("Marisol-Desk-7305", Rule.USERNAME),
        ("Counter-PENA-7305a", Rule.USERNAME),
        ("Counter-css-7305", Rule.USERNAME),
        ("The-Example-7305", Rule.USERNAME),
        ("Counter.Com-7305", Rule.USERNAME),
        ("Password1", Rule.COMMON),
        ("Aa1" + "x" * 126, Rule.LONGEST),
    ],
)
def test_a_password_that_breaks_one_rule(password: str, rule: Rule) -> None:
    assert broken(password) == {rule}


def test_eight_characters_are_enough_and_seven_are_not() -> None:
    assert broken("Desk-730") == set() and broken("Desk-73") == {Rule.LENGTH}


def test_128_characters_may_be_used_and_129_may_not() -> None:
    assert broken("Aa1" + "x" * 125) == set() and broken("Aa1" + "x" * 126) == {Rule.LONGEST}


def test_a_piece_of_the_username_counts_from_three_characters() -> None:
    assert broken("Counter-Jo-7305", email="jo@b.us") == set()
    assert broken("Counter-Joe-7305", email="joe@b.us") == {Rule.USERNAME}


def test_a_piece_is_found_whatever_its_case_or_its_composition() -> None:
    assert broken("Counter-PEN\u0303A-7305", email="peña@b.us") == {Rule.USERNAME}


@pytest.mark.parametrize("password", ["password1", "PASSWORD1", "Password1", "iloveyou", "qwertyuiop"])
def test_a_common_password_is_refused_whatever_its_case(password: str) -> None:
    assert Rule.COMMON in broken(password) and Rule.COMMON in broken(password, "nist")


def test_any_script_will_do() -> None:
    assert broken("Ñandú-Пароль-٣") == set()
    assert broken("日本語のパスワードAa1") == set()
    assert broken("Correct Horse 7 🐴") == set()


def test_length_is_counted_once_composed() -> None:
    """Seven letters with their accents apart are fourteen code points and still seven."""
    assert Rule.LENGTH in broken("Ae\u0301e\u0301e\u0301e\u0301e\u03011")


def test_the_nist_profile_asks_for_length_and_no_composition() -> None:
    assert broken("correct horse b", "nist") == set()
    assert broken("correct horse ", "nist") == {Rule.LENGTH}
    assert broken("marisol horse battery", "nist") == {Rule.USERNAME}


@pytest.mark.parametrize("profile", ["default", "nist"])
def test_nothing_typed_meets_nothing_that_is_listed(profile: str) -> None:
    assert not any(one.met for one in requirements("", email=EMAIL, profile=profile) if one.rule in LISTED[profile])


def test_the_list_has_the_seeds_order() -> None:
    asked = [one.rule for one in requirements(GOOD, email=EMAIL, profile="default")]
    rules = [Rule.LENGTH, Rule.LOWERCASE, Rule.UPPERCASE, Rule.NUMBER, Rule.USERNAME, Rule.HISTORY]
    assert asked[:6] == rules == list(LISTED["default"])


def test_one_of_the_last_ten_is_refused() -> None:
    asked = requirements(GOOD, email=EMAIL, profile="default", reused=True)
    assert [one.rule for one in asked if not one.met] == [Rule.HISTORY]


def test_an_email_that_is_not_typed_yet_forbids_nothing() -> None:
    assert broken(GOOD, email="") == set()


@pytest.mark.parametrize(("profile", "rules"), [("nist", set()), ("default", {Rule.UPPERCASE, Rule.NUMBER})])
def test_beside_a_second_factor_eight_characters_are_enough_in_every_profile(profile: str, rules: set[Rule]) -> None:
    assert set(unmet("oak door", email=EMAIL, profile=profile, second_factor=True)) == rules
    assert Rule.LENGTH in unmet("oakdoor", email=EMAIL, profile=profile, second_factor=True)
