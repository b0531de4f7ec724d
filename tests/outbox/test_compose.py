"""Queueing: in the caller's transaction, safe from injection, in the recipient's language."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path

import pytest
from babel.messages import mofile
from babel.messages.catalog import Catalog
from jinja2 import UndefinedError

from css.accounts.notices import Change
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import ChallengePurpose, OutboxMessage
from css.outbox import render
from css.outbox.mime import mail
from tests.outbox.builders import CODE, LETTERHEAD, MAILER, NOTICES, only, queue_code, queue_notice, queued

CHOOSE_WORDS = {"change"}
"""Values that stand in no mail: they say which words do."""


@pytest.fixture
def code(sqlite_database: Database, clock: FixedClock) -> OutboxMessage:
    queue_code(sqlite_database, clock.now())
    return only(sqlite_database)


def parsed(message: OutboxMessage) -> EmailMessage:
    raw = mail(message, message.created_at).raw
    return message_from_bytes(raw, _class=EmailMessage, policy=SMTPUTF8)


def test_a_rollback_of_the_callers_transaction_queues_nothing(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        MAILER.queue(session, "account-exists", to="a@example.com", language="en", now=clock.now())
        session.rollback()
    assert queued(database) == []


def test_a_commit_of_the_callers_transaction_queues_the_mail(database: Database, clock: FixedClock) -> None:
    queue_notice(database, clock.now())
    message = only(database)
    assert (message.state, message.due_at, message.language) == ("queued", clock.now(), "en")
    assert message.give_up_at == clock.now() + timedelta(days=2)


def test_the_text_part_has_the_code_and_no_other_six_digits_in_a_row(code: OutboxMessage) -> None:
    text = parsed(code).get_body(("plain",))
    assert text is not None
    assert re.findall(r"\d{6,}", text.get_content()) == [CODE]
    assert re.findall(r"\d{6,}", mail(code, code.created_at).raw.decode().partition("<!doctype")[0]) == [CODE]


def test_the_code_is_not_in_the_subject(code: OutboxMessage) -> None:
    assert code.subject == "Your verification code for Encinitas"


def test_a_letterhead_with_six_digits_in_a_row_is_refused() -> None:
    with pytest.raises(ValueError, match="7605550100"):
        replace(LETTERHEAD, help_desk_phone="7605550100")


def test_the_code_mail_says_how_long_it_works_in_the_citys_time(code: OutboxMessage) -> None:
    for part in (code.text, code.html):
        assert "It works once, for 10 minutes, until 9:10 am." in part
        assert "Nobody from the city will ask you for this code" in part


def test_a_copy_of_the_code_from_the_html_is_six_digits(code: OutboxMessage) -> None:
    assert CODE in re.sub(r"<[^>]+>", "", code.html)


def test_a_code_mail_is_not_tried_after_the_code_has_expired(code: OutboxMessage) -> None:
    assert code.give_up_at == code.created_at + timedelta(minutes=10)


def test_the_code_mail_holds_no_link_but_the_help_desks(code: OutboxMessage) -> None:
    assert "http" not in code.text + code.html
    assert re.findall(r'href="([^"]+)"', code.html) == ["mailto:permits@encinitasca.gov"]


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_says_the_same_in_text_and_html(kind: str, sqlite_database: Database, clock: FixedClock) -> None:
    with sqlite_database.writing() as session:
        message = MAILER.queue(session, kind, to="a@b.co", language="en", now=clock.now(), **NOTICES[kind])
    seen = re.sub(r"<[^>]+>", " ", message.html)
    for line in filter(None, message.text.splitlines()):
        for word in line.replace("---", "").split():
            assert word.rstrip(":,") in seen
    for name, value in NOTICES[kind].items():
        assert name in CHOOSE_WORDS or not isinstance(value, str) or value in message.text


@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize("for_staff", [True, False])
def test_every_change_of_authenticators_has_its_own_words(
    change: Change, for_staff: bool, sqlite_database: Database, clock: FixedClock
) -> None:
    kind, values = "authenticator-changed", {"change": str(change), "for_staff": for_staff, "provider": "Microsoft"}
    with sqlite_database.writing() as session:
        message = MAILER.queue(session, kind, to="a@b.co", language="en", now=clock.now(), **values)
    assert message.subject in message.text and message.subject in message.html
    assert ("/reset" in message.text) is not for_staff
    says_whose = change in (Change.IDENTITY_ADDED, Change.IDENTITY_REMOVED)
    assert ("Microsoft" in message.subject) is ("Microsoft" in message.html) is says_whose


@pytest.mark.parametrize("purpose", ChallengePurpose)
def test_a_code_says_what_whoever_has_it_could_do(
    purpose: ChallengePurpose, sqlite_database: Database, clock: FixedClock
) -> None:
    values = {"until": clock.now() + timedelta(minutes=10), "code": CODE, "purpose": purpose, "provider": "Facebook"}
    with sqlite_database.writing() as session:
        mail = MAILER.queue(session, "verification-code", to="a@b.co", language="en", now=clock.now(), **values)
    for part in (mail.text, mail.html):
        assert ("sign in here with Facebook as you" in part) is (purpose is ChallengePurpose.SOCIAL)


def test_every_message_is_two_files_and_every_one_is_tried_here() -> None:
    folder = render.TEMPLATES / "email"
    text, html = ({path.stem for path in folder.glob(f"*.{suffix}")} for suffix in ("txt", "html"))
    assert text - {"base"} == html - {"base", "parts"} == {"verification-code", *NOTICES}


def test_no_mail_has_images_scripts_or_anything_from_elsewhere(code: OutboxMessage) -> None:
    assert not re.search(r"<(img|script|link|iframe|object|form)\b|url\(|@import", code.html)


def test_html_is_escaped_and_text_is_not(sqlite_database: Database, clock: FixedClock) -> None:
    values = NOTICES["registration-denied"] | {"message": "<b>Not</b> & never"}
    with sqlite_database.writing() as session:
        message = MAILER.queue(session, "registration-denied", to="a@b.co", language="en", now=clock.now(), **values)
    assert "<b>Not</b> & never" in message.text
    assert "&lt;b&gt;Not&lt;/b&gt; &amp; never" in message.html
    assert "<b>" not in message.html


def test_a_value_inside_a_sentence_is_escaped_too(sqlite_database: Database, clock: FixedClock) -> None:
    with sqlite_database.writing() as session:
        message = MAILER.queue(
            session, "registration-approved", to="a@b.co", language="en", now=clock.now(), reference="<i>", message=""
        )
    assert "<i>" not in message.html
    assert "&lt;i&gt;" in message.html


def test_a_missing_value_is_an_error_and_not_a_gap(sqlite_database: Database, clock: FixedClock) -> None:
    with sqlite_database.writing() as session, pytest.raises(UndefinedError):
        MAILER.queue(session, "registration-approved", to="a@b.co", language="en", now=clock.now())


@pytest.mark.parametrize(
    "address",
    [
        "a@b.co\nBcc: c@d.co",
        "a@b.co\r\nSubject: hello",
        "a@b.co, c@d.co",
        "a@b.co c@d.co",
        "<a@b.co>",
        "a@b.co>",
        "a@b@c.co",
        "nobody",
        "a\x00@b.co",
        "a\u2028@b.co",
        "",
    ],
)
def test_an_address_that_is_not_exactly_one_is_refused(
    address: str, sqlite_database: Database, clock: FixedClock
) -> None:
    with sqlite_database.writing() as session, pytest.raises(ValueError, match="not one email address"):
        MAILER.queue(session, "account-exists", to=address, language="en", now=clock.now())


@pytest.mark.parametrize("address", ["o'hara+permits@x.co", "josé@correo.es", "a@españa.es"])
def test_an_unusual_address_is_accepted(address: str, sqlite_database: Database, clock: FixedClock) -> None:
    queue_code(sqlite_database, clock.now(), to=address)
    assert only(sqlite_database).recipient == address


@pytest.mark.parametrize("reference", ["R-1\nBcc: c@d.co", "R-1\r\nX: y", "R-1\rX", "R-1\u2028X"])
def test_a_line_break_never_becomes_a_header(reference: str, sqlite_database: Database, clock: FixedClock) -> None:
    with sqlite_database.writing() as session:
        try:
            message = MAILER.queue(
                session,
                "registration-received",
                to="a@b.co",
                language="en",
                now=clock.now(),
                reference=reference,
            )
        except ValueError:
            return
    assert set(parsed(message).keys()) == HEADERS


HEADERS = {
    "Date",
    "Message-ID",
    "From",
    "To",
    "Subject",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}


def test_the_mail_has_the_headers_of_an_automatic_mail(code: OutboxMessage) -> None:
    made = parsed(code)
    assert set(made.keys()) == HEADERS
    assert made["Auto-Submitted"] == "auto-generated"
    assert made["From"] == "City of Encinitas <noreply@encinitasca.gov>"
    assert made["To"] == "marisol@example.com"
    assert re.fullmatch(r"<[a-z]{20}@encinitasca\.gov>", made["Message-ID"])
    assert made.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in made.iter_parts()] == ["text/plain", "text/html"]


def test_the_domain_of_an_address_goes_over_the_wire_in_ascii(sqlite_database: Database, clock: FixedClock) -> None:
    queue_code(sqlite_database, clock.now(), to="a@españa.es")
    made = mail(only(sqlite_database), clock.now())
    assert (made.rcpt, made.recipient) == ("a@xn--espaa-rta.es", "a@españa.es")


def test_a_language_the_city_does_not_speak_gets_its_default(sqlite_database: Database, clock: FixedClock) -> None:
    queue_code(sqlite_database, clock.now(), language="fr")
    assert only(sqlite_database).language == "en"


def test_without_a_catalog_a_mail_is_english_and_says_so(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "CATALOGS", tmp_path)
    queue_code(sqlite_database, clock.now(), language="es")
    message = only(sqlite_database)
    assert "It works once, for 10 minutes, until 9:10 am." in message.text
    assert '<html lang="en">' in message.html


def test_a_mail_is_written_in_the_recipients_language_and_the_rest_in_english(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "CATALOGS", tmp_path)
    catalog = Catalog(locale="es")
    catalog.add("Your verification code", "Su código de verificación")
    catalog.add(
        "It works once, for %(minutes)d minutes, until %(time)s.",
        "Sirve una vez, durante %(minutes)d minutos, hasta las %(time)s.",
    )
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        mofile.write_mo(file, catalog)
    queue_code(sqlite_database, clock.now(), language="es")
    message = only(sqlite_database)
    assert "Sirve una vez, durante 10 minutos, hasta las 9:10 a.m." in message.text
    assert "Enter this code on the page" in message.text
    assert '<html lang="es">' in message.html
    assert "Su código de verificación</h1>" in message.html
