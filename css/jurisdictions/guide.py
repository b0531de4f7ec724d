"""The guide to registering, put together from the wizard's own steps, so that the two cannot disagree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from css.jurisdictions.texts import (
    ActivationTexts,
    ReRegistrationGuide,
    ReRegistrationTexts,
    Section,
    Stage,
    Texts,
)


@dataclass(frozen=True, slots=True)
class GuideStage:
    """One stage in full; ``step`` names the step of the wizard it tells of, or is empty."""

    number: int
    step: str
    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]

    @property
    def id(self) -> str:
        """Where a link to it leads."""
        return f"stage-{self.number}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of the guide and what stands below it.

    ``parts`` are chapters one level down, ``way`` the stages one kind of resident passes, as links,
    ``stages`` those told in full here.
    """

    id: str
    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()
    parts: tuple["Chapter", ...] = ()
    way: tuple[GuideStage, ...] = ()
    stages: tuple[GuideStage, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """The whole guide; ``stages`` are those that stand in no chapter, in the order a resident meets them."""

    title: str
    intro: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    stages: tuple[GuideStage, ...] = ()


def compose(
    texts: Texts, steps: Iterable[str], activation: ActivationTexts, again: ReRegistrationTexts | None
) -> Guide:
    """The guide for these steps; with ``again`` there are four ways, those of existing holders first."""
    guide = texts.guide
    before = tuple(_numbered(1, (("", told) for told in (guide.open, guide.sign_in, guide.fill_in, guide.verify))))
    in_wizard = ((step, texts.steps[step].guide) for step in steps)
    within = tuple(_numbered(len(before) + 1, (*in_wizard, ("", activation.guide))))
    devices = _chapter("devices", guide.devices)
    if again is None:
        return Guide(guide.title, guide.intro, (devices,), (*before, *within))
    return Guide(guide.title, guide.intro, (devices, *_ways(again.guide, before, within)))


def _numbered(first: int, told: Iterable[tuple[str, Stage]]) -> Iterator[GuideStage]:
    for number, (step, stage) in enumerate(told, first):
        yield GuideStage(number, step, stage.title, stage.paragraphs, stage.points)


def _ways(
    told: ReRegistrationGuide, before: tuple[GuideStage, ...], within: tuple[GuideStage, ...]
) -> Iterator[Chapter]:
    with_email = (*before, *within)
    with_social = (*before[:2], *within)  # the provider knows who they are: nothing to fill in, no code
    yield _chapter(
        "existing",
        told.existing,
        points=told.existing.points,
        parts=(
            _chapter("unsure", told.unsure),
            _chapter("option-1", told.existing_email, way=with_email),
            _chapter("option-2", told.existing_social, way=with_social),
        ),
    )
    yield _chapter(
        "new",
        told.new,
        parts=(
            _chapter("option-3", told.new_email, way=with_email),
            _chapter("option-4", told.new_social, way=with_social),
        ),
    )
    yield _chapter("begin", told.begin, stages=before)
    yield _chapter("steps", told.steps, stages=within)


def _chapter(
    at: str,
    told: Section,
    *,
    points: tuple[str, ...] = (),
    parts: tuple[Chapter, ...] = (),
    way: tuple[GuideStage, ...] = (),
    stages: tuple[GuideStage, ...] = (),
) -> Chapter:
    return Chapter(at, told.title, told.paragraphs, points, parts, way, stages)
