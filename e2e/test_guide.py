"""The guide of Boulder: four ways to register, and a list that leads to every part of it, in both languages."""

import pytest
from playwright.sync_api import expect

from e2e.cities import BOULDER
from e2e.pages import Guia, Guide, Home, SignIn
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit

pytestmark = pytest.mark.city(BOULDER)
DEVICES = pytest.mark.parametrize("kind", [DESKTOP, PHONE, NO_SCRIPT], ids=lambda kind: kind.name)
# Each part of the guide with the level of its heading.
PARTS = {
    "Computer or Mobile Device?": 2,
    "Re-Registration for Existing Account Holders": 2,
    "Unsure of your email address?": 3,
    "Option 1: Re-register with your email": 3,
    "Option 2: Re-register with a social account": 3,
    "New CSS Users": 2,
    "Option 3: Register with your email": 3,
    "Option 4: Register with a social account": 3,
    "Getting Started, Page by Page": 2,
    "Acknowledgement and Information Steps": 2,
    "CSS Help Desk": 2,
}
PARTES = [
    "Si ya tenía una cuenta: regístrese de nuevo",
    "Opción 1: regístrese de nuevo con su correo electrónico",
    "Opción 2: regístrese de nuevo con una cuenta social",
    "Si es su primera cuenta",
    "Opción 3: regístrese con su correo electrónico",
    "Opción 4: regístrese con una cuenta social",
]


@DEVICES
def test_the_guide_has_its_parts_and_the_list_leads_to_each(visit: Visit, kind: Device) -> None:
    visitor = visit(kind)
    guide = Guide(visitor).open()
    visitor.look()
    for part, level in PARTS.items():
        assert guide.section(part).first.evaluate("heading => heading.tagName") == f"H{level}"
    assert guide.entries.all_inner_texts() == list(PARTS)
    for entry in guide.entries.all():
        guide.leads_to_its_section(entry)
    expect(visitor.page.get_by_role("main")).to_contain_text("June 28, 2024")


def test_each_way_leads_through_its_stages(visit: Visit) -> None:
    visitor = visit()
    guide = Guide(visitor).open()
    ways = visitor.page.get_by_role("main").get_by_role("link", name="Give your signature")
    expect(ways).to_have_count(4)
    for way in ways.all():
        guide.leads_to_its_section(way)
    expect(guide.section("Arrive at your dashboard")).to_be_visible()


def test_the_guide_speaks_spanish(visit: Visit) -> None:
    visitor = visit()
    Guide(visitor).open()
    visitor.press(visitor.page.get_by_role("link", name="Español"))
    guia = Guia(visitor).shown()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "es")
    visitor.look()
    entries = guia.entries.all_inner_texts()
    assert [part for part in PARTES if part not in entries] == []
    for entry in guia.entries.all():
        guia.leads_to_its_section(entry)
    main = visitor.page.get_by_role("main")
    expect(main).to_contain_text("28 de junio de 2024")
    expect(main).not_to_contain_text("June")


@pytest.mark.parametrize("kind", [DESKTOP, NO_SCRIPT], ids=lambda kind: kind.name)
def test_existing_holders_are_told_before_they_sign_in(visit: Visit, kind: Device) -> None:
    visitor = visit(kind)
    main, home = visitor.page.get_by_role("main"), Home(visitor).open()
    home.read_notice()
    expect(main.get_by_text("All existing CSS account holders must re-register")).to_be_visible()
    expect(main).to_contain_text("June 28, 2024")
    visitor.look()
    visitor.press(home.either("Continue"))
    SignIn(visitor).shown()
    expect(main).to_contain_text("June 28, 2024")
    visitor.look()
