"""The frozen object a jurisdiction's file becomes. Only ``load`` makes one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from css.jurisdictions import colours
from css.jurisdictions.checks import (
    Address,
    ByLanguage,
    Colour,
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
from css.jurisdictions.texts import Stage, Texts

ContactPreference = Literal["email", "phone", "text", "mail"]


class Palette(Frozen):
    """A city's five colours in one theme, each ``#rrggbb``."""

    paper: Colour
    wash: Colour
    action: Colour
    deep: Colour
    sun: Colour


class Colours(Frozen):
    """Both themes; refused where a pair cannot be told apart well enough."""

    light: Palette
    dark: Palette

    @field_validator("light", "dark")
    @classmethod
    def _readable(cls, palette: Palette, info: ValidationInfo) -> Palette:
        for colour, why in colours.too_close(str(info.field_name), palette.model_dump()):
            raise refusal(colour, why)
        return palette


class HelpDesk(Frozen):
    """Where a resident gets help. ``name`` is its proper name, ``label`` what each language calls it."""

    name: Text
    label: ByLanguage
    email: Email
    phone: MailText
    hours: ByLanguage


class NavigationItem(Frozen):
    """A link of the header; ``key`` tells the current one."""

    key: Slug
    url: Address
    label: ByLanguage


class Link(Frozen):
    """A task on the home page, with one line under it."""

    url: Address
    label: ByLanguage
    note: ByLanguage


class HomeList(Frozen):
    """A column of tasks on the home page."""

    heading: ByLanguage
    note: ByLanguage
    links: Annotated[tuple[Link, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The acknowledgement as one resident reads it."""

    version: str
    language: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, paragraphs parted by an empty line."""
        return "\n\n".join(self.paragraphs)

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) of version, language and text: shows a text changed under one version."""
        return hashlib.sha256(f"{self.version}\n{self.language}\n{self.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide to registering: its stages in the order a resident meets them."""

    title: str
    intro: tuple[str, ...]
    stages: tuple[Stage, ...]


class Jurisdiction(Frozen):
    """A city or county and its rules."""

    name: Text
    state: State
    zone: ZoneInfo
    languages: Annotated[tuple[Language, ...], Field(min_length=1), AfterValidator(unique)]
    address_lines: Annotated[tuple[MailText, ...], Field(min_length=1)]
    mail_from: Email
    steps: Annotated[tuple[Step, ...], Field(min_length=1), AfterValidator(unique)]
    activation: Literal["staff", "automatic"]
    review_days: Annotated[int, Field(strict=True, ge=0)] = 0
    password_profile: Literal["default", "nist"]
    contact_preferences: Annotated[tuple[ContactPreference, ...], Field(min_length=1), AfterValidator(unique)]
    acknowledgement_version: Version
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

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.activation == "staff" and not self.review_days:
            raise refusal("review_days", "missing: the working days a review by staff may take")
        for language in self.languages:
            if language not in self.texts:
                raise refusal(f"text.{language}", "missing")
            for step in self.steps:
                if step not in self.texts[language].steps:
                    raise refusal(f"text.{language}.steps.{step}", "missing")
        return self

    @property
    def default_language(self) -> str:
        """The first language declared."""
        return self.languages[0]

    @property
    def title(self) -> str:
        """The city's full name in the default language; ``text(language).title`` in another."""
        return self.text(self.default_language).title

    def text(self, language: str) -> Texts:
        """The texts in a language; in the default one where it is not declared."""
        return self.texts[self._spoken(language)]

    def acknowledgement(self, language: str) -> Acknowledgement:
        """What a resident of that language acknowledges."""
        spoken = self._spoken(language)
        return Acknowledgement(self.acknowledgement_version, spoken, self.texts[spoken].acknowledgement.paragraphs)

    def guide(self, language: str) -> Guide:
        """The guide, its middle made of the wizard's own steps, so that the two cannot disagree."""
        texts = self.text(language)
        guide = texts.guide
        steps = (texts.steps[step].guide for step in self.steps)
        stages = (guide.open, guide.sign_in, guide.fill_in, guide.verify, *steps, guide.after)
        return Guide(guide.title, guide.intro, stages)

    def _spoken(self, language: str) -> str:
        return language if language in self.languages else self.default_language
