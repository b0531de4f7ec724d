"""What a step is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from css.registrations.rules import LONGEST
from css.web.forms import TOO_LONG, PortalForm


class Row(NamedTuple):
    """A field to be read: its key in the answers, its label, what was entered."""

    field: str
    label: str
    value: str


class StepForm(PortalForm):
    """A step's form; its fields are named as in the answers.

    `not_answers` are sent but not kept; `measured_apart` are fields whose own rule says how long they may be.
    """

    not_answers: frozenset[str] = frozenset()
    measured_apart: frozenset[str] = frozenset()

    def fits(self) -> bool:
        """Whether what was typed can be kept as it is, right or wrong: no field longer than any may be."""
        for asked in self:
            if asked.name not in self.measured_apart and len(str(asked.data or "")) > LONGEST:
                asked.errors = [TOO_LONG]
        return not any(asked.errors for asked in self)

    def answers(self) -> dict[str, str]:
        """What is kept of the form."""
        return {name: _kept(value) for name, value in self.data.items() if name not in self.not_answers}


def _kept(value: object) -> str:
    return "y" if value is True else str(value or "")


def _no_rows(_answers: Mapping[str, str]) -> tuple[Row, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the wizard. Its template is templates/partials/steps/<name>.html; what stands beside it is
    <name>-aside.html, or when the draft was saved.

    `reacts` names the fields whose change swaps a part of the page, and the partial that is that part.
    `changeable`: the resident keeps its answers up to date on the dashboard; what was accepted or signed stays.
    `accepts` is the kind of the city's text that finishing the step accepts; `button` what its button says, where that
    is not Next or Submit. `script` is a static file that it needs, a module.
    """

    name: str
    form: type[StepForm]
    rows: Callable[[Mapping[str, str]], tuple[Row, ...]] = _no_rows
    reacts: Mapping[str, str] = field(default_factory=dict)
    changeable: bool = True
    accepts: str = ""
    button: str = ""
    script: str = ""
