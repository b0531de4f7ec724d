"""What a resident may enter, and how it is kept."""

import pytest

from css.registrations import rules
from css.registrations.rules import Problem, Refused


def refusal(rule: object, *values: str) -> Problem:
    with pytest.raises(Refused) as refused:
        rule(*values)  # type: ignore[operator]
    return refused.value.problem


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Marisol  ", "Marisol"),
        ("Ana \t María\u00a0Peña", "Ana María Peña"),
        ("one\r\ntwo", "one two"),
        ("Pen\u0303a", "Peña"),
        ("", ""),
        (" \t ", ""),
    ],
)
def test_a_line_is_trimmed_and_normalised(typed: str, kept: str) -> None:
    assert rules.line(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "علي بن محمد",
        "אורי",
        "王小明",
        "Nguyễn Thị Ánh",
        "क्\u200dष",  # a joiner inside a word
        "می\u200cخواهم",  # a non-joiner inside a word
        "👩\u200d👩\u200d👧 & Co",
        "\u200fעברית 5\u200e",  # marks of direction
        "\u2067עברית\u2069 Inc",  # an isolate
        "O’Brien-D'Arcy",
        "<b>Ada</b>",
    ],
)
def test_any_script_and_what_it_needs_is_kept(text: str) -> None:
    assert rules.line(text) == text


@pytest.mark.parametrize("char", ["\x00", "\x01", "\x1b", "\x7f", "\x9f", "\ud800", "\ue000"])
def test_control_characters_are_refused(char: str) -> None:
    assert refusal(rules.line, f"Ada{char}Lovelace") is Problem.CHARACTERS


@pytest.mark.parametrize("char", ["\u202a", "\u202b", "\u202d", "\u202e"])
def test_what_turns_the_direction_of_reading_around_is_refused(char: str) -> None:
    assert refusal(rules.line, f"Ada {char}ecalevoL") is Problem.CHARACTERS


def test_a_line_has_at_most_a_hundred_characters_as_it_is_kept() -> None:
    assert rules.line("  " + "e\u0301" * 100) == "é" * 100
    assert refusal(rules.line, "é" * 101) is Problem.TOO_LONG


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b", "\ufeff\u200d", "\u2060 \u200b"])
def test_what_is_required_must_be_seen(nothing: str) -> None:
    assert rules.line(nothing) == ""
    assert refusal(rules.required, nothing) is Problem.BLANK


@pytest.mark.parametrize(
    "number",
    [
        "7605550142",
        "760-555-0142",
        "(760) 555-0142",
        "760.555.0142 ext 5",
        "+1 760 555 0142",
        "1-800-FLOWERS",
        "+34 612 345 678",
        "+52 55 1234 5678",
        "７６０５５５０１４２",
    ],
)
def test_a_phone_number_is_kept_as_it_was_written(number: str) -> None:
    assert rules.phone(f" {number} ") == number


@pytest.mark.parametrize(
    "garbage",
    [
        "555-0142",  # no area code
        "+1 555-0142",
        "760555014",
        "76055501422",
        "911",
        "+999 123456789",
        "ask my sister",
        "call 760-555-0142",
        "<b>7605550142",
        "-",
    ],
)
def test_what_cannot_be_a_phone_number_is_refused(garbage: str) -> None:
    assert refusal(rules.phone, garbage) is Problem.PHONE


def test_a_phone_may_be_left_out() -> None:
    assert rules.phone("  ") == ""


def test_a_phone_has_no_control_characters() -> None:
    assert refusal(rules.phone, "760555\x000142") is Problem.CHARACTERS


def test_one_number_has_one_key_however_it_is_written() -> None:
    written = ("7605550142", "(760) 555-0142", "+1 760 555 0142", "1-760-555-0142")
    assert {rules.phone_key(number) for number in written} == {"+17605550142"}
    assert rules.phone_key("+34 612 345 678") == "+34612345678"


@pytest.mark.parametrize(
    ("zip_code", "state"),
    [("92024", "CA"), ("92024-1234", "CA"), ("92058", "CA"), ("80302", "CO"), ("10001", "NY"), ("00901", "PR")],
)
def test_a_zip_of_the_state_is_kept_whatever_the_city(zip_code: str, state: str) -> None:
    assert rules.zip_code(f" {zip_code} ", state) == zip_code


def test_wide_digits_of_a_zip_become_plain_ones() -> None:
    assert rules.zip_code("９２０２4", "CA") == "92024"


@pytest.mark.parametrize("zip_code", ["10001", "9202", "92024-12", "abcde", "٩٢٠٢٤", "920 24"])
def test_a_zip_of_another_state_or_none_at_all_is_refused(zip_code: str) -> None:
    assert refusal(rules.zip_code, zip_code, "CA") is Problem.ZIP


@pytest.mark.parametrize("state", ["", "ZZ", "ca'--"])
def test_a_zip_without_a_state_asks_for_the_state(state: str) -> None:
    assert refusal(rules.zip_code, "92024", state) is Problem.STATE


def test_a_zip_is_needed() -> None:
    assert refusal(rules.zip_code, "  ", "CA") is Problem.BLANK
    assert refusal(rules.zip_code, "92024-12345", "CA") is Problem.TOO_LONG


def test_every_state_has_a_code_and_a_name() -> None:
    states = dict(rules.states())
    assert states["CA"] == "California"
    assert states["CO"] == "Colorado"
    assert len(states) > 50


def test_paragraphs_keep_their_lines_and_one_empty_line_between() -> None:
    typed = "\n  The house was sold.\r\n\r\n\r\n\r\n  Pen\u0303a \t lives there.\n\n"
    assert rules.paragraphs(typed) == "The house was sold.\n\nPeña lives there."


def test_paragraphs_have_an_end_and_no_control_characters() -> None:
    assert rules.paragraphs("é" * 2000) == "é" * 2000
    assert refusal(rules.paragraphs, "é" * 2001) is Problem.TOO_LONG
    assert refusal(rules.paragraphs, "fine\nnot \x00 fine") is Problem.CHARACTERS
