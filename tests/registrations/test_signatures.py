"""The record of a signature: what was signed, by whom, and whether it is still what was signed."""

import hashlib
import json
import re

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from css.core.clock import FixedClock
from css.jurisdictions import Jurisdiction
from css.models import AcceptedText, OutboxMessage, Registration, Submission
from css.registrations import drafts, signatures, submissions
from css.registrations.signatures import SignedRecord
from tests import builders
from tests.builders import Person
from tests.registrations.cities import encinitas

DRAWN = json.dumps({"box": [640, 176], "strokes": [[[10, 20], [60, 80], [110, 20]]]})


def boulder(**changes: object) -> Jurisdiction:
    return builders.jurisdiction("boulder").model_copy(update=changes)


def sign(
    session: Session, clock: FixedClock, *, strokes: str = "", language: str = "en", city: Jurisdiction | None = None
) -> Registration:
    """Somebody registers in Boulder and signs."""
    city = city or boulder()
    draft = builders.draft(session, clock.now(), Person(), city, language)
    given = {"name": "Marisol Peña", "typed": "" if strokes else "y", "strokes": strokes}
    drafts.save(session, draft, "signature", given, version=draft.version, now=clock.now(), finish=True)
    copy = [("Address", "505 S Vulcan Ave")]
    submissions.submit(session, draft, city, builders.mailer("boulder"), language=language, copy=copy, now=clock.now())
    session.flush()
    return draft


def submission(session: Session) -> Submission:
    return session.exec(select(Submission)).one()


def record(session: Session) -> SignedRecord:
    session.expire_all()
    found = signatures.of(session, submission(session))
    assert found
    return found


def tamper(session: Session, statement: str, **values: str) -> None:
    """As somebody would who has the database in hand."""
    table = statement.split()[1]
    on = f" ON {table}" if session.get_bind().dialect.name == "postgresql" else ""
    session.connection().execute(text(f"DROP TRIGGER {table}_is_immutable{on}"))
    session.connection().execute(text(statement), values)


def store(session: Session, forged: str) -> None:
    """Another snapshot in place of the signed one, with the digest that fits it."""
    digest = hashlib.sha256(forged.encode()).hexdigest()
    tamper(session, "UPDATE submission SET snapshot = :forged, digest = :digest", forged=forged, digest=digest)


def receipt_mail(session: Session) -> OutboxMessage:
    return session.exec(select(OutboxMessage).where(OutboxMessage.kind == "signature-receipt")).one()


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


class TestTheMail:
    """The resident gets a copy to keep."""

    def test_it_holds_number_fingerprint_entries_and_the_text_agreed_to(
        self, session: Session, clock: FixedClock
    ) -> None:
        sign(session, clock, strokes=DRAWN)
        mail, signed = receipt_mail(session), record(session)
        assert mail.recipient == "marisol@example.com"
        for body in (mail.text, mail.html):
            assert signed.number in body
            assert signed.fingerprint in re.sub(r"\s", "", body)
            assert "505 S Vulcan Ave" in body and "Marisol Peña" in body
            assert "November 20, 2026, 10:00 am MST" in body
        assert boulder().consent("en").text.replace("**", "") in mail.text
        assert "http://localhost:8000/receipts" in mail.text

    def test_the_fingerprint_never_reads_like_a_verification_code(self, session: Session, clock: FixedClock) -> None:
        for number in range(20):
            person = Person(email=f"somebody{number}@example.org")
            draft = builders.draft(session, clock.now(), person, boulder())
            submissions.submit(session, draft, boulder(), builders.mailer("boulder"), language="en", now=clock.now())
        mails = session.exec(select(OutboxMessage.text).where(OutboxMessage.kind == "signature-receipt")).all()
        assert len(mails) == 20
        assert not [mail for mail in mails if re.search(r"\d{6}", mail)]

    def test_it_speaks_the_residents_language(self, session: Session, clock: FixedClock) -> None:
        sign(session, clock, language="es")
        mail = receipt_mail(session)
        assert boulder().consent("es").text.replace("**", "") in mail.text
        assert "20 de noviembre de 2026" in mail.text

    def test_without_a_signature_there_is_no_receipt(self, session: Session, clock: FixedClock) -> None:
        builders.waiting(session, clock.now())
        kinds = set(session.exec(select(OutboxMessage.kind)))
        assert kinds == {"verification-code", "registration-received"}


class TestVersions:
    """A draft keeps the consent it began with; each account accepted just that."""

    def test_a_draft_begun_under_the_old_text_signs_the_old_text(self, session: Session, clock: FixedClock) -> None:
        old = builders.draft(session, clock.now(), Person(), boulder())
        clock.advance(days=1)
        newer = _reworded("Something else entirely.", consent_version="2")
        new = builders.draft(session, clock.now(), Person(email="ada@example.org"), newer)
        for draft in (old, new):  # both submit today, when the new text is the city's
            submissions.submit(session, draft, newer, builders.mailer("boulder"), language="en", now=clock.now())
        first, second = (signatures.newest(session, draft) for draft in (old, new))
        assert first and second and first.signature and second.signature
        assert first.signature.consent.text == boulder().consent("en").text
        assert first.signature.consent.version == boulder().consent_version
        assert second.signature.consent.text == "Something else entirely."
        assert second.signature.consent.version == "2"

    def test_a_draft_begun_before_the_city_wanted_a_signature_ends_without_one(
        self, session: Session, clock: FixedClock
    ) -> None:
        draft = builders.draft(session, clock.now(), Person(), encinitas())
        assert draft.consent is None
        signing = encinitas(steps=(*encinitas().steps, "signature"))
        submissions.submit(session, draft, signing, builders.mailer(), language="en", now=clock.now())
        assert submission(session).receipt is None

    def test_a_draft_begun_with_a_signature_is_signed_though_the_city_wants_none_any_more(
        self, session: Session, clock: FixedClock
    ) -> None:
        draft = builders.draft(session, clock.now(), Person(), boulder())
        unsigned = boulder(steps=boulder().steps[:-1])
        submissions.submit(session, draft, unsigned, builders.mailer("boulder"), language="en", now=clock.now())
        assert record(session).is_unchanged

    def test_each_text_is_kept_once_in_each_language(self, session: Session, clock: FixedClock) -> None:
        for number in range(3):
            builders.draft(session, clock.now(), Person(email=f"somebody{number}@example.org"), boulder())
        kept = sorted((one.kind, one.language) for one in session.exec(select(AcceptedText)))
        assert kept == [("acknowledgement", "en"), ("acknowledgement", "es"), ("consent", "en"), ("consent", "es")]

    def test_what_is_asked_for_again_is_signed_anew(self, session: Session, clock: FixedClock) -> None:
        draft = builders.draft(session, clock.now(), Person(), boulder(activation="staff"))
        drafts.reopen(draft, clock.now())
        assert "signature" not in draft.answers
        assert draft.answers["address"] == Person().steps["address"]
        assert draft.finished == []


def _reworded(words: str, **changes: object) -> Jurisdiction:
    city = boulder()
    texts = city.texts["en"]
    assert texts.consent
    other = texts.model_copy(update={"consent": texts.consent.model_copy(update={"paragraphs": (words,)})})
    return boulder(texts={**city.texts, "en": other}, **changes)
