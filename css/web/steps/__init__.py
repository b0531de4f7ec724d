"""The wizard's steps, a module each: its form, and the rows in which others read its answers.

They are here because three rooms show them: the wizard, the resident's own details, and the staff's review.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from css.models import Answers
from css.web.context import language, portal
from css.web.steps import acknowledgement, address, personal_info, signature
from css.web.steps.step import Row, Step, StepForm

STEPS = {step.name: step for step in (acknowledgement.STEP, personal_info.STEP, address.STEP, signature.STEP)}

__all__ = ["STEPS", "Row", "Section", "Step", "StepForm", "sections", "title"]


@dataclass(frozen=True, slots=True)
class Section:
    """One step's answers to be read: its name, its title and the rows that say something."""

    step: str
    title: str
    rows: tuple[Row, ...]
    changeable: bool


def title(name: str) -> str:
    """The step's title in the page's language; the city may have taken the step, and its words, away since."""
    texts = portal().jurisdiction.text(language()).steps
    return texts[name].title if name in texts else name.replace("-", " ").title()


def sections(answers: Answers, names: Iterable[str]) -> list[Section]:
    """Everything that was answered, step by step; steps without rows are left out."""
    read = [_section(name, answers.get(name, {})) for name in names if name in STEPS]
    return [section for section in read if section.rows]


def _section(name: str, answers: Mapping[str, str]) -> Section:
    return Section(name, title(name), STEPS[name].rows(answers), STEPS[name].changeable)
