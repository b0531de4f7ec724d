"""An opened review as its page shows it: what was submitted and changed, who is alike, what has happened."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from flask import Response

from css import matching
from css.models import AcceptedText, ReviewEventKind, ReviewState, Role
from css.registrations import opened, queue, signatures, snapshots
from css.registrations.opened import Event, Opened
from css.registrations.snapshots import Submitted
from css.staff import words
from css.staff.ages import Age, age
from css.staff.forms import DecisionForm
from css.staff.undoing import can_be_undone
from css.web import comparisons, login, steps
from css.web.context import db_session, now, portal
from css.web.language import moment
from css.web.staff_frame import page
from css.web.text import _

DECIDERS = (Role.REVIEWER, Role.ADMINISTRATOR)


class Field(NamedTuple):
    """One thing that was submitted. `was` is what it was before, "" for nothing, None if it is unchanged."""

    label: str
    value: str
    was: str | None = None


class Section(NamedTuple):
    """One step's fields under its title."""

    title: str
    fields: list[Field]


class Moment(NamedTuple):
    """A line of "So far"."""

    what: str
    when: str
    state: str
    said: str = ""


def show(public_id: str, form: DecisionForm | None = None, *, status: int = 200, problem: str = "") -> Response:
    """The page of one review; `problem` says why what was asked for could not be done. Raises NoResultFound."""
    review = opened.find(db_session(), public_id)
    submitted = snapshots.read(review.submission)
    earlier, later = queue.neighbours(db_session(), review.review)
    waited = _age(review)
    state = ReviewState(review.review.state)
    return page(
        "staff/review",
        title=submitted.name or review.account.email,
        status=status,
        problem=problem,
        review=review,
        state=state,
        submitted=submitted,
        badge=words.badge(state, waited),
        whole_list=words.whole_list(state),
        earlier=earlier,
        later=later,
        sections=_sections(review, submitted),
        accepted=db_session().get(AcceptedText, submitted.acknowledgement),
        altered=not snapshots.is_unchanged(review.submission),
        signed=signatures.of(db_session(), review.submission),
        question=review.newest(ReviewEventKind.ASKED),
        answer=review.newest(ReviewEventKind.ANSWERED) if review.is_answered else None,
        matches=matching.candidates(db_session(), review.review.registration_id),
        received=moment(review.review.received_at),
        words=words,
        compared=comparisons.compared,
        so_far=list(_so_far(review, waited)),
        decided=said_last(review),
        form=_form(review, form),
        may_decide=login.the_staff().role in DECIDERS and state is ReviewState.WAITING,
        undoable=can_be_undone(review) and login.the_staff().role in DECIDERS,
    )


def said_last(review: Opened) -> Moment:
    """The last thing that happened to the review: who, what and when."""
    return _past(review.last)


def _form(review: Opened, form: DecisionForm | None) -> DecisionForm:
    """What was typed stays; after somebody else's decision it would be sent anew from what the page shows now."""
    form = form or DecisionForm()
    if form.made_from != review.review.version and not form.errors:
        form.version.data = str(review.review.version)
    return form


def _age(review: Opened) -> Age:
    city = portal().jurisdiction
    return age(review.review.received_at, now(), city.zone, city.review_days)


def _sections(review: Opened, submitted: Submitted) -> list[Section]:
    """Everything submitted; whatever differs from the submission before is marked."""
    names = review.registration.steps
    before = snapshots.read(review.before) if review.before else None
    was = _by_field(steps.sections(before.answers, names)) if before else None
    return [
        Section(section.title, [_marked(section.step, row, was) for row in section.rows])
        for section in _with_removed(steps.sections(submitted.answers, names), before, names)
    ]


def _by_field(sections: list[steps.Section]) -> dict[tuple[str, str], str]:
    return {(section.step, row.field): row.value for section in sections for row in section.rows}


def _with_removed(sections: list[steps.Section], before: Submitted | None, names: list[str]) -> Iterator[steps.Section]:
    """The sections, with a row that says nothing for every field that was emptied."""
    kept = _by_field(sections)
    removed = steps.sections(before.answers, names) if before else []
    gone = {
        section.step: [row._replace(value="") for row in section.rows if (section.step, row.field) not in kept]
        for section in removed
    }
    for section in sections:
        yield replace(section, rows=(*section.rows, *gone.get(section.step, ())))


def _marked(step: str, row: steps.Row, before: Mapping[tuple[str, str], str] | None) -> Field:
    was = "" if before is None else before.get((step, row.field), "")
    changed = before is not None and was != row.value
    return Field(row.label, row.value, was if changed else None)


def _so_far(review: Opened, waited: Age) -> Iterator[Moment]:
    yield Moment(_("Email confirmed"), moment(review.account.created_at), "past")
    yield from (_past(event) for event in review.events)
    state = ReviewState(review.review.state)
    if state is ReviewState.WAITING:
        yield Moment(_("Waiting for a decision"), words.age_of_promise(waited), "now")
    elif state is ReviewState.MORE_INFORMATION:
        yield Moment(_("Waiting for the resident’s answer"), "", "now")


def _past(one: Event) -> Moment:
    event, name = one
    return Moment(words.event(ReviewEventKind(event.kind), name), moment(event.at), "past", event.message)
