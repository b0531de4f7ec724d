"""What a city asks its residents to accept, kept word for word as it was shown, so that it can always be read again."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from css.core.db import take_turns
from css.jurisdictions import CONSENT, Jurisdiction, LegalText
from css.models import AcceptedText, Registration


def keep(session: Session, jurisdiction: Jurisdiction, language: str, now: datetime) -> dict[str, str]:
    """Keep today's texts in each language once; returns the digests of those in this language, by kind."""
    today = [text for spoken in jurisdiction.languages for text in jurisdiction.legal_texts(spoken)]
    missing = _missing(session, today)
    if missing:
        take_turns(session, "accepted-text")  # two first residents at once
        session.add_all(_row(text, now) for text in _missing(session, missing))
        session.flush()
    return {text.kind: text.digest for text in jurisdiction.legal_texts(language)}


def _missing(session: Session, texts: Iterable[LegalText]) -> list[LegalText]:
    digests = [text.digest for text in texts]
    kept = set(session.exec(select(AcceptedText.digest).where(col(AcceptedText.digest).in_(digests))))
    return [text for text in texts if text.digest not in kept]


def _row(text: LegalText, now: datetime) -> AcceptedText:
    return AcceptedText(
        digest=text.digest, kind=text.kind, version=text.version, language=text.language, text=text.text, kept_at=now
    )


def of_draft(session: Session, registration: Registration, kind: str, language: str) -> AcceptedText:
    """The text of this kind that the draft began with, in this language where it was kept in it."""
    first = session.get_one(AcceptedText, registration.consent if kind == CONSENT else registration.acknowledgement)
    if first.language == language:
        return first
    then = select(AcceptedText).where(
        AcceptedText.kind == kind,
        AcceptedText.version == first.version,
        AcceptedText.language == language,
        AcceptedText.kept_at <= registration.created_at,
    )
    return session.exec(then.order_by(col(AcceptedText.kept_at).desc())).first() or first


def shown(session: Session, registration: Registration, kind: str, digest: str, language: str) -> AcceptedText:
    """The text that a page showed, by the digest which that page sends back.

    The language may have been changed in another tab since; what is accepted is what was read, if the draft shows it.
    """
    text = session.get(AcceptedText, digest) if digest.isalnum() else None
    showable = of_draft(session, registration, kind, text.language if text else language)
    if text and text.digest == showable.digest:
        return text
    return of_draft(session, registration, kind, language)


def unchanged(session: Session, kind: str, digest: str | None) -> AcceptedText | None:
    """The text of this kind that was kept under this digest; None if it is gone, or is another one by now."""
    text = session.get(AcceptedText, digest) if digest else None
    if text is None:
        return None
    really = LegalText(kind, text.version, text.language, text.paragraphs).digest
    return text if (text.kind, text.digest) == (kind, really) else None
