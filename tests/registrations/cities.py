"""Encinitas as it might be another year."""

from css.jurisdictions import Jurisdiction
from tests import builders


def encinitas(**changes: object) -> Jurisdiction:
    """The shipped city with other rules."""
    return builders.jurisdiction().model_copy(update=changes)


def reworded(language: str, *paragraphs: str, **changes: object) -> Jurisdiction:
    """The shipped city with another acknowledgement in one language."""
    city = builders.jurisdiction()
    texts = city.texts[language]
    acknowledgement = texts.acknowledgement.model_copy(update={"paragraphs": paragraphs})
    other = texts.model_copy(update={"acknowledgement": acknowledgement})
    return encinitas(texts={**city.texts, language: other}, **changes)
