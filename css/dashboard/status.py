"""Where a registration stands, as a line of events that says what will happen next."""

from dataclasses import dataclass

from css.models import Registration, Review, ReviewState
from css.registrations.promise import promised_by
from css.web.context import now, portal
from css.web.language import day, moment
from css.web.text import _


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
    return [
        *done,
        Event(_("City staff are reviewing it"), _promise(review), "now"),
        Event(
            _("Your account is active"),
            _("We email you the moment it is. Please wait until then before logging in."),
            "next",
        ),
    ]


def _promise(review: Review) -> str:
    """By when staff decide; once that day is over, no date that is past."""
    city = portal().jurisdiction
    due = promised_by(review.received_at, city.review_days, city.zone)
    if now() > due:
        return _("It takes longer than usual. You need to do nothing: we email you once it is decided.")
    promise = _("Usually within %(count)s working days", count=city.review_days)
    return _("%(promise)s, by %(day)s", promise=promise, day=day(due))
