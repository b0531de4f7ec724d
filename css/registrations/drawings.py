"""A drawn signature: its strokes as vectors, checked as they come in and drawn again as an SVG path."""

import json
import math
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from css.registrations.rules import Problem, Refused

LONGEST = 64_000
"""Characters of JSON: several minutes of writing."""
LEAST_INK = 24.0
"""CSS pixels of line: anything shorter is a dot or a slip of the finger."""
MARGIN = 4
"""CSS pixels around the drawing: half the pen and a little air."""
FARTHEST = 10_000
"""CSS pixels; no screen is that wide, and larger numbers only cost."""

Coordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST, allow_inf_nan=False)]
Side = Annotated[float, Field(gt=0, le=FARTHEST, allow_inf_nan=False)]
Point = tuple[Coordinate, Coordinate]


class Drawing(BaseModel):
    """Strokes, each a list of points, in CSS pixels of the box they were drawn in."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    box: tuple[Side, Side]
    strokes: tuple[tuple[Point, ...], ...]

    @property
    def ink(self) -> float:
        """The length of all lines, in CSS pixels."""
        return sum(math.dist(one, other) for stroke in self.strokes for one, other in pairwise(stroke))

    @property
    def is_signature(self) -> bool:
        """Whether it is more than a dot or a slip of the finger."""
        return self.ink >= LEAST_INK

    @property
    def kept(self) -> str:
        """Its JSON as it is kept: nobody needs more than a tenth of a pixel."""
        strokes = [[[_short(along) for along in point] for point in stroke] for stroke in self.strokes]
        return json.dumps({"box": [_short(side) for side in self.box], "strokes": strokes}, separators=(",", ":"))

    @property
    def view_box(self) -> str:
        """The SVG viewBox that holds all of it."""
        across, down = zip(*(point for stroke in self.strokes for point in stroke), strict=True)
        left, top = min(across) - MARGIN, min(down) - MARGIN
        return f"{left:.1f} {top:.1f} {max(across) + MARGIN - left:.1f} {max(down) + MARGIN - top:.1f}"

    @property
    def path(self) -> str:
        """The strokes as SVG path data: curves through the middles between points, so that no corner shows."""
        return " ".join(_curve(stroke) for stroke in self.strokes if stroke)


def _short(number: float) -> float | int:
    return int(number) if number == int(number) else round(number, 1)


def _curve(stroke: tuple[Point, ...]) -> str:
    first, last = stroke[0], stroke[-1]
    bends = " ".join(f"Q {_at(one)} {_at(_middle(one, other))}" for one, other in pairwise(stroke))
    return f"M {_at(first)} {bends} L {_at(last)}".replace("  ", " ")


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def sent(text: str) -> Drawing:
    """A drawing as a page sent it. Raises Refused: TOO_LONG, or CHARACTERS where it is no drawing at all."""
    if len(text) > LONGEST:
        raise Refused(Problem.TOO_LONG)
    try:
        return read(text)
    except ValidationError:
        raise Refused(Problem.CHARACTERS) from None


def read(text: str) -> Drawing:
    """A drawing that was kept. Raises ValueError where it is none."""
    return Drawing.model_validate_json(text)
