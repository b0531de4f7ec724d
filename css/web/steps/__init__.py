"""The wizard's steps, a module each: its form, and the rows in which others read its answers.

They are here because several rooms show them: the wizard, the dashboard, receipts, the staff's review, the guide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from css.models import Answers
from css.web.context import language, portal
from css.web.steps import acknowledgement, address, personal_info, signature
from css.web.steps.step import Row, Step, StepForm
from css.web.text import _

STEPS = {step.name: step for step in (acknowledgement.STEP, personal_info.STEP, address.STEP, signature.STEP)}

__all__ = ["STEPS", "Row", "Section", "Step", "StepForm", "button", "sections", "title"]


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


def button(name: str, steps: Sequence[str]) -> str:
    """What the button says that ends a step."""
    usual = _("Submit") if name == steps[-1] else _("Next")
    return str(STEPS[name].button) or usual


def sections(answers: Answers, names: Iterable[str], email: str = "") -> list[Section]:
    """Everything that was answered, step by step; steps without rows are left out.

    The email, where it is to be shown, ends the first: it was proven, not answered.
    """
    read = [_section(name, answers.get(name, {})) for name in names if name in STEPS]
    shown = [section for section in read if section.rows]
    if email and shown:
        shown[0] = replace(shown[0], rows=(*shown[0].rows, Row("email", _("Email"), email)))
    return shown


def _section(name: str, answers: Mapping[str, str]) -> Section:
    return Section(name, title(name), STEPS[name].rows(answers), STEPS[name].changeable)
