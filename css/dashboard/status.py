"""Where a registration stands, as a line of events that says what will happen next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from css.models import Registration, Review, ReviewState
from css.web.context import portal
from css.web.language import day, moment
from css.web.text import _

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline; `state` is past, now or next."""

    what: str
    when: str
    state: str


def timeline(registration: Registration, review: Review) -> list[Event]:
    """From the proven email to the active account, or to the decision against it."""
    done = [
        Event(_("Email confirmed"), moment(registration.created_at), "past"),
        Event(_("Registration sent"), moment(registration.submitted_at or review.received_at), "past"),
    ]
    if review.state == ReviewState.DENIED:
        return [*done, Event(_("City staff decided"), moment(review.changed_at), "now")]
    promise = _("Usually within %(count)s working days", count=portal().jurisdiction.review_days)
    by = day(promised_by(review.received_at, portal().jurisdiction.review_days))
    return [
        *done,
        Event(_("City staff are reviewing it"), _("%(promise)s, by %(day)s", promise=promise, day=by), "now"),
        Event(
            _("Your account is active"),
            _("We email you the moment it is. Please wait until then before logging in."),
            "next",
        ),
    ]


def promised_by(received: datetime, working_days: int) -> datetime:
    """The moment so many working days later, in the city's time zone; Saturdays and Sundays don't count."""
    when = received.astimezone(portal().jurisdiction.zone)
    while working_days > 0 or _is_weekend(when.date()):
        when += timedelta(days=1)
        if not _is_weekend(when.date()):
            working_days -= 1
    return when


def _is_weekend(when: date) -> bool:
    return when.weekday() >= SATURDAY
