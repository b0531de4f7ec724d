"""The frozen object a jurisdiction's file becomes. Only ``load`` makes one."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from css.core import times
from css.jurisdictions.checks import (
    Email,
    Frozen,
    Language,
    Length,
    MailText,
    Slug,
    State,
    Step,
    Text,
    Version,
    read_only,
    refusal,
    unique,
)
from css.jurisdictions.dates import with_date
from css.jurisdictions.legal import ACKNOWLEDGEMENT, CONSENT, LegalText
from css.jurisdictions.parts import Colours, HelpDesk, HomeList, NavigationItem, ReRegistration
from css.jurisdictions.said import Said
from css.jurisdictions.texts import Activation, Texts

SIGNATURE = "signature"  # the step that needs a consent
ContactPreference = Literal["email", "phone", "text", "mail"]


class Jurisdiction(Frozen):
    """A city or county and its rules."""

    name: Text
    state: State
    zone: ZoneInfo
    languages: Annotated[tuple[Language, ...], Field(min_length=1), AfterValidator(unique)]
    address_lines: Annotated[tuple[MailText, ...], Field(min_length=1)]
    mail_from: Email
    steps: Annotated[tuple[Step, ...], Field(min_length=1), AfterValidator(unique)]
    activation: Activation
    review_days: Annotated[int, Field(strict=True, ge=0)] = 0
    password_profile: Literal["default", "nist"]
    contact_preferences: Annotated[tuple[ContactPreference, ...], Field(min_length=1), AfterValidator(unique)]
    acknowledgement_version: Version
    consent_version: Version | None = None
    re_registration: ReRegistration | None = None
    art: Slug
    corner: Length
    colours: Colours
    help_desk: HelpDesk
    navigation: tuple[NavigationItem, ...]
    home: Annotated[tuple[HomeList, ...], Field(min_length=1)]
    texts: Annotated[Mapping[Language, Texts], Field(alias="text"), AfterValidator(read_only)]

    @field_validator("navigation")
    @classmethod
    def _keys_differ(cls, items: tuple[NavigationItem, ...]) -> tuple[NavigationItem, ...]:
        unique(tuple(item.key for item in items))
        return items

    @field_validator("texts")
    @classmethod
    def _dated(cls, texts: Mapping[str, Texts], info: ValidationInfo) -> Mapping[str, Texts]:
        """The day since when accounts are made anew, written out wherever a text names it."""
        again: ReRegistration | None = info.data.get("re_registration")
        return read_only({language: _told_since(again, told, language) for language, told in texts.items()})

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.activation == "staff" and not self.review_days:
            raise refusal("review_days", "missing: the working days a review by staff may take")
        if self.signs and self.steps[-1] != SIGNATURE:
            raise refusal("steps", "signature must be the last: residents sign what they have entered")
        if self.signs and self.consent_version is None:
            raise refusal("consent_version", "missing: the version of what a resident agrees to by signing")
        for language in self.languages:
            if language not in self.texts:
                raise refusal(f"text.{language}", "missing")
            for key in self._lacking(self.texts[language]):
                raise refusal(f"text.{language}.{key}", "missing")
        return self

    def _lacking(self, texts: Texts) -> Iterator[str]:
        """The tables that this city needs, for what it has switched on, and this language lacks."""
        yield from (f"steps.{step}" for step in self.steps if step not in texts.steps)
        if self.signs and texts.consent is None:
            yield "consent"
        if texts.activation.of(self.activation) is None:
            yield f"activation.{self.activation}"
        if self.re_registration and texts.re_registration is None:
            yield "re_registration"

    @property
    def default_language(self) -> str:
        """The first language declared."""
        return self.languages[0]

    @property
    def title(self) -> str:
        """The city's full name in the default language; ``text(language).title`` in another."""
        return self.text(self.default_language).title

    @property
    def signs(self) -> bool:
        """Whether residents sign what they register."""
        return SIGNATURE in self.steps

    def text(self, language: str) -> Texts:
        """The texts in a language; in the default one where it is not declared."""
        return self.texts[self._spoken(language)]

    def acknowledgement(self, language: str) -> LegalText:
        """What a resident of that language acknowledges."""
        paragraphs = self.text(language).acknowledgement.paragraphs
        return LegalText(ACKNOWLEDGEMENT, self.acknowledgement_version, self._spoken(language), paragraphs)

    def consent(self, language: str) -> LegalText:
        """What a resident of that language agrees to by signing. Raises LookupError where nobody signs."""
        consent = self.text(language).consent
        if consent is None or self.consent_version is None:
            raise LookupError(f"{self.name} has no consent: nobody signs there")
        return LegalText(CONSENT, self.consent_version, self._spoken(language), consent.paragraphs)

    def legal_texts(self, language: str) -> tuple[LegalText, ...]:
        """All that a resident of that language accepts on the way: the consent only where they sign."""
        accepted = (self.acknowledgement(language),)
        return (*accepted, self.consent(language)) if self.signs else accepted

    def said(self, language: str) -> Said:
        """The pages in a language, with what is switched on and without what is not."""
        texts = self.text(language)
        activation = texts.activation.of(self.activation)
        assert activation  # nothing is lacking
        return Said(texts, self.steps, activation, texts.re_registration if self.re_registration else None)

    def _spoken(self, language: str) -> str:
        return language if language in self.languages else self.default_language


def _told_since(again: ReRegistration | None, texts: Texts, language: str) -> Texts:
    # Where nobody registers again these words are shown to nobody, yet checked: they may be switched on one day.
    day = times.full_date(again.since, language) if again else ""
    dated = with_date(texts.re_registration, day, f"{language}.re_registration")
    return texts.model_copy(update={"re_registration": dated})
