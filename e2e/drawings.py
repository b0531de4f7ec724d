"""Drawn signatures as they are compared: what the pen did, what the form keeps, what is seen."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import pytest

Point = tuple[float, float]
Stroke = tuple[Point, ...]
# In parts of the pad's width and height. The outermost points begin or end a stroke: those are kept whatever the pace.
NAME: Stroke = ((0.1, 0.8), (0.25, 0.3), (0.4, 0.7), (0.6, 0.35), (0.9, 0.2))
FLOURISH: Stroke = ((0.3, 0.9), (0.5, 0.75), (0.7, 0.85))
DOT: Stroke = ((0.5, 0.5),)
NEAR = 1.0  # CSS pixels
WAY = 6  # places where the pen is felt between two points


@dataclass(frozen=True)
class Drawing:
    """What the form keeps: strokes in CSS pixels of the box they were drawn in."""

    box: Point
    strokes: tuple[Stroke, ...]

    @classmethod
    def read(cls, text: str) -> "Drawing":
        """From the form's field."""
        kept = json.loads(text)
        return cls(tuple(kept["box"]), tuple(tuple(map(tuple, stroke)) for stroke in kept["strokes"]))

    @property
    def ends(self) -> list[Stroke]:
        """Where each stroke begins and ends."""
        return [(stroke[0], stroke[-1]) for stroke in self.strokes]

    @property
    def shape(self) -> float:
        """Its width by its height."""
        return shape(point for stroke in self.strokes for point in stroke)

    def is_of(self, *strokes: Stroke) -> None:
        """It holds these strokes, in parts of the pad, and no others."""
        width, height = self.box
        _alike(self.ends, [[(x * width, y * height) for x, y in (stroke[0], stroke[-1])] for stroke in strokes])

    def is_path(self, path: str) -> None:
        """SVG path data draws these strokes: as many, from the same beginnings to the same ends."""
        _alike(_ends_of(path), self.ends)


def shape(points: Iterable[Point]) -> float:
    """The width of what these points enclose by its height."""
    across, down = zip(*points, strict=True)
    return float(max(across) - min(across)) / float(max(down) - min(down))


def between(stroke: Stroke) -> list[Point]:
    """The stroke's points, with places between them so that a pen moves and does not jump."""
    steps = [part / WAY for part in range(1, WAY + 1)]
    return [stroke[0], *(_on_the_way(one, other, step) for one, other in pairwise(stroke) for step in steps)]


def _on_the_way(one: Point, other: Point, part: float) -> Point:
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part


def _ends_of(path: str) -> list[list[Point]]:
    begun, ended = (re.findall(rf"{letter} (\S+) (\S+)", path) for letter in "ML")
    return [[(float(x), float(y)) for x, y in ends] for ends in zip(begun, ended, strict=True)]


def _alike(found: Iterable[Iterable[Point]], wanted: Iterable[Iterable[Point]]) -> None:
    numbers = [[number for ends in strokes for point in ends for number in point] for strokes in (found, wanted)]
    assert numbers[0] == pytest.approx(numbers[1], abs=NEAR)
