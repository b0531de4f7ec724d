"""The acknowledgement as it was shown: kept word for word, so that what was accepted can always be read again."""

from datetime import datetime

from sqlmodel import Session, col, select

from css.core.db import take_turns
from css.jurisdictions import Acknowledgement, Jurisdiction
from css.models import AcceptedText, Registration

ACKNOWLEDGEMENT = "acknowledgement"


def keep_acknowledgement(session: Session, jurisdiction: Jurisdiction, language: str, now: datetime) -> str:
    """Keep today's text in each language once; returns the digest of the one in this language."""
    texts = [jurisdiction.acknowledgement(spoken) for spoken in jurisdiction.languages]
    if any(session.get(AcceptedText, text.digest) is None for text in texts):
        _keep(session, texts, now)
    return jurisdiction.acknowledgement(language).digest


def _keep(session: Session, texts: list[Acknowledgement], now: datetime) -> None:
    take_turns(session, "accepted-text")  # two first residents at once
    for text in texts:
        if session.get(AcceptedText, text.digest) is None:
            session.add(
                AcceptedText(
                    digest=text.digest,
                    kind=ACKNOWLEDGEMENT,
                    version=text.version,
                    language=text.language,
                    text=text.text,
                    kept_at=now,
                )
            )
    session.flush()


def acknowledgement_for(session: Session, registration: Registration, language: str) -> AcceptedText:
    """The text that the draft began with, in this language where it was kept in it."""
    first = session.get_one(AcceptedText, registration.acknowledgement)
    if first.language == language:
        return first
    then = select(AcceptedText).where(
        AcceptedText.kind == ACKNOWLEDGEMENT,
        AcceptedText.version == first.version,
        AcceptedText.language == language,
        AcceptedText.kept_at <= registration.created_at,
    )
    return session.exec(then.order_by(col(AcceptedText.kept_at).desc())).first() or first


def shown(session: Session, registration: Registration, digest: str, language: str) -> AcceptedText:
    """The text that a page showed, by the digest which that page sends back.

    The language may have been changed in another tab since; what is accepted is what was read.
    """
    usual = acknowledgement_for(session, registration, language)
    text = session.get(AcceptedText, digest) if digest.isalnum() else None
    known = text and (text.kind, text.version) == (usual.kind, usual.version)
    return text if text and known and text.kept_at <= registration.created_at else usual
