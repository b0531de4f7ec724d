"""What was accepted is kept as it was, word for word."""

import pytest
from sqlmodel import Session, select

from css.core.clock import FixedClock
from css.jurisdictions import ACKNOWLEDGEMENT, Jurisdiction
from css.models import AcceptedText, Registration
from css.registrations import drafts, texts
from tests import builders
from tests.builders import Person
from tests.registrations.cities import encinitas, reworded


def begin(
    session: Session, clock: FixedClock, city: Jurisdiction, language: str = "en", email: str = "marisol@example.com"
) -> Registration:
    account = builders.account(session, clock.now(), Person(email=email))
    draft = drafts.begin(session, account, city, language=language, mobile_phone="", now=clock.now())
    session.flush()
    return draft


def shown(session: Session, draft: Registration, language: str) -> str:
    return texts.of_draft(session, draft, ACKNOWLEDGEMENT, language).text


def words(city: Jurisdiction, language: str) -> str:
    return "\n\n".join(city.texts[language].acknowledgement.paragraphs)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_text_is_kept_word_for_word_under_its_digest(session: Session, clock: FixedClock, language: str) -> None:
    city = builders.jurisdiction()
    draft = begin(session, clock, city, language)
    kept = session.get_one(AcceptedText, draft.acknowledgement)
    assert kept.text == words(city, language)
    assert (kept.language, kept.version, kept.kept_at) == (language, city.acknowledgement_version, clock.now())
    assert kept.digest == city.acknowledgement(language).digest


def test_each_language_is_kept_once_however_many_register(session: Session, clock: FixedClock) -> None:
    begin(session, clock, builders.jurisdiction())
    clock.advance(days=1)
    begin(session, clock, builders.jurisdiction(), email="ada@example.org")
    assert {text.language for text in session.exec(select(AcceptedText))} == {"en", "es"}
    assert len(session.exec(select(AcceptedText)).all()) == 2


def test_a_draft_shows_the_text_it_began_with_though_the_city_has_another(session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock, builders.jurisdiction())
    clock.advance(days=1)
    begin(session, clock, reworded("en", "Something else.", acknowledgement_version="2"), email="ada@example.org")
    assert shown(session, draft, "en") == words(builders.jurisdiction(), "en")
    assert shown(session, draft, "es") == words(builders.jurisdiction(), "es")


def test_a_resident_who_changes_the_language_reads_the_same_version_in_it(session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock, builders.jurisdiction(), "en")
    assert shown(session, draft, "es") == words(builders.jurisdiction(), "es")
    drafts.accept(draft, texts.of_draft(session, draft, ACKNOWLEDGEMENT, "es"))
    assert shown(session, draft, "en") == words(builders.jurisdiction(), "en")


def test_who_accepts_in_spanish_keeps_the_spanish_text(session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock, builders.jurisdiction(), "en")
    spanish = texts.of_draft(session, draft, ACKNOWLEDGEMENT, "es")
    drafts.accept(draft, texts.shown(session, draft, ACKNOWLEDGEMENT, spanish.digest, language="en"))
    assert session.get_one(AcceptedText, draft.acknowledgement).text == words(builders.jurisdiction(), "es")


def test_what_is_accepted_is_the_page_that_was_read_whatever_the_language_is_by_now(
    session: Session, clock: FixedClock
) -> None:
    draft = begin(session, clock, builders.jurisdiction())
    for read, asked in (("en", "es"), ("es", "en")):
        digest = texts.of_draft(session, draft, ACKNOWLEDGEMENT, read).digest
        assert texts.shown(session, draft, ACKNOWLEDGEMENT, digest, language=asked).language == read


def test_a_digest_of_no_text_of_this_draft_means_the_page_in_the_language_asked_for(
    session: Session, clock: FixedClock
) -> None:
    draft = begin(session, clock, builders.jurisdiction())
    clock.advance(days=1)
    newer = begin(
        session, clock, reworded("en", "Something else.", acknowledgement_version="2"), email="ada@example.org"
    )
    for foreign in ("", "f" * 64, newer.acknowledgement):
        assert texts.shown(session, draft, ACKNOWLEDGEMENT, foreign, "es").text == words(builders.jurisdiction(), "es")


def test_a_text_changed_under_one_version_is_a_different_digest(session: Session, clock: FixedClock) -> None:
    before = begin(session, clock, builders.jurisdiction())
    clock.advance(days=1)
    after = begin(session, clock, reworded("en", "Something else."), email="ada@example.org")
    assert before.acknowledgement != after.acknowledgement
    assert shown(session, before, "en") == words(builders.jurisdiction(), "en")
    assert shown(session, after, "en") == "Something else."


def test_a_text_corrected_in_one_language_is_shown_in_all_of_them_as_the_draft_began(
    session: Session, clock: FixedClock
) -> None:
    before = begin(session, clock, builders.jurisdiction())
    clock.advance(days=1)
    city = reworded("es", "Corregido.")
    english = begin(session, clock, city, "en", email="ada@example.org")
    spanish = begin(session, clock, city, "es", email="eva@example.org")
    assert shown(session, before, "es") == words(builders.jurisdiction(), "es")
    assert shown(session, english, "es") == shown(session, spanish, "es") == "Corregido."
    assert shown(session, spanish, "en") == words(builders.jurisdiction(), "en")


def test_a_city_that_goes_back_to_an_earlier_version_shows_that_one_in_every_language(
    session: Session, clock: FixedClock
) -> None:
    begin(session, clock, builders.jurisdiction())
    clock.advance(days=1)
    begin(session, clock, reworded("es", "Otro.", acknowledgement_version="2"), email="ada@example.org")
    clock.advance(days=1)
    draft = begin(session, clock, builders.jurisdiction(), email="eva@example.org")
    assert shown(session, draft, "es") == words(builders.jurisdiction(), "es")


def test_a_version_raised_without_a_change_is_a_text_of_its_own(session: Session, clock: FixedClock) -> None:
    first = begin(session, clock, builders.jurisdiction())
    second = begin(session, clock, encinitas(acknowledgement_version="2"), email="ada@example.org")
    assert first.acknowledgement != second.acknowledgement
    assert session.get_one(AcceptedText, second.acknowledgement).version == "2"


def test_a_language_the_text_was_not_kept_in_shows_the_one_it_began_with(session: Session, clock: FixedClock) -> None:
    draft = begin(session, clock, encinitas(languages=("en",)))
    assert shown(session, draft, "es") == words(builders.jurisdiction(), "en")
