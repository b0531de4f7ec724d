"""The pad: what is drawn stays as it was drawn, whatever happens around it, until the resident takes it back."""

from typing import Literal

import pytest
from playwright.sync_api import ViewportSize, expect

from e2e import journeys
from e2e.cities import BOULDER
from e2e.drawings import FLOURISH, NAME, Drawing
from e2e.inbox import Inbox
from e2e.pages import Address, Dashboard, Signature, SignedRecord
from e2e.pen import Finger
from e2e.people import Boulderite
from e2e.visitor import DESKTOP, PHONE, Device, Visit

pytestmark = pytest.mark.city(BOULDER)
PENS = pytest.mark.parametrize("kind", [DESKTOP, PHONE], ids=["mouse", "finger"])
UPRIGHT: ViewportSize = {"width": 390, "height": 844}
SIDEWAYS: ViewportSize = {"width": 844, "height": 390}
SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light", "dark")


@PENS
def test_undo_takes_the_last_stroke_and_clear_all_of_them(visit: Visit, inbox: Inbox, kind: Device) -> None:
    signature = journeys.before_signing(visit(kind), Boulderite(), inbox)
    one, both = signature.draw(NAME), signature.draw(FLOURISH)
    signature.undo()
    assert signature.kept() == one != both
    signature.draw(FLOURISH).is_of(NAME, FLOURISH)
    signature.clear()
    assert signature.kept().strokes == ()
    assert signature.ink() is None
    signature.undo()
    assert signature.kept().strokes == ()
    signature.draw(FLOURISH).is_of(FLOURISH)


@pytest.mark.parametrize("held", [UPRIGHT, SIDEWAYS], ids=["upright", "sideways"])
def test_turning_the_phone_keeps_the_drawing_and_its_shape(visit: Visit, inbox: Inbox, held: ViewportSize) -> None:
    visitor, resident = visit(PHONE), Boulderite()
    signature = journeys.before_signing(visitor, resident, inbox)
    visitor.page.set_viewport_size(held)
    assert signature.ink() is None
    drawn = journeys.draw_name(visitor, resident)
    before = signature.ink()
    for turn in (SIDEWAYS, UPRIGHT, held):
        visitor.page.set_viewport_size(turn)
        seen = signature.ink()
        assert seen and abs(seen.shape / drawn.shape - 1) < 0.1
        assert signature.kept() == drawn
    assert seen == before
    signature.submit()
    Dashboard(visitor).shown()
    SignedRecord(visitor).shows_drawing(drawn, resident.signs)


def test_a_stroke_added_after_the_turn_lands_where_the_finger_was(visit: Visit, inbox: Inbox) -> None:
    visitor = visit(PHONE)
    signature = journeys.before_signing(visitor, Boulderite(), inbox)
    first = signature.draw(NAME)
    visitor.page.set_viewport_size(SIDEWAYS)
    assert signature.ink()
    both = signature.draw(FLOURISH)
    Drawing(both.box, both.strokes[1:]).is_of(FLOURISH)
    signature.undo()
    assert signature.kept().shape == pytest.approx(first.shape, rel=0.02)


