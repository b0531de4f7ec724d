"""The record of a signature: what was signed, by whom, and whether it is still what was signed."""

import hashlib
import json

import pytest
from sqlalchemy import text
from sqlmodel import Session

from css.core.clock import FixedClock
from css.registrations import signatures, submissions
from tests import builders
from tests.builders import Person
from tests.registrations.signing import DRAWN, boulder, record, sign, store, submission, tamper


class TestTheRecord:
    """It says who signed what, when and how, and one fingerprint covers all of it."""

    def test_a_drawn_signature_is_kept_as_it_was_drawn(self, session: Session, clock: FixedClock) -> None:
        sign(session, clock, strokes=DRAWN)
        signature = record(session).signature
        assert signature and signature.drawing
        assert signature.drawing.strokes == (((10, 20), (60, 80), (110, 20)),)
        assert (signature.name, signature.at) == ("Marisol Peña", clock.now())

    def test_a_typed_signature_is_the_name_and_no_drawing(self, session: Session, clock: FixedClock) -> None:
        sign(session, clock)
        signature = record(session).signature
        assert signature and signature.drawing is None
        assert signature.name == "Marisol Peña"

    def test_the_consent_is_kept_word_for_word_in_the_language_it_was_read_in(
        self, session: Session, clock: FixedClock
    ) -> None:
        sign(session, clock, language="es")
        signature = record(session).signature
        assert signature
        assert (signature.consent.kind, signature.consent.language) == ("consent", "es")
        assert signature.consent.text == boulder().consent("es").text
        assert signature.consent.version == boulder().consent_version

    def test_the_fingerprint_is_the_sha_256_of_everything_that_was_submitted(
        self, session: Session, clock: FixedClock
    ) -> None:
        draft = sign(session, clock, strokes=DRAWN)
        signed = record(session)
        assert signed.fingerprint == hashlib.sha256(signed.snapshot.encode()).hexdigest()
        everything = json.loads(signed.snapshot)
        assert everything["answers"]["address"] == Person().steps["address"]
        assert everything["answers"]["signature"]["strokes"] == DRAWN
        assert everything["consent"] == draft.consent
        assert everything["acknowledgement"] == draft.acknowledgement
        assert "".join(signed.groups) == signed.fingerprint

    def test_a_city_that_wants_no_signature_gives_no_receipt(self, session: Session, clock: FixedClock) -> None:
        builders.waiting(session, clock.now())
        assert submission(session).receipt is None
        assert signatures.of(session, submission(session)) is None
        assert signatures.of(session, None) is None


class TestTampering:
    """Whatever is changed afterwards is found, and is nobody's signature."""

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE submission SET snapshot = replace(snapshot, '92024', '92025')",
            "UPDATE submission SET snapshot = replace(snapshot, 'Peña', 'Pena')",
            "UPDATE submission SET snapshot = snapshot || ' '",
            "UPDATE submission SET snapshot = substr(snapshot, 2)",
            "UPDATE submission SET digest = 'x' || substr(digest, 2)",
            "UPDATE submission SET receipt = 'S-2026-FRGRY234'",
            "UPDATE accepted_text SET kind = 'acknowledgement' WHERE kind = 'consent'",
            "UPDATE accepted_text SET text = 'Something else.' WHERE kind = 'consent'",
            "UPDATE accepted_text SET text = 'Something else.' WHERE kind = 'acknowledgement'",
            "UPDATE accepted_text SET version = '9' WHERE kind = 'consent'",
        ],
    )
    def test_a_changed_byte_is_found(self, session: Session, clock: FixedClock, change: str) -> None:
        sign(session, clock, strokes=DRAWN)
        assert record(session).is_unchanged
        tamper(session, change)
        assert not record(session).is_unchanged
        assert record(session).signature is None

    def test_a_snapshot_changed_with_its_digest_is_found_by_whoever_holds_the_receipt(
        self, session: Session, clock: FixedClock
    ) -> None:
        sign(session, clock)
        held = record(session)
        forged = held.snapshot.replace("92024", "92025")
        store(session, forged)
        assert record(session).is_unchanged  # all that is left to compare with is what was mailed
        assert signatures.check(session, held.number, held.fingerprint) is None

    @pytest.mark.parametrize(
        "forged", ["{}", "null", "[]", '{"answers": {}}', '{"answers": {"signature": {"strokes": "x"}}}', ""]
    )
    def test_what_was_never_a_signed_record_is_found_though_its_digest_fits(
        self, session: Session, clock: FixedClock, forged: str
    ) -> None:
        sign(session, clock)
        store(session, forged)
        assert not record(session).is_unchanged

    def test_strokes_that_are_none_are_found_though_the_digest_fits(self, session: Session, clock: FixedClock) -> None:
        sign(session, clock, strokes=DRAWN)
        everything = json.loads(record(session).snapshot)
        everything["answers"]["signature"]["strokes"] = "nonsense"
        store(session, json.dumps(everything))
        assert not record(session).is_unchanged

    def test_a_consent_that_is_gone_is_found(self, session: Session, clock: FixedClock) -> None:
        sign(session, clock)
        session.connection().execute(text("UPDATE registration SET consent = NULL"))
        session.connection().execute(text("DELETE FROM accepted_text WHERE kind = 'consent'"))
        assert not record(session).is_unchanged

    def test_one_that_was_changed_does_not_hide_the_next(self, session: Session, clock: FixedClock) -> None:
        sign(session, clock)
        store(session, "{}")
        other = builders.draft(session, clock.now(), Person(email="ada@example.org"), boulder())
        submissions.submit(session, other, boulder(), builders.mailer("boulder"), language="en", now=clock.now())
        assert [one.is_unchanged for one in signatures.every(session)] == [False, True]


class TestTheCheck:
    """Anybody who holds a receipt may ask whether it is genuine."""

    @pytest.mark.parametrize("written", ["{}", " {} ", "\t{}\n"])
    def test_number_and_fingerprint_find_the_record_however_they_are_copied(
        self, session: Session, clock: FixedClock, written: str
    ) -> None:
        sign(session, clock)
        signed = record(session)
        spaced = " ".join(signed.groups).upper()
        found = signatures.check(session, written.format(signed.number.lower()), written.format(spaced))
        assert found and found.number == signed.number and found.is_unchanged

    def test_another_fingerprint_or_number_finds_nothing(self, session: Session, clock: FixedClock) -> None:
        sign(session, clock)
        signed = record(session)
        assert signatures.check(session, signed.number, "0" * 64) is None
        assert signatures.check(session, signed.number, signed.fingerprint[:-1]) is None
        assert signatures.check(session, signed.number, "ñ" * 64) is None
        assert signatures.check(session, "S-2026-BCDFGHJK", signed.fingerprint) is None
        assert signatures.check(session, "", "") is None

    def test_a_changed_record_is_told_to_whoever_holds_its_receipt(self, session: Session, clock: FixedClock) -> None:
        sign(session, clock)
        held = record(session)
        tamper(session, "UPDATE submission SET snapshot = '{}'")
        session.expire_all()
        found = signatures.check(session, held.number, held.fingerprint)
        assert found and not found.is_unchanged
