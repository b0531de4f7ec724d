"""A jurisdiction's words in one language: the tables under ``[text.en]``, ``[text.es]``.

All are plain text; ``**bold**`` is the only mark-up, turned into HTML by ``emphasis`` where it is shown.
What depends on the wizard's steps, on how accounts are activated or on re-registration is kept apart from the rest,
so that one word changed in the file changes every page that would have to say so.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from css.jurisdictions.checks import Frozen, Step, Text, read_only

Paragraphs = Annotated[tuple[Text, ...], Field(min_length=1)]
Activation = Literal["staff", "automatic"]


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


class Section(Frozen):
    """A heading of a page and the paragraphs below it."""

    title: Text
    paragraphs: Paragraphs


class Page(Frozen):
    """A page that is only read: help, accessibility, privacy."""

    title: Text
    lead: Text
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]


class Stage(Section):
    """One stage of the guide; ``points`` is a list shown below the paragraphs, or empty."""

    points: tuple[Text, ...] = ()


class GuideTexts(Frozen):
    """The guide's stages before the wizard. Those of its steps are kept with the step, the last with the activation."""

    title: Text
    intro: Paragraphs
    devices: Section
    open: Stage
    sign_in: Stage
    fill_in: Stage
    verify: Stage


class StepTexts(Frozen):
    """A step's name, as in "Step 1 of 3: Acknowledgement", and what other pages say where it is one of the steps."""

    title: Text
    guide: Stage
    overview: Item | None = None
    privacy: Section | None = None


class AcknowledgementTexts(Frozen):
    """What the resident acknowledges."""

    paragraphs: Paragraphs


class ConsentTexts(Frozen):
    """What a signature agrees to: the summary shown above the name, then the full text."""

    paragraphs: Annotated[tuple[Text, ...], Field(min_length=2)]


class ActivationTexts(Frozen):
    """What pages say of how an account becomes active; ``guide`` is the guide's last stage."""

    notice: Text
    overview: Item
    guide: Stage


class StaffTexts(ActivationTexts):
    """Where staff decide there is something to wait for, and to ask about."""

    help: Section


class Activations(Frozen):
    """Only the one the jurisdiction has chosen must be there."""

    staff: StaffTexts | None = None
    automatic: ActivationTexts | None = None

    def of(self, kind: Activation) -> ActivationTexts | None:
        """The words of this kind; None where the file has none."""
        return self.staff if kind == "staff" else self.automatic


class ReRegistrationGuide(Frozen):
    """What the guide says around its stages: the four ways to an account, and the heads of the stages themselves."""

    existing: Stage
    unsure: Section
    existing_email: Section
    existing_social: Section
    new: Section
    new_email: Section
    new_social: Section
    begin: Section
    steps: Section


class ReRegistrationTexts(Frozen):
    """What pages say to whoever had an account before; ``{date}`` is the day since when, written out."""

    notice: Paragraphs
    banner: Text
    help: Section
    guide: ReRegistrationGuide


class Texts(Frozen):
    """Everything a jurisdiction says in one language."""

    title: Text
    hero: Hero
    poster: Poster
    notice: Notice
    how_it_works: HowItWorks
    acknowledgement: AcknowledgementTexts
    consent: ConsentTexts | None = None
    steps: Annotated[Mapping[Step, StepTexts], AfterValidator(read_only)]
    activation: Activations
    re_registration: ReRegistrationTexts | None = None
    guide: GuideTexts
    help: Page
    accessibility: Page
    privacy: Page
