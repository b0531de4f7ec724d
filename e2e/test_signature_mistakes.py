"""A signature that is missing is told where it is missing, and nothing else is lost."""

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.cities import BOULDER
from e2e.drawings import DOT, NAME, Stroke
from e2e.inbox import Inbox
from e2e.pages import Dashboard, Signature
from e2e.pen import pen_of
from e2e.people import Boulderite
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit

pytestmark = pytest.mark.city(BOULDER)
NOT_SIGNED = "Please sign in the box, or switch to the typed signature"
PENS = pytest.mark.parametrize("kind", [DESKTOP, PHONE], ids=["mouse", "finger"])


@pytest.mark.parametrize(("kind", "strokes"), [(DESKTOP, ()), (PHONE, (DOT,))], ids=["empty", "dot"])
def test_without_a_drawing_it_is_refused_beside_the_pad_and_the_name_is_kept(
    visit: Visit, inbox: Inbox, kind: Device, strokes: tuple[Stroke, ...]
) -> None:
    visitor, resident = visit(kind), Boulderite()
    signature = journeys.before_signing(visitor, resident, inbox)
    signature.typed_name.fill(resident.signs)
    signature.draw(*strokes)
    _is_refused(signature, resident)
    visitor.press(signature.problem.get_by_role("link", name=NOT_SIGNED))
    expect(signature.canvas).to_be_focused()
    signature.clear()
    signature.draw(NAME)
    expect(signature.canvas).not_to_have_attribute("aria-invalid", "true")
    signature.submit()
    Dashboard(visitor).greets(resident.name)


def _is_refused(signature: Signature, resident: Boulderite) -> None:
    """The summary has the focus, and the message is read with the pad."""
    signature.submit()
    expect(signature.problem).to_be_focused()
    signature.shown().complains(signature.canvas, NOT_SIGNED)
    expect(signature.page.get_by_text(NOT_SIGNED).last).to_be_visible()
    expect(signature.typed_name).to_have_value(resident.signs)
    signature.visitor.look()


@PENS
def test_a_stroke_begun_while_a_message_is_shown_does_not_move_the_pad(
    visit: Visit, inbox: Inbox, kind: Device
) -> None:
    visitor, resident = visit(kind), Boulderite()
    signature = journeys.before_signing(visitor, resident, inbox)
    signature.typed_name.fill(resident.signs)
    _is_refused(signature, resident)
    pen, (first, *others) = pen_of(visitor), signature.on_screen(NAME)
    before = signature.place()
    pen.down(first)
    for point in others:
        pen.move(point)
    assert signature.place() == before
    pen.up()
    signature.kept().is_of(NAME)


@pytest.mark.parametrize("kind", [DESKTOP, NO_SCRIPT], ids=lambda kind: kind.name)
def test_without_a_name_it_is_refused_and_the_toggle_stays_on(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor, resident = visit(kind), Boulderite()
    signature = journeys.before_signing(visitor, resident, inbox)
    signature.turn_toggle()
    signature.submit()
    expect(signature.problem).to_be_visible()
    signature.shown().complains(signature.typed_name, "blank")
    expect(signature.toggle).to_be_checked()
    visitor.look()
    visitor.press(signature.problem.get_by_role("link"))
    expect(signature.typed_name).to_be_focused()
    signature.typed_name.fill(resident.signs)
    signature.submit()
    Dashboard(visitor).shown()


def test_without_a_name_the_drawing_is_kept(visit: Visit, inbox: Inbox) -> None:
    signature = journeys.before_signing(visit(), Boulderite(), inbox)
    drawn = signature.draw(NAME)
    seen = signature.ink()
    signature.submit()
    expect(signature.problem).to_be_focused()
    signature.shown().complains(signature.typed_name, "blank")
    assert signature.kept() == drawn
    assert signature.ink() == seen
