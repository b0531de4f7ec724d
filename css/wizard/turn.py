"""One press of a button on a step: what was sent, and what becomes of it."""

from dataclasses import dataclass
from typing import Any

from flask import Response, request

from css.models import Registration
from css.registrations import drafts, submissions, texts
from css.registrations.steps import Way
from css.web import login
from css.web.context import db_session, language, now, portal
from css.web.steps import STEPS, StepForm, sections
from css.wizard import pages
from css.wizard.pages import AnswerForm


@dataclass(frozen=True, slots=True)
class Turn:
    """A step as it was sent, and the answer to the city's question if it stood there."""

    registration: Registration
    way: Way
    name: str
    form: StepForm
    answer: AnswerForm

    @classmethod
    def sent(cls, registration: Registration, way: Way, name: str) -> "Turn":
        """What this request sent."""
        return cls(registration, way, name, STEPS[name].form.sent(), AnswerForm.sent())

    @property
    def is_right(self) -> bool:
        """Whether the step can be finished with it."""
        return self.form.validate() & self.answer.validate()

    @property
    def fits(self) -> bool:
        """Whether it can be kept as it is, right or wrong."""
        return self.form.fits() & self.answer.validate()

    def finish(self) -> None:
        """Keep the step, accept what it accepts, and after the last submit. Raises Stale, NotADraft, NotYet."""
        self._save(finish=True)
        self._accept(STEPS[self.name].accepts)
        if self.way.is_last(self.name):
            self._submit()

    def keep_as_typed(self) -> None:
        """Finish and accept nothing; a finished step stays finished if it is still right. Raises Stale, NotADraft."""
        self._save(finish=self.form.validate() and self.name in self.way.finished)
        drafts.keep_answer(self.registration, self.answer.value("answer"))

    def mistaken(self) -> Response:
        """The step again with what is wrong, as its page was made."""
        return self._page(422, version=self._version)

    def stale(self) -> Response:
        """The step again as it is by now, with what was typed here."""
        return self._page(409, stale=True)

    def _page(self, status: int, **more: Any) -> Response:
        return pages.step(self.registration, self.name, self.form, answer=self.answer, status=status, **more)

    @property
    def _version(self) -> int:
        """Of the registration, when the page was made."""
        return request.form.get("version", -1, type=int)

    def _accept(self, kind: str) -> None:
        """Note the text of this kind as the page showed it; a step that accepts none has no kind."""
        if kind:
            digest = request.form.get("accepted", "")
            shown = texts.shown(db_session(), self.registration, kind, digest, language())
            drafts.accept(self.registration, shown)

    def _save(self, *, finish: bool) -> None:
        answers, version = self.form.answers(), self._version
        drafts.save(db_session(), self.registration, self.name, answers, version=version, now=now(), finish=finish)

    def _submit(self) -> None:
        submissions.submit(
            db_session(),
            self.registration,
            portal().jurisdiction,
            portal().mailer,
            language=language(),
            answer=self.answer.value("answer"),
            copy=self._copy(),
            now=now(),
        )

    def _copy(self) -> list[tuple[str, str]]:
        """All that was entered, as it is read."""
        read = sections(self.registration.answers, self.way.steps, login.the_resident().email)
        return [(str(row.label), row.value) for section in read for row in section.rows]
