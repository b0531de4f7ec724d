"""What is no signature is refused in place, with the rest of the step kept."""

import json

import pytest

from css.models import AccountState
from tests.wizard.browser import Resident
from tests.wizard.signing import BLANK, CHARACTERS, LINE, NO_LETTER, NOT_SIGNED, UNREADABLE, by_hand, drawn


class TestRefused:
    """Said beside the box, in the summary too, and the rest of the step is kept."""

    @pytest.mark.parametrize(
        "strokes", [drawn(), drawn([[50, 50]]), drawn([[50, 50], [50, 50]]), drawn([[1, 1], [4, 4]])]
    )
    def test_nothing_drawn_or_a_dot(self, signer: Resident, strokes: str) -> None:
        page = by_hand(signer.at("signature"), strokes, name="Ada Vulcan")
        assert page.status == 422
        assert page.message("strokes") == NOT_SIGNED
        assert page.summary == {"strokes": NOT_SIGNED}
        assert page.value("name") == "Ada Vulcan"
        assert signer.account.state == AccountState.INCOMPLETE

    @pytest.mark.parametrize(
        "hostile",
        [
            drawn(LINE).replace("60", "NaN"), drawn(LINE).replace("60", "1e999"), drawn(LINE)[:-1], "[]", "null",
            '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', '"><script>alert(1)</script>',
            drawn([["<script>", "</script>"]]), "[" * 5000, '{"__proto__": {"box": [1, 1]}}', "\x00", "\ud7ff" * 99,
        ],
    )  # fmt: skip
    def test_what_is_no_drawing(self, signer: Resident, hostile: str) -> None:
        page = by_hand(signer.at("signature"), hostile, name="Ada Vulcan")
        assert page.status == 422
        assert page.message("strokes") == UNREADABLE
        assert (page.value("name"), page.value("strokes")) == ("Ada Vulcan", "")
        assert "<script>alert" not in page.html and "onload" not in page.html

    def test_more_strokes_than_a_signature_has(self, signer: Resident) -> None:
        page = by_hand(signer.at("signature"), drawn(*[LINE] * 4000), name="Ada Vulcan")
        assert page.status == 422
        assert "too long" in page.message("strokes")
        assert page.value("name") == "Ada Vulcan"

    def test_as_much_as_the_pad_lets_through_is_signed(self, signer: Resident) -> None:
        points = ",".join(f"[{at % 10},1]" for at in range(9_900))
        strokes = f'{{"box":[640,176],"strokes":[[{points}]]}}'
        assert len(strokes) < 60_000
        assert by_hand(signer.at("signature"), strokes, back="1").location == "/registration/address"
        assert by_hand(signer, strokes).location == "/dashboard"
        assert signer.get("/dashboard").status == 200

    def test_five_megabytes_are_not_read_and_htmx_keeps_the_page_with_all_that_was_typed(
        self, signer: Resident
    ) -> None:
        page = by_hand(signer.at("signature"), drawn(*[LINE] * 150_000))
        assert page.status == 413
        if signer.hx:
            assert page.response.headers["HX-Retarget"] == "#trouble"
        assert signer.registration.finished == ["acknowledgement", "personal-info", "address"]

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("", BLANK), ("  ", BLANK), ("👩\u200d👩\u200d👧", NO_LETTER), ("?!", NO_LETTER), ("123", NO_LETTER),
            ("\u202eadA", CHARACTERS), ("Ada\x00", CHARACTERS), ("x" * 101, "This is too long: please shorten it"),
        ],
    )  # fmt: skip
    def test_what_is_no_name_keeps_the_drawing(self, signer: Resident, name: str, said: str) -> None:
        page = by_hand(signer.at("signature"), drawn(LINE), name=name)
        assert page.status == 422
        assert page.message("name") == said
        assert page.summary == {"name": said}
        assert json.loads(page.value("strokes"))["strokes"] == [LINE]

    def test_a_drawing_that_is_wrong_does_not_matter_once_the_name_is_typed(self, signer: Resident) -> None:
        assert by_hand(signer.at("signature"), "nonsense", typed="y").location == "/dashboard"