def test_the_toggle_on_and_off_brings_the_drawing_back(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(PHONE), Boulderite()
    signature = journeys.before_signing(visitor, resident, inbox)
    drawn = journeys.draw_name(visitor, resident)
    seen = signature.ink()
    signature.turn_toggle()
    expect(signature.preview(resident.signs)).to_be_visible()
    expect(signature.toggle).to_be_focused()
    visitor.look()
    signature.turn_toggle()
    expect(signature.canvas).to_be_visible()
    expect(signature.preview(resident.signs)).to_have_count(0)
    assert signature.kept() == drawn
    assert signature.ink() == seen
    signature.submit()
    Dashboard(visitor).shown()
    SignedRecord(visitor).shows_drawing(drawn, resident.signs)


def test_what_was_drawn_is_not_signed_while_the_toggle_is_on(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Boulderite()
    signature = journeys.before_signing(visitor, resident, inbox)
    journeys.draw_name(visitor, resident)
    signature.turn_toggle()
    expect(signature.preview(resident.signs)).to_be_visible()
    signature.submit()
    Dashboard(visitor).shown()
    SignedRecord(visitor).shows_typed(resident.signs)


def test_back_and_next_bring_the_drawing_back(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Boulderite()
    signature = journeys.before_signing(visitor, resident, inbox)
    drawn = journeys.draw_name(visitor, resident)
    seen = signature.ink()
    signature.back()
    Address(visitor).shown().next()
    expect(signature.shown().typed_name).to_have_value(resident.signs)
    assert signature.kept() == drawn
    assert signature.ink() == seen


def test_typing_with_the_toggle_on_loses_no_letter_and_keeps_the_caret(visit: Visit, inbox: Inbox) -> None:
    """Letters go on into the middle of the name while answers for earlier ones arrive."""
    visitor, resident = visit(), Boulderite()
    signature, keys = journeys.before_signing(visitor, resident, inbox), visitor.page.keyboard
    signature.typed_name.fill("Zoë Q.")
    signature.turn_toggle()
    expect(signature.preview("Zoë Q.")).to_be_visible()
    signature.typed_name.focus()
    keys.press("Home")
    for _ in "Zoë":
        keys.press("ArrowRight")
    for letter in " María":
        with visitor.page.expect_request("**/check/typed"):
            keys.type(letter)
    keys.type(" Luz")
    expect(signature.preview("Zoë María Luz Q.")).to_be_visible()
    expect(signature.typed_name).to_be_focused()
    keys.type("!")
    expect(signature.typed_name).to_have_value("Zoë María Luz! Q.")


def test_the_ink_has_the_pens_colour_in_the_light_and_in_the_dark(visit: Visit, inbox: Inbox) -> None:
    visitor = visit(PHONE)
    signature = journeys.before_signing(visitor, Boulderite(), inbox)
    signature.draw(NAME)
    colours = []
    for scheme in SCHEMES:
        visitor.page.emulate_media(color_scheme=scheme)
        colours.append(signature.ink_stands_out())
    assert colours[0] == colours[2] != colours[1]


def test_a_tap_right_after_a_flourish_is_not_lost(visit: Visit, inbox: Inbox) -> None:
    """For the browser a finger lifted while it moves throws the page, and a tap soon after only stops that."""
    visitor, resident = visit(PHONE), Boulderite()
    signature = journeys.before_signing(visitor, resident, inbox)
    signature.typed_name.fill(resident.signs)
    signature.draw(NAME, pen=Finger(visitor, flicks=True))
    signature.submit()
    Dashboard(visitor).shown()


def test_a_drawing_begun_on_the_desktop_is_there_on_the_phone(visit: Visit, inbox: Inbox) -> None:
    desktop, phone, resident = visit(), visit(PHONE), Boulderite()
    signature = journeys.before_signing(desktop, resident, inbox)
    drawn = journeys.draw_name(desktop, resident)
    signature.back()
    Address(desktop).shown()
    journeys.sign_in(phone, resident)
    small = Signature(phone).shown()
    ink = small.ink()
    assert ink and abs(ink.shape / drawn.shape - 1) < 0.1
    small.submit()
    Dashboard(phone).shown()
    SignedRecord(phone).shows_drawing(drawn, resident.signs)


def test_the_pad_is_there_as_soon_as_the_step_is(visit: Visit, inbox: Inbox) -> None:
    visitor = visit()
    journeys.before_signing(visitor, Boulderite(), inbox).back()
    for _ in range(3):
        Address(visitor).shown().next()
        signature = Signature(visitor).shown()
        assert signature.canvas.bounding_box()  # asked once, not waited for
        signature.back()


def test_a_bar_of_the_progress_keeps_what_was_drawn_and_typed(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Boulderite()
    signature = journeys.before_signing(visitor, resident, inbox)
    drawn = journeys.draw_name(visitor, resident)
    signature.press(signature.link("Personal Info"))
    visitor.press(signature.button("Next"))
    Address(visitor).shown().next()
    assert Signature(visitor).shown().kept() == drawn
    expect(signature.typed_name).to_have_value(resident.signs)


def test_back_after_submitting_shows_the_dashboard_at_its_own_address(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(), Boulderite()
    signature = journeys.before_signing(visitor, resident, inbox)
    journeys.draw_name(visitor, resident)
    signature.submit()
    Dashboard(visitor).shown()
    visitor.page.go_back()
    expect(visitor.page).to_have_url(visitor.portal.at("/dashboard"))
    Dashboard(visitor).shown()
