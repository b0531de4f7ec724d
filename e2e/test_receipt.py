"""What a resident keeps of the signature: it can be opened, printed, saved and mailed, and anybody can check it."""

import hashlib

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.cities import BOULDER
from e2e.colours import WHITE, contrast
from e2e.inbox import Inbox
from e2e.pages import CheckReceipt, Dashboard, Receipt, SignedRecord, SignIn
from e2e.people import Boulderite, Resident
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit, Visitor

pytestmark = pytest.mark.city(BOULDER)
DEVICES = pytest.mark.parametrize("kind", [DESKTOP, NO_SCRIPT], ids=lambda kind: kind.name)
# The colours of all text and lines in main, each once.
COLOURS = """main => {
    const seen = node => node.getClientRects().length && (node.matches("path") || [...node.childNodes]
        .some(child => child.nodeType === Node.TEXT_NODE && child.data.trim()));
    const colours = [...main.querySelectorAll("*")].filter(seen).map(node => getComputedStyle(node).color);
    return [...new Set(colours)].map(colour => colour.match(/\\d+/g).slice(0, 3).map(Number));
}"""


def test_anybody_can_check_a_receipt_and_learns_nothing_of_the_resident(visit: Visit, inbox: Inbox) -> None:
    resident, record = _signed(visit(), inbox)
    number, fingerprint = record.number(), record.fingerprint()
    for kind in (DESKTOP, PHONE, NO_SCRIPT):
        stranger = visit(kind)
        check = CheckReceipt(stranger).open()
        stranger.look()
        check.check(number.lower(), fingerprint)
        check.says("Genuine and unchanged")
        _tells_nothing_of(stranger, resident)
        stranger.look()
        check.check(number, _with_another_end(fingerprint))
        check.says("Not known")
        _tells_nothing_of(stranger, resident)
        check.check(_with_another_end(number), fingerprint)
        check.says("Not known")
        stranger.look()


def _signed(visitor: Visitor, inbox: Inbox) -> tuple[Resident, SignedRecord]:
    """Somebody who has just signed and sees the dashboard."""
    resident = Boulderite()
    journeys.sign(visitor, resident, inbox)
    return resident, SignedRecord(visitor)


def _with_another_end(text: str) -> str:
    return text[:-1] + ("3" if text.endswith("2") else "2")


def _tells_nothing_of(stranger: Visitor, resident: Resident) -> None:
    page = stranger.page.content()
    personal = (resident.first_name, resident.last_name, resident.email, resident.street, resident.zip_code)
    assert not [told for told in personal if told in page]


@DEVICES
def test_a_check_left_empty_says_what_is_missing(visit: Visit, kind: Device) -> None:
    visitor = visit(kind)
    check = CheckReceipt(visitor).open()
    check.check("", "")
    expect(check.problem).to_be_visible()
    for box in (check.number, check.fingerprint):
        check.complains(box, "blank")
    visitor.look()


def test_nobody_else_can_open_a_receipt(visit: Visit, inbox: Inbox) -> None:
    resident, record = _signed(visit(), inbox)
    path = f"/receipts/{record.number()}"
    _, another = _signed(other := visit(), inbox)
    assert another.number() != record.number()
    for address in (path, f"{path}/record.json"):
        assert other.page.request.get(other.portal.at(address)).status == 404
    other.go(path)
    expect(other.page.get_by_role("heading", name="There is no such page")).to_be_visible()
    _tells_nothing_of_the_record(other, resident, record)
    stranger = visit()
    stranger.go(path)
    SignIn(stranger).shown()
    _tells_nothing_of_the_record(stranger, resident, record)


def _tells_nothing_of_the_record(visitor: Visitor, resident: Resident, record: SignedRecord) -> None:
    expect(SignedRecord(visitor).sheet).to_have_count(0)
    page = visitor.page.locator("html").inner_text()
    assert resident.email not in page and record.digest() not in "".join(page.split())


@DEVICES
def test_the_saved_record_has_the_fingerprint(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor, resident = visit(kind), Boulderite()
    signature = journeys.before_signing(visitor, resident, inbox)
    signature.typed_name.fill(resident.signs)
    if kind.script:
        signature.turn_toggle()
        expect(signature.preview(resident.signs)).to_be_visible()
    signature.submit()
    Dashboard(visitor).shown()
    receipt = Receipt(visitor).open()
    saved = receipt.save()
    assert hashlib.sha256(saved).hexdigest() == receipt.digest()
    assert resident.email in saved.decode() and resident.street in saved.decode()


def test_the_receipt_arrives_by_mail_whole(visit: Visit, inbox: Inbox) -> None:
    resident, record = _signed(visit(), inbox)
    (mail,) = inbox.wait_for(resident.email, holding=record.number())
    assert record.digest() in "".join(mail.split())
    for told in (resident.signs, resident.street, "drawn", "/receipts"):
        assert told in mail
    assert "agree to do business with the City of Boulder electronically" in mail


@pytest.mark.parametrize("kind", [DESKTOP, PHONE], ids=["light", "dark"])
def test_on_paper_the_receipt_is_whole_and_dark_on_white(visit: Visit, inbox: Inbox, kind: Device) -> None:
    visitor = visit(kind)
    resident, record = _signed(visitor, inbox)
    receipt, main = Receipt(visitor).open(), visitor.page.get_by_role("main")
    expect(receipt.button("Print")).to_be_visible()
    visitor.page.emulate_media(media="print")
    for told in (resident.email, resident.street, record.number()):
        expect(main.get_by_text(told).first).to_be_visible()
    expect(receipt.drawing(resident.signs)).to_be_visible()
    expect(receipt.consent).to_contain_text("agree to do business with the City of Boulder electronically")
    expect(receipt.consent).to_be_visible()
    for role in ("button", "navigation", "textbox"):
        expect(visitor.page.get_by_role(role)).to_have_count(0)
    faint = [colour for colour in main.evaluate(COLOURS) if contrast(tuple(colour), WHITE) < 7]
    assert not faint, f"too light on paper: {faint}"
