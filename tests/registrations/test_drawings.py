"""A drawn signature: what is taken for one, and how it is drawn again."""

import json
import re

import pytest

from css.registrations import drawings
from css.registrations.rules import Problem, Refused

BOX = [640, 176]
LINE = [[10, 20], [60, 80], [110, 20]]


def written(*strokes: object, **more: object) -> str:
    return json.dumps({"box": BOX, "strokes": strokes, **more})


def refused(text: str) -> Problem:
    with pytest.raises(Refused) as error:
        drawings.sent(text)
    return error.value.problem


def test_what_was_drawn_is_read_as_it_was() -> None:
    drawing = drawings.sent(written(LINE, [[5.5, 6.5]]))
    assert drawing.box == (640, 176)
    assert drawing.strokes == (((10, 20), (60, 80), (110, 20)), ((5.5, 6.5),))


def test_what_is_kept_is_read_again_the_same() -> None:
    drawing = drawings.sent(written(LINE, [[5.5, 6.25]]))
    assert drawing.kept == '{"box":[640,176],"strokes":[[[10,20],[60,80],[110,20]],[[5.5,6.2]]]}'
    assert drawings.read(drawing.kept).kept == drawing.kept


def test_the_longest_drawing_that_is_taken_can_be_kept_and_read_again() -> None:
    points = [[at % 10, 1] for at in range(12_000)]
    longest = written(points).replace(" ", "")[: drawings.LONGEST]
    text = longest[: longest.rindex("],") + 1] + "]]}"
    assert drawings.LONGEST - 10 < len(text) <= drawings.LONGEST
    assert drawings.read(drawings.sent(text).kept).is_signature


@pytest.mark.parametrize(
    "hostile",
    [
        "", "x", "[]", "{}", "null", "NaN", '{"box": [640, 176]}', '{"strokes": []}',
        written(LINE).replace("10", "NaN", 1), written(LINE).replace("10", "Infinity", 1),
        written(LINE).replace("10", "1e999", 1), written(LINE).replace("10", "-1e999", 1),
        written(LINE).replace("10", '"10"', 1), written(LINE).replace("10", "true", 1),
        written(LINE).replace("10", "10001", 1), written(LINE).replace("10", "null", 1),
        written([[1, 2, 3], [4, 5, 6]]), written([[1], [2]]), written([1, 2]), written("M 0 0 L 9 9"),
        written(LINE, onload="alert(1)"), written(LINE).replace("640", "0"), written(LINE).replace("640", "-5"),
        '<svg onload="alert(1)"><script>alert(1)</script></svg>',
        "[" * 60_000, '{"box":' * 8_000, '{"box": [640, 176], "strokes": [[[' + "9" * 5_000 + ", 1]]]}",
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_refused(hostile: str) -> None:
    assert refused(hostile) is Problem.CHARACTERS


def test_a_drawing_larger_than_any_signature_is_refused_without_being_read() -> None:
    assert refused(written(*[LINE] * 3_000)) is Problem.TOO_LONG


@pytest.mark.parametrize(
    "strokes",
    [[], [[]], [[[50, 50]]], [[[50, 50], [50, 50]]], [[[50, 50]], [[300, 90]], [[600, 20]]], [[[50, 50], [60, 55]]]],
    ids=["nothing", "an empty stroke", "a dot", "a dot held", "three dots", "a slip of the finger"],
)
def test_less_than_a_line_is_no_signature(strokes: object) -> None:
    assert not drawings.sent(json.dumps({"box": BOX, "strokes": strokes})).is_signature


@pytest.mark.parametrize(
    "strokes",
    [[LINE], [[[50, 20], [50, 60]]], [[[20, 20], [40, 40]], [[40, 20], [20, 40]]]],
    ids=["a line", "a stroke down", "a cross, as those sign who don't write"],
)
def test_a_mark_is_a_signature(strokes: object) -> None:
    assert drawings.sent(json.dumps({"box": BOX, "strokes": strokes})).is_signature


def test_it_is_drawn_again_through_every_point_that_ends_a_stroke() -> None:
    path = drawings.read(written(LINE, [[5, 6]])).path
    assert path.startswith("M 10.0 20.0 Q 10.0 20.0 35.0 50.0 ")
    assert "L 110.0 20.0 M 5.0 6.0 L 5.0 6.0" in path


def test_the_path_is_numbers_and_nothing_that_mark_up_could_hide_in() -> None:
    path = drawings.read(written(LINE, [[0.1, -3], [1e-12, 9999]])).path
    assert re.fullmatch(r"[MQL0-9. -]+", path)


def test_the_view_holds_the_whole_drawing() -> None:
    assert drawings.read(written(LINE)).view_box == "6.0 16.0 108.0 68.0"
