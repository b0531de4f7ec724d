"""A city's pages in one language, put together from its words for what it has switched on."""

from collections.abc import Iterator
from dataclasses import dataclass

from css.jurisdictions.guide import Guide, compose
from css.jurisdictions.texts import (
    ActivationTexts,
    HowItWorks,
    Notice,
    Page,
    ReRegistrationTexts,
    StaffTexts,
    StepTexts,
    Texts,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What each page says; ``again`` is None where nobody registers again."""

    texts: Texts
    steps: tuple[str, ...]
    activation: ActivationTexts
    again: ReRegistrationTexts | None

    @property
    def notice(self) -> Notice:
        """The notice: first what existing holders must do, last how the account becomes active."""
        notice = self.texts.notice
        first = self.again.notice if self.again else ()
        return notice.model_copy(update={"paragraphs": (*first, *notice.paragraphs, self.activation.notice)})

    @property
    def how_it_works(self) -> HowItWorks:
        """The overview, with an item for each step that has one to add, and the activation's as the last."""
        overview = self.texts.how_it_works
        added = (step.overview for step in self._steps() if step.overview)
        return overview.model_copy(update={"items": (*overview.items, *added, self.activation.overview)})

    @property
    def banner(self) -> str:
        """What the sign-in page says to whoever had an account before; empty where nobody registers again."""
        return self.again.banner if self.again else ""

    @property
    def help(self) -> Page:
        """Help, first for existing holders, last for whoever waits for staff."""
        page = self.texts.help
        first = (self.again.help,) if self.again else ()
        last = (self.activation.help,) if isinstance(self.activation, StaffTexts) else ()
        return page.model_copy(update={"sections": (*first, *page.sections, *last)})

    @property
    def privacy(self) -> Page:
        """Privacy; what a step adds stands below the first section, which says what is kept."""
        page = self.texts.privacy
        added = (step.privacy for step in self._steps() if step.privacy)
        return page.model_copy(update={"sections": (page.sections[0], *added, *page.sections[1:])})

    @property
    def guide(self) -> Guide:
        """The guide to registering, with the steps of this wizard."""
        return compose(self.texts, self.steps, self.activation, self.again)

    def _steps(self) -> Iterator[StepTexts]:
        return (self.texts.steps[step] for step in self.steps)
