"""What the desks' codes are called on staff pages."""

from datetime import timedelta

from css.accounts.password.sign_ins import Refusal
from css.matching import Reason
from css.models import AccountState, ReviewEventKind, ReviewState
from css.registrations.queue import Count
from css.staff.ages import Age
from css.web.text import _, _l

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

FOR_REVIEWERS = _l("This is for reviewers")
ONLY_LOOK = _l("You can look at registrations, but not decide on them.")


def refusal(why: Refusal) -> str:
    """The same words whether the email is known or not."""
    if why is Refusal.LOCKED:
        return _("There were too many wrong tries. Please wait 30 minutes and try again.")
    return _("The email or the password is not right.")


def wrong_password(why: Refusal) -> str:
    """For somebody who is signed in."""
    if why is Refusal.LOCKED:
        return _("There were too many wrong tries. Please wait 30 minutes and try again.")
    return _("This is not your password. Check it and try again.")


def done_with_apps(what: str) -> str:
    """What has just been changed, or "" for nothing that is known."""
    return {
        "app-added": _("Your authenticator app is added."),
        "app-removed": _("The app is removed: its codes let nobody in any more."),
        "recovery-codes": _("Your new recovery codes work from now on, and the old ones no longer."),
    }.get(what, "")


def tab(state: ReviewState) -> str:
    """The name of a list. None begins like a button of the review."""
    return {
        ReviewState.WAITING: _("Waiting"),
        ReviewState.MORE_INFORMATION: _("More information"),
        ReviewState.APPROVED: _("Accepted"),
        ReviewState.DENIED: _("Denied"),
    }[state]


def whole_list(state: ReviewState) -> str:
    """The way back to a list."""
    return {
        ReviewState.WAITING: _("All waiting"),
        ReviewState.MORE_INFORMATION: _("All with a question"),
        ReviewState.APPROVED: _("All accepted"),
        ReviewState.DENIED: _("All denied"),
    }[state]


def count(number: Count) -> str:
    """14, or 1,000+."""
    return f"{number.number:,}+" if number.more else f"{number.number:,}"


def duration(time: timedelta) -> str:
    """1 d 6 h, 23 h, 40 min."""
    days, hours, minutes = time // DAY, time % DAY // HOUR, time % HOUR // MINUTE
    if days:
        return _("%(days)s d %(hours)s h", days=days, hours=hours)
    return _("%(hours)s h", hours=hours) if hours else _("%(minutes)s min", minutes=minutes)


def age(waited: Age) -> str:
    """How long, and whether that is too long."""
    told = duration(waited.waited)
    return _("%(time)s, late", time=told) if waited.is_late else told


def age_of_promise(waited: Age) -> str:
    """How long, of how long."""
    if waited.is_late or not waited.promised_days:
        return age(waited)
    return _("%(time)s of %(days)s d", time=duration(waited.waited), days=waited.promised_days)


def badge(state: ReviewState, waited: Age) -> tuple[str, str]:
    """The shape and the words for where a review stands."""
    return {
        ReviewState.WAITING: (
            "bad" if waited.is_late else "sun",
            _("Waiting, %(time)s", time=age_of_promise(waited)),
        ),
        ReviewState.MORE_INFORMATION: ("ring", _("Waiting for the resident’s answer")),
        ReviewState.APPROVED: ("good", _("Approved")),
        ReviewState.DENIED: ("bad", _("Denied")),
    }[state]


def event(kind: ReviewEventKind, name: str) -> str:
    """What happened, and who did it."""
    return {
        ReviewEventKind.RECEIVED: _("Registration received"),
        ReviewEventKind.ASKED: _("More information asked for by %(name)s", name=name),
        ReviewEventKind.ANSWERED: _("Answered by the resident"),
        ReviewEventKind.APPROVED: _("Approved by %(name)s", name=name),
        ReviewEventKind.DENIED: _("Denied by %(name)s", name=name),
        ReviewEventKind.UNDONE: _("Decision taken back by %(name)s", name=name),
    }[kind]


def done(kind: ReviewEventKind, resident: str) -> str:
    """What a reviewer has just done, or "" for what nobody decides."""
    return {
        ReviewEventKind.APPROVED: _("Approved: %(name)s.", name=resident),
        ReviewEventKind.DENIED: _("Denied: %(name)s.", name=resident),
        ReviewEventKind.ASKED: _("Asked for more information: %(name)s.", name=resident),
    }.get(kind, "")


def reason(why: Reason) -> str:
    """Why somebody is a possible match."""
    return {Reason.PHONE: _("same phone"), Reason.NAME_AND_ADDRESS: _("same name and address")}[why]


def account(state: AccountState) -> str:
    """Where an account stands."""
    return {
        AccountState.INCOMPLETE: _("being filled in"),
        AccountState.PENDING: _("waiting"),
        AccountState.ACTIVE: _("active"),
        AccountState.DENIED: _("denied"),
        AccountState.DEACTIVATED: _("deactivated"),
    }[state]
