"""The queue as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, url_for
from sqlalchemy.exc import NoResultFound

from css import matching
from css.models import ReviewEventKind, ReviewState
from css.registrations import opened, queue, snapshots
from css.registrations.queue import QueuePage, Row
from css.staff import words
from css.staff.ages import Age, age
from css.staff.undoing import can_be_undone
from css.web import login
from css.web.context import db_session, now, portal
from css.web.language import moment
from css.web.staff_frame import page
from css.web.text import _


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table."""

    row: Row
    url: str
    matches: str
    age: Age
    age_words: str
    since: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One list, and how many are in it."""

    text: str
    count: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What this reviewer has just decided, and whether it can still be undone."""

    text: str
    public_id: str
    undoable: bool


def show(state: ReviewState, text: str, *, after: str, before: str, done: str) -> Response:
    """The page of one list, or of what was searched for in it."""
    found = queue.page(db_session(), state, text, after=after, before=before)
    return page(
        "staff/approvals",
        title=_("Approvals"),
        state=state,
        search=text,
        lines=_lines(found),
        tabs=_tabs(found, state, text),
        total=words.count(found.counts[state]),
        earlier=_url(state, text, before=found.before) if found.before else "",
        later=_url(state, text, after=found.after) if found.after else "",
        oldest_first=state in queue.OLDEST_FIRST,
        is_waiting=state is ReviewState.WAITING,
        promised=portal().jurisdiction.review_days,
        done=_done(done) if done else None,
    )


def _lines(found: QueuePage) -> list[Line]:
    matches = matching.counts(db_session(), [row.registration_id for row in found.rows])
    return [_line(row, matches) for row in found.rows]


def _line(row: Row, matches: Mapping[int, int]) -> Line:
    city = portal().jurisdiction
    waited = age(row.received_at, now(), city.zone, city.review_days)
    number = matches.get(row.registration_id, 0)
    return Line(
        row=row,
        url=url_for("staff.review", public_id=row.public_id),
        matches=f"{matching.MOST_COUNTED}+" if number > matching.MOST_COUNTED else str(number or ""),
        age=waited,
        age_words=words.age(waited),
        since=moment(row.changed_at),
    )


def _tabs(found: QueuePage, here: ReviewState, text: str) -> list[Tab]:
    return [
        Tab(words.tab(state), words.count(found.counts[state]), _url(state, text), state is here)
        for state in ReviewState
    ]


def _url(state: ReviewState, text: str, *, after: str = "", before: str = "") -> str:
    return url_for("staff.approvals", state=state.value, q=text or None, after=after or None, before=before or None)


def _done(public_id: str) -> Done | None:
    """Only what was decided last, and by whoever looks: an old address says nothing."""
    try:
        review = opened.find(db_session(), public_id)
    except NoResultFound:
        return None
    event, _name = review.last
    resident = snapshots.read(review.submission)
    text = words.done(ReviewEventKind(event.kind), resident.name or review.account.email)
    if not text or event.staff_id != login.the_staff().staff_id:
        return None
    return Done(text, public_id, can_be_undone(review))
