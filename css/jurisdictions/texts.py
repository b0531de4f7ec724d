"""A jurisdiction's words in one language: the tables under ``[text.en]``, ``[text.es]``.

All are plain text; ``**bold**`` is the only mark-up, turned into HTML by ``emphasis`` where it is shown.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from css.jurisdictions.checks import Frozen, Step, Text, read_only

Paragraphs = Annotated[tuple[Text, ...], Field(min_length=1)]


class Hero(Frozen):
    """The home page's large line and what stands below it."""

    title: Text
    lead: Text


class Poster(Frozen):
    """The one line beside a form on wide screens."""

    sign_in: Text
    verify: Text


class Notice(Frozen):
    """What is read between "Login or Register" and "Continue"; ``note`` is the small print, or empty."""

    title: Text
    paragraphs: Paragraphs
    note: str = ""


class Item(Frozen):
    """A short title and the text under it."""

    title: Text
    text: Text


class HowItWorks(Frozen):
    """The numbered overview at the foot of the home page."""

    title: Text
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class Stage(Frozen):
    """One stage of the guide; ``points`` is a list shown below the paragraphs, or empty."""

    title: Text
    paragraphs: Paragraphs
    points: tuple[Text, ...] = ()


class GuideTexts(Frozen):
    """The guide's stages around the wizard; those of the steps themselves are kept with the step."""

    title: Text
    intro: Paragraphs
    open: Stage
    sign_in: Stage
    fill_in: Stage
    verify: Stage
    after: Stage


class StepTexts(Frozen):
    """A step's name, as in "Step 1 of 3: Acknowledgement", and its stage of the guide."""

    title: Text
    guide: Stage


class AcknowledgementTexts(Frozen):
    """What the resident acknowledges."""

    paragraphs: Paragraphs


class Section(Frozen):
    """A heading of a page and the paragraphs below it."""

    title: Text
    paragraphs: Paragraphs


class Page(Frozen):
    """A page that is only read: help, accessibility, privacy."""

    title: Text
    lead: Text
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]


class Texts(Frozen):
    """Everything a jurisdiction says in one language."""

    title: Text
    hero: Hero
    poster: Poster
    notice: Notice
    how_it_works: HowItWorks
    acknowledgement: AcknowledgementTexts
    steps: Annotated[Mapping[Step, StepTexts], AfterValidator(read_only)]
    guide: GuideTexts
    help: Page
    accessibility: Page
    privacy: Page
