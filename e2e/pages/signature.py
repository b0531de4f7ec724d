"""The step where a resident signs: a name, and either a drawing or the name typed as one."""

from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Locator, expect

from e2e.colours import Colour, contrast
from e2e.drawings import Drawing, Point, Stroke, between
from e2e.pages.wizard import Wizard
from e2e.pen import Pen, pen_of

# Waits until the pad has the size it is shown at, then finds its ink:
# [left, top, width, height] in CSS pixels, [red, green, blue].
INK = """async canvas => {
    const side = length => Math.round(length * devicePixelRatio);
    let frame = 0;
    do await new Promise(requestAnimationFrame);
    while (canvas.width !== side(canvas.clientWidth) && ++frame < 120);
    const {width, height} = canvas, copy = new OffscreenCanvas(width, height).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    const {data} = copy.getImageData(0, 0, width, height);
    let [left, top, right, bottom, colour] = [width, height, 0, 0, null];
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
        const at = 4 * (y * width + x);
        if (data[at + 3] < 255) continue;
        [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
        [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
        colour ??= [...data.slice(at, at + 3)];
    }
    return colour && [[left, top, right - left, bottom - top].map(length => length / devicePixelRatio), colour];
}"""


PAPER = """canvas => {
    let [node, colour] = [canvas, ""];
    do { colour = getComputedStyle(node).backgroundColor; node = node.parentElement; }
    while (node && colour.endsWith(", 0)"));
    return colour.match(/\\d+/g).slice(0, 3).map(Number);
}"""


@dataclass(frozen=True)
class Ink:
    """What is seen on the pad: where (left, top, width and height in CSS pixels), and in which colour."""

    box: tuple[float, float, float, float]
    colour: Colour

    @property
    def shape(self) -> float:
        return self.box[2] / self.box[3]


class Signature(Wizard):
    number, name = 4, "Signature"

    def shown(self) -> Self:
        """Wait for the pad, too, where there is one: until its script runs, the name alone is the signature."""
        super().shown()
        if self.visitor.device.script and not self.toggle.is_checked():
            expect(self.canvas).to_be_visible()
        return self

    @property
    def typed_name(self) -> Locator:
        return self.box("Type your name")

    @property
    def toggle(self) -> Locator:
        return self.page.get_by_role("checkbox", name="Enable Type Signature")

    @property
    def canvas(self) -> Locator:
        return self.page.locator("canvas").and_(self.page.get_by_label("Draw your signature"))

    @property
    def full_text(self) -> Locator:
        """The summary that unfolds what is agreed to; it has no role of its own."""
        return self.page.locator("summary").filter(has_text="Read the full text")

    def preview(self, name: str) -> Locator:
        """The name typed as a signature."""
        return self.page.get_by_role("main").get_by_text(name, exact=True)

    def undo(self) -> None:
        self.press(self.button("Undo"))

    def clear(self) -> None:
        self.press(self.button("Clear"))

    def turn_toggle(self) -> None:
        self.press(self.toggle)

    # Drawing. Strokes are given in parts of the pad's width and height.

    def draw(self, *strokes: Stroke, pen: Pen | None = None) -> Drawing:
        """Draw, with what this device has unless told; returns what the form then keeps."""
        pen = pen or pen_of(self.visitor)
        for stroke in strokes:
            first, *others = self.on_screen(stroke)
            pen.down(first)
            for point in others:
                pen.move(point)
            pen.up()
        return self.kept()

    def on_screen(self, stroke: Stroke) -> list[Point]:
        """The way of the pen, in CSS pixels of the viewport; the pad is scrolled into view first."""
        self.canvas.scroll_into_view_if_needed()
        left, top, width, height = self.place()
        return [(left + x * width, top + y * height) for x, y in between(stroke)]

    def place(self) -> tuple[float, float, float, float]:
        """Where the pad is in the viewport: left, top, width, height in CSS pixels."""
        box = self.canvas.bounding_box()
        assert box, "no pad to draw on"
        return box["x"], box["y"], box["width"], box["height"]

    def kept(self) -> Drawing:
        return Drawing.read(self.page.locator("input[name=strokes]").input_value())

    def ink(self) -> Ink | None:
        """What is seen on the pad, or None where nothing is."""
        found = self.canvas.evaluate(INK)
        return Ink(tuple(found[0]), tuple(found[1])) if found else None

    def ink_stands_out(self) -> Colour:
        """From the paper below it, as WCAG 2.2 (1.4.11) asks; returns its colour."""
        ink, paper = self.ink(), tuple(self.canvas.evaluate(PAPER))
        assert ink and contrast(ink.colour, paper) >= 3, f"{ink} on {paper}"
        return ink.colour
