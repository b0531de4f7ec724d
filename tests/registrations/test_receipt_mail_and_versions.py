"""The copy that is mailed, and which text each account signed."""

import re

from sqlmodel import Session, select

from css.core.clock import FixedClock
from css.jurisdictions import Jurisdiction
from css.models import AcceptedText, OutboxMessage
from css.registrations import drafts, signatures, submissions
from tests import builders
from tests.builders import Person
from tests.registrations.cities import encinitas
from tests.registrations.signing import DRAWN, boulder, receipt_mail, record, sign, submission


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
