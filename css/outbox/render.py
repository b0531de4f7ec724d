"""Rendering: templates/email/<message>.txt, whose first line is the subject, and <message>.html."""

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from css.core.settings import ROOT
from css.core.times import clock_time, stamp
from css.outbox.letterhead import Letterhead

TEMPLATES = ROOT / "templates"
CATALOGS = ROOT / "css" / "translations"
SOURCE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's three texts."""

    subject: str
    text: str
    html: str


def render(kind: str, language: str, letterhead: Letterhead, values: dict[str, object]) -> Rendered:
    """The mail in a language; in English where there is no catalog of that language.

    Raises jinja2.UndefinedError for a value that is missing, ValueError for a subject that is not one line.
    """
    environment, language = _environment(language, CATALOGS)
    shown = {"letterhead": letterhead, "language": language, **values}
    text = environment.get_template(f"email/{kind}.txt").render(shown)
    subject, _, body = text.partition("\n")
    if not subject.strip() or not subject.isprintable():
        raise ValueError("a subject is one line of text")
    return Rendered(subject, body.strip() + "\n", environment.get_template(f"email/{kind}.html").render(shown))


@lru_cache
def _environment(language: str, catalogs: Path) -> tuple[Environment, str]:
    """An environment for one language, and the language it really speaks."""
    translations = Translations.load(str(catalogs), [language])
    if not isinstance(translations, Translations):
        language = SOURCE_LANGUAGE
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(time=partial(clock_time, language=language), stamp=partial(stamp, language=language))
    _install(environment, translations)
    return environment, language


def _install(environment: Environment, translations: NullTranslations) -> None:
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
