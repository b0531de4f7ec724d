"""The signature step: a name, drawn or typed; whatever else arrives is refused in place."""

import json

import pytest
from flask import Flask
from sqlmodel import select

from css.core.clock import FixedClock
from css.models import AccountState, OutboxMessage, Submission
from tests.builders import Person
from tests.html_rules import attribute, text
from tests.wizard.browser import Resident
from tests.wizard.signing import FINGERPRINTS, LINE, by_hand, drawn, signature


@pytest.fixture
def drawer(boulder: Flask, clock: FixedClock) -> Resident:
    """Marisol with HTMX, for what nobody asks for without it."""
    return Resident(boulder, clock, Person(), hx=True)


class TestThePage:
    """What somebody finds on it."""

    def test_it_is_the_last_of_four_steps_and_submits(self, signer: Resident) -> None:
        page = signer.at("signature").get("signature")
        assert page.heading == "Step 4 of 4: Signature"
        assert page.buttons == ["Undo", "Clear", "Submit", "Back"]
        assert signer.get("address").buttons == ["Next", "Back"]

    def test_it_has_the_controls_that_others_rely_on_and_the_toggle_is_off(self, signer: Resident) -> None:
        page = signer.at("signature").get("signature")
        labels = {attribute(e, "for"): text(e) for e in page.all("label")}
        assert labels["name"] == "Type your name"
        assert labels["typed"] == "Enable Type Signature"
        toggle = page.field("typed")
        assert attribute(toggle, "type") == "checkbox"
        assert "checked" not in toggle.attrs and "role" not in toggle.attrs
        assert [text(page.by_id(attribute(e, "aria-labelledby"))) for e in page.all("canvas")] == [
            "Draw your signature"
        ]
        assert len(page.all("input", type="checkbox")) == 1

    def test_it_shows_all_that_is_signed_and_the_consent_as_the_draft_began_with_it(self, signer: Resident) -> None:
        page = signer.at("signature").get("signature")
        assert FINGERPRINTS in page.words
        for entered in ("Marisol Peña", "marisol@example.com", "505 S Vulcan Ave", "Encinitas, CA 92024"):
            assert entered in page.words
        for paragraph in signer.portal.jurisdiction.consent("en").paragraphs:
            assert paragraph.replace("**", "") in page.words

    def test_nothing_is_typed_for_the_resident(self, signer: Resident) -> None:
        assert signer.at("signature").get("signature").value("name") == ""


class TestSigning:
    """Drawn, typed by choice, or typed because there is nothing to draw on."""

    def test_a_drawing_is_kept_and_the_dashboard_opens_at_once(self, signer: Resident) -> None:
        assert by_hand(signer.at("signature"), drawn(LINE, [[5, 5], [9, 9]])).location == "/dashboard"
        assert signer.account.state == AccountState.ACTIVE
        kept = signature(signer).drawing
        assert kept and kept.strokes == (((10.5, 20), (60, 80), (110, 20)), ((5, 5), (9, 9)))
        page = signer.get("/dashboard")
        assert page.heading == "Dashboard"
        assert [attribute(e, "d") for e in page.all("path") if attribute(e, "d").startswith("M 10.5")] == [kept.path]

    def test_the_name_typed_is_the_signature_where_the_toggle_is_on(self, signer: Resident) -> None:
        assert by_hand(signer.at("signature"), drawn(LINE), typed="y").location == "/dashboard"
        assert signature(signer).drawing is None
        assert signature(signer).name == "Marisol Peña"

    def test_the_name_typed_suffices_where_no_script_ran(self, signer: Resident) -> None:
        assert by_hand(signer.at("signature"), "").location == "/dashboard"
        assert signature(signer).drawing is None

    @pytest.mark.parametrize("name", ["Björk", "王小明", "مريم الحسن", "Nguyễn Thị Ánh", "O’Brien-Źółć", "𐤃𐤅𐤃"])
    def test_a_name_of_any_script_signs(self, signer: Resident, name: str) -> None:
        assert by_hand(signer.at("signature"), "", name=name).location == "/dashboard"
        assert signature(signer).name == name
        assert name in signer.get("/dashboard").words

    def test_the_account_is_told_once_that_it_is_active_and_gets_its_receipt(self, signer: Resident) -> None:
        by_hand(signer.at("signature"), drawn(LINE))
        with signer.database.reading() as session:
            kinds = sorted(session.exec(select(OutboxMessage.kind)))
        assert kinds == ["registration-approved", "signature-receipt"]


