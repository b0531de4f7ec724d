"""Anybody may ask whether a receipt is genuine; the answer tells nothing of the resident."""

import pytest
from sqlalchemy import text

from css.registrations.signatures import SignedRecord
from tests import builders
from tests.receipts.test_receipt import PERSONAL
from tests.wizard.browser import Page, Resident


def ask(signer: Resident, number: str, fingerprint: str) -> Page:
    """Somebody else, who holds the receipt."""
    somebody = builders.client(signer.app)
    data = {"number": number, "fingerprint": fingerprint}
    return Page(somebody.post("/receipts", data=data, hx=signer.hx))


def test_a_receipt_of_ours_is_genuine_and_nothing_personal_is_shown(signer: Resident, signed: SignedRecord) -> None:
    page = ask(signer, signed.number, " ".join(signed.groups))
    assert page.status == 200
    assert "Genuine and unchanged" in page.words
    assert "November 20, 2026, 10:00 am MST" in page.words
    assert not [word for word in (*PERSONAL, signer.registration.reference) if word in page.html]


@pytest.mark.parametrize("wrong", ["number", "fingerprint", "both"])
def test_one_wrong_character_makes_it_unknown(signer: Resident, signed: SignedRecord, wrong: str) -> None:
    number, fingerprint = signed.number, signed.fingerprint
    other = "0" if fingerprint[-1] != "0" else "1"
    page = ask(
        signer,
        number if wrong == "fingerprint" else "S-2026-BCDFGHJK",
        fingerprint if wrong == "number" else fingerprint[:-1] + other,
    )
    assert page.status == 200
    assert "We have no receipt with this number and this fingerprint" in page.words
    assert page.value("number") == (number if wrong == "fingerprint" else "S-2026-BCDFGHJK")


def test_a_changed_byte_in_what_we_keep_is_told(signer: Resident, signed: SignedRecord) -> None:
    with signer.writing() as session:
        session.connection().execute(text("DROP TRIGGER submission_is_immutable"))
        session.connection().execute(text("UPDATE submission SET snapshot = replace(snapshot, '92024', '92025')"))
    page = ask(signer, signed.number, signed.fingerprint)
    assert "what we keep is no longer what was signed" in page.words
    for path in ("/dashboard", f"/receipts/{signed.number}"):
        assert "was changed after" in signer.get(path).words
    assert "92025" not in signer.get(f"/receipts/{signed.number}").words


def test_a_snapshot_cut_off_breaks_no_page(signer: Resident, signed: SignedRecord) -> None:
    with signer.writing() as session:
        session.connection().execute(text("DROP TRIGGER submission_is_immutable"))
        session.connection().execute(text("UPDATE submission SET snapshot = substr(snapshot, 1, 40)"))
    assert "no longer what was signed" in ask(signer, signed.number, signed.fingerprint).words
    assert signer.get("/dashboard").status == signer.get(f"/receipts/{signed.number}").status == 200


@pytest.mark.parametrize(
    ("number", "fingerprint", "wrong"),
    [
        ("", "", {"number", "fingerprint"}), ("S-2026-BCDFGHJK", "", {"fingerprint"}), ("\x00", "a", {"number"}),
        ("x" * 101, "x" * 101, {"number", "fingerprint"}), ("'; DROP TABLE submission; --", "<script>", set()),
    ],
)  # fmt: skip
def test_whatever_is_asked_is_answered_in_place(
    signer: Resident, number: str, fingerprint: str, wrong: set[str]
) -> None:
    page = ask(signer, number, fingerprint)
    assert page.status == (422 if wrong else 200)
    assert set(page.summary) == wrong
    assert "<script>" not in page.html.replace("<script src", "")


def test_it_asks_for_number_and_fingerprint(signer: Resident) -> None:
    page = Page(builders.client(signer.app).get("/receipts"))
    assert page.heading == "Check a signed record"
    assert page.buttons == ["Check"]
