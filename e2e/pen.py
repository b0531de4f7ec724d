"""What a visitor draws with: the mouse, or a finger whose touches the browser takes for real ones."""

import time
from typing import Protocol

from e2e.visitor import Visitor

AGO, BETWEEN, RESTS = 60, 0.016, 1  # seconds
Point = tuple[float, float]  # CSS pixels of the viewport


class Pen(Protocol):
    """Goes down, moves, goes up."""

    def down(self, at: Point) -> None: ...
    def move(self, to: Point) -> None: ...
    def up(self) -> None: ...


class Mouse:
    """The left button."""

    def __init__(self, visitor: Visitor) -> None:
        self._mouse = visitor.page.mouse

    def down(self, at: Point) -> None:
        self._mouse.move(*at)
        self._mouse.down()

    def move(self, to: Point) -> None:
        self._mouse.move(*to)

    def up(self) -> None:
        self._mouse.up()


class Finger:
    """One finger, by the browser's own protocol: Playwright can tap, but not draw.

    It rests a second before it is lifted, which takes no time here: touches say themselves when they were.
    `flicks`: it is lifted while it moves, as at the end of a flourish.
    """

    def __init__(self, visitor: Visitor, *, flicks: bool = False) -> None:
        self._session = visitor.page.context.new_cdp_session(visitor.page)
        self._rest = 0 if flicks else RESTS
        self._now = time.time() - AGO

    def down(self, at: Point) -> None:
        self._touch("touchStart", at)

    def move(self, to: Point) -> None:
        self._touch("touchMove", to)

    def up(self) -> None:
        self._now += self._rest
        self._touch("touchEnd")

    def _touch(self, kind: str, *points: Point) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self._now += BETWEEN
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches, "timestamp": self._now})


def pen_of(visitor: Visitor) -> Pen:
    return Finger(visitor) if visitor.device.touch else Mouse(visitor)
