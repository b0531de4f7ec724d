"""The wizard's page: the step's own fields between the head and the buttons that every step has."""

from dataclasses import dataclass

from flask import Response, url_for
from wtforms import TextAreaField

from css.models import AcceptedText, Registration
from css.registrations import drafts, reviews, texts
from css.registrations.rules import paragraphs
from css.registrations.steps import Place, Way
from css.web import hx, login
from css.web.context import db_session, language
from css.web.forms import Keep, PortalForm
from css.web.steps import STEPS, StepForm, button, sections, title
from css.web.text import _, _l
from css.wizard import old_account

_STATES = {Place.DONE: "done", Place.HERE: "current", Place.AHEAD: "next"}


class AnswerForm(PortalForm):
    """What a resident answers to the city's question, on the last step."""

    answer = TextAreaField(_l("Your answer"), [Keep(paragraphs)])

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Its lines in the step's error summary."""
        return [(str(self.answer.id), str(error)) for error in self.answer.errors]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the progress; a finished one links to its step."""

    name: str
    label: str
    state: str
    url: str


def step(
    registration: Registration,
    name: str,
    form: StepForm,
    *,
    answer: AnswerForm | None = None,
    status: int = 200,
    version: int | None = None,
    stale: bool = False,
) -> Response:
    """The page of one step, with the form as it was stored or sent.

    `version` is the one that a page sent back with mistakes was made from: what was changed since is not overlooked.
    """
    way = Way.of(registration)
    heading = _(
        "Step %(number)s of %(count)s: %(title)s",
        number=way.number(name),
        count=len(way.steps),
        title=title(name),
    )
    return hx.page(
        "wizard/step",
        title=heading,
        status=status,
        flow=True,
        heading=heading,
        name=name,
        step=STEPS[name],
        button=button(name, way.steps),
        scripts=[STEPS[one].script for one in way.steps if one in STEPS and STEPS[one].script],
        form=form,
        answer=answer or AnswerForm(data={"answer": drafts.kept_answer(registration)}),
        bars=_bars(way, name),
        is_last=way.is_last(name),
        is_first=way.before(name) is None,
        registration=registration,
        version=registration.version if version is None else version,
        cancellable=registration.submitted_at is None,
        email=login.the_resident().email,
        accepted=_accepted(registration, STEPS[name].accepts),
        entered=sections(registration.answers, way.steps, login.the_resident().email),
        question=reviews.open_question(db_session(), registration),
        stale=stale,
        old_account=old_account.tell(form, name),
    )


def _accepted(registration: Registration, kind: str) -> AcceptedText | None:
    """The text that finishing the step accepts, if it accepts one."""
    return texts.of_draft(db_session(), registration, kind, language()) if kind else None


def _bars(way: Way, here: str) -> list[Bar]:
    return [
        Bar(name, title(name), _STATES[way.place(name, here)], url_for("wizard.step", name=name)) for name in way.steps
    ]
