"""A resident of Boulder registers, signs, and the dashboard opens at once: drawn, typed, and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.cities import BOULDER
from e2e.drawings import FLOURISH, NAME, Drawing
from e2e.inbox import Inbox
from e2e.pages import Dashboard, Receipt, Signature, SignedRecord
from e2e.people import Boulderite, Resident
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit, Visitor

pytestmark = pytest.mark.city(BOULDER)


def by_drawing(visitor: Visitor, resident: Resident) -> Drawing:
    """What is kept is what the pen did, and looking at the page in another width changes nothing."""
    drawn = journeys.draw_name(visitor, resident)
    drawn.is_of(NAME, FLOURISH)
    visitor.look()
    signature = Signature(visitor)
    assert signature.kept() == drawn
    ink = signature.ink()
    assert ink and abs(ink.shape / drawn.shape - 1) < 0.1
    signature.submit()
    return drawn


def by_keyboard(visitor: Visitor, resident: Resident) -> None:
    """Typed, with nothing but the keyboard: the focus comes by all there is, and stays on the toggle."""
    signature, keys = Signature(visitor), visitor.page.keyboard
    undo, clear, submit = (signature.button(name) for name in ("Undo", "Clear", "Submit"))
    expect(signature.title).to_be_focused()
    for stop in (signature.full_text, signature.typed_name, signature.toggle, undo, clear, submit):
        keys.press("Tab")
        expect(stop).to_be_focused()
    for stop in (clear, undo, signature.toggle, signature.typed_name):
        keys.press("Shift+Tab")
        expect(stop).to_be_focused()
    first, rest = resident.signs[:3], resident.signs[3:]
    keys.type(first)
    keys.press("Tab")
    keys.press("Space")
    expect(signature.preview(first)).to_be_visible()
    expect(signature.canvas).to_have_count(0)
    expect(signature.toggle).to_be_focused()
    expect(signature.toggle).to_be_checked()
    keys.press("Shift+Tab")
    keys.press("End")
    keys.type(rest)
    expect(signature.preview(resident.signs)).to_be_visible()
    visitor.look()
    for stop in (signature.toggle, submit):
        keys.press("Tab")
        expect(stop).to_be_focused()
    keys.press("Enter")


def by_name(visitor: Visitor, resident: Resident) -> None:
    """Without JavaScript there is nothing to draw on, and the name suffices."""
    signature = Signature(visitor)
    expect(signature.toggle).to_be_visible()
    expect(signature.canvas).to_have_count(0)
    signature.typed_name.fill(resident.signs)
    signature.submit()


def by_name_and_toggle(visitor: Visitor, resident: Resident) -> None:
    signature = Signature(visitor)
    signature.typed_name.fill(resident.signs)
    signature.turn_toggle()
    signature.submit()


@pytest.mark.parametrize(
    ("kind", "signing"),
    [
        pytest.param(DESKTOP, by_drawing, id="desktop-drawn"),
        pytest.param(PHONE, by_drawing, id="phone-drawn"),
        pytest.param(DESKTOP, by_keyboard, id="keyboard-typed"),
        pytest.param(NO_SCRIPT, by_name, id="no-script-typed"),
        pytest.param(NO_SCRIPT, by_name_and_toggle, id="no-script-toggle"),
    ],
)
def test_a_resident_signs_and_the_dashboard_opens_at_once(
    visit: Visit, inbox: Inbox, kind: Device, signing: Callable[[Visitor, Resident], Drawing | None]
) -> None:
    visitor, resident = visit(kind), Boulderite()
    journeys.to_sign_up(visitor, visitor.look)
    before = list(visitor.documents)
    journeys.sign_up(visitor, resident, visitor.look)
    journeys.prove(visitor, resident, inbox, visitor.look)
    journeys.to_signature(visitor, resident, visitor.look)
    drawn = signing(visitor, resident)
    Dashboard(visitor).greets(resident.name)
    _is_recorded(visitor, resident, drawn)
    if kind.script:
        assert visitor.documents == before
        visitor.fragments_are_fragments()


def _is_recorded(visitor: Visitor, resident: Resident, drawn: Drawing | None) -> None:
    """On the dashboard and on the receipt, with the same number."""
    on_dashboard = SignedRecord(visitor)
    _shows(on_dashboard, resident, drawn)
    visitor.look()
    number = on_dashboard.number()
    receipt = Receipt(visitor).open()
    _shows(receipt, resident, drawn)
    visitor.look()
    assert receipt.number() == number


def _shows(record: SignedRecord, resident: Resident, drawn: Drawing | None) -> None:
    if drawn:
        record.shows_drawing(drawn, resident.signs)
    else:
        record.shows_typed(resident.signs)
