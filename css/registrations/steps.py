"""A registration's steps in order: which may be opened, what comes before and after."""

from dataclasses import dataclass
from enum import StrEnum

from css.models import Registration


class Place(StrEnum):
    """Where a step stands on the way."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Way:
    """The steps a draft began with, and those that are finished. Steps can be revisited, never skipped."""

    steps: tuple[str, ...]
    finished: frozenset[str]

    @classmethod
    def of(cls, registration: Registration) -> "Way":
        """The way of one registration."""
        return cls(tuple(registration.steps), frozenset(registration.finished))

    @property
    def first_unfinished(self) -> str:
        """Where the resident resumes; the last step when all are finished but not yet submitted."""
        return next((step for step in self.steps if step not in self.finished), self.steps[-1])

    @property
    def is_finished(self) -> bool:
        """Whether nothing but submitting remains."""
        return all(step in self.finished for step in self.steps)

    def may_open(self, step: str) -> bool:
        """Whether every step before this one is finished."""
        return step in self.steps and all(s in self.finished for s in self.steps[: self.steps.index(step)])

    def number(self, step: str) -> int:
        """1 for the first."""
        return self.steps.index(step) + 1

    def is_last(self, step: str) -> bool:
        """Whether finishing this step submits."""
        return step == self.steps[-1]

    def before(self, step: str) -> str | None:
        """The step to go back to; None at the first."""
        index = self.steps.index(step)
        return self.steps[index - 1] if index else None

    def after(self, step: str) -> str | None:
        """The step that follows; None at the last."""
        return None if self.is_last(step) else self.steps[self.steps.index(step) + 1]

    def place(self, step: str, here: str) -> Place:
        """Where `step` stands when `here` is open: a bar is done only if its step is finished."""
        if step == here:
            return Place.HERE
        return Place.DONE if step in self.finished else Place.AHEAD