class TestTheConsent:
    """What is signed is the text that was read."""

    def test_read_and_signed_in_spanish_it_is_the_spanish_text(self, signer: Resident) -> None:
        shown = signer.at("signature").get("signature?lang=es").value("accepted")
        assert signer.send("signature", accepted=shown).status == 303
        consent = signature(signer).consent
        assert (consent.language, consent.text) == ("es", signer.portal.jurisdiction.consent("es").text)

    def test_read_in_english_it_is_the_english_text_though_another_tab_is_spanish_by_now(
        self, signer: Resident
    ) -> None:
        shown = signer.at("signature").get("signature?lang=en").value("accepted")
        signer.get("address?lang=es")
        signer.send("signature", accepted=shown)
        assert signature(signer).consent.language == "en"

    @pytest.mark.parametrize("other", ["", "f" * 64, "the acknowledgement"])
    def test_a_digest_of_no_consent_means_the_one_the_draft_began_with(self, signer: Resident, other: str) -> None:
        draft = signer.at("signature").registration
        sent = draft.acknowledgement if other == "the acknowledgement" else other
        signer.send("signature", accepted=sent)
        assert signature(signer).consent.digest == draft.consent

    def test_a_text_that_may_be_in_another_language_than_the_page_says_so(self, signer: Resident) -> None:
        page = signer.at("signature").get("signature?lang=es")
        assert len(page.all("p", lang="es")) == len(page.all("div", lang="es")) == 1


class TestStaleAndReplayed:
    """Nobody signs what their page did not show."""

    def test_an_address_changed_in_another_tab_is_shown_before_it_is_signed(self, signer: Resident) -> None:
        old = signer.at("signature").registration.version
        signer.another_tab().send("address", city="Leucadia")
        page = signer.send("signature", version=old, typed="", strokes=drawn(LINE))
        assert page.status == 409
        assert "This registration was changed in another window" in page.words
        assert "Nothing was sent" in page.words and "Leucadia, CA 92024" in page.words
        assert (page.value("name"), json.loads(page.value("strokes"))["strokes"]) == ("Marisol Peña", [LINE])
        assert signer.account.state == AccountState.INCOMPLETE
        assert signer.send("signature", version=int(page.value("version"))).location == "/dashboard"

    def test_a_mistake_made_meanwhile_does_not_hide_the_change(self, signer: Resident) -> None:
        old = signer.at("signature").registration.version
        signer.another_tab().send("address", city="Leucadia")
        page = signer.send("signature", version=old, name="")
        assert (page.status, page.value("version")) == (422, str(old))
        page = signer.send("signature", version=old)
        assert page.status == 409
        assert "This registration was changed in another window" in page.words

    def test_an_acknowledgement_accepted_anew_in_another_language_is_a_change(self, signer: Resident) -> None:
        old = signer.at("signature").registration.version
        spanish = signer.get("acknowledgement?lang=es").value("accepted")
        assert signer.send("acknowledgement", accepted=spanish).status == 303
        assert signer.send("signature", version=old).status == 409

    def test_a_signature_kept_by_going_back_does_not_sign_what_was_changed_since(self, signer: Resident) -> None:
        signer.at("signature").send("signature", back=True)
        old = signer.registration.version
        signer.another_tab().send("address", city="Leucadia")
        assert signer.send("signature", version=old).status == 409

    def test_pressed_twice_it_signs_once(self, signer: Resident) -> None:
        version = signer.at("signature").registration.version
        first, second = (signer.send("signature", version=version) for _press in range(2))
        assert (first.location, second.location) == ("/dashboard", "/dashboard")
        with signer.database.reading() as session:
            assert len(session.exec(select(Submission)).all()) == 1


class TestInPlace:
    """The toggle and the preview answer with their part of the page, and keep nothing."""

    def test_the_toggle_brings_the_name_as_a_signature(self, drawer: Resident) -> None:
        page = drawer.at("signature").check("signature", "typed", name="Ada Vulcan")
        assert attribute(page.by_id("signature-pad"), "id")
        assert "Ada Vulcan" in page.words and not page.all("canvas")
        assert not page.is_whole
        assert "signature" not in drawer.registration.answers

    def test_off_again_it_brings_the_pad(self, drawer: Resident) -> None:
        page = drawer.at("signature").check("signature", "typed", typed="")
        assert len(page.all("canvas")) == 1
        assert page.message("strokes") == ""

    def test_the_preview_shows_what_is_typed_as_text(self, drawer: Resident) -> None:
        page = drawer.at("signature").check("signature", "typed", name="<script>alert(1)</script>")
        assert "<script>alert" not in page.html

    def test_a_name_left_wrong_is_said_beside_it(self, drawer: Resident) -> None:
        assert "cannot be left blank" in drawer.at("signature").check("signature", "name", name="").html


class TestBack:
    """Back keeps name and drawing; what is no drawing is dropped without a word."""

    def test_name_and_drawing_are_there_again(self, signer: Resident) -> None:
        sent = signer.at("signature").send("signature", back=True, typed="", name="Ada", strokes=drawn(LINE))
        assert sent.location == "/registration/address"
        page = signer.get("signature")
        assert page.value("name") == "Ada"
        assert json.loads(page.value("strokes"))["strokes"] == [LINE]

    def test_the_toggle_is_on_again(self, signer: Resident) -> None:
        signer.at("signature").send("signature", back=True)
        assert "checked" in signer.get("signature").field("typed").attrs

    def test_what_is_no_drawing_is_not_kept(self, signer: Resident) -> None:
        assert signer.at("signature").send("signature", back=True, typed="", strokes="nonsense").status == 303
        assert signer.get("signature").value("strokes") == ""

    def test_it_signs_nothing(self, signer: Resident) -> None:
        signer.at("signature").send("signature", back=True)
        assert "signature" not in signer.registration.finished
        assert signer.account.state == AccountState.INCOMPLETE
