"""Whether a decision can still be undone, as far as a page can know: the mail itself has the last word."""

from datetime import timedelta

from css.models import ReviewState
from css.registrations.opened import Opened
from css.web.context import now, portal


def undo_for() -> timedelta:
    """How long a decision can be undone before its mail leaves."""
    return timedelta(seconds=portal().settings.undo_seconds)


def can_be_undone(review: Opened) -> bool:
    """Whether the mail about the last decision has not been due yet."""
    decided = review.review.state != ReviewState.WAITING
    return decided and now() < review.last[0].at + undo_for()
