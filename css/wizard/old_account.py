"""What a step says of the resident's old account: which fields came from it, or how one is found."""

from css.matching import legacy_accounts
from css.matching.claiming import claims, prefill, questions
from css.models import QuestionState, Registration
from css.web import login
from css.web.context import db_session
from css.web.steps import StepForm
from css.web.text import _


def tell(registration: Registration, form: StepForm, step: str) -> str:
    """Mark the fields of a draft; returns what the page says on top: "filled", or where no old account is theirs "ask",
    or "asked" while staff look for it. "" is nothing.
    """
    if registration.submitted_at is not None:
        return ""
    return "filled" if mark(form, step) else _unfound(step)


def mark(form: StepForm, step: str) -> bool:
    """Say beside each field what the old account has; returns whether there is one that the step could show."""
    if step not in (prefill.PERSONAL_INFO, prefill.ADDRESS):
        return False
    offered = claims.offered(db_session(), login.the_resident().account_id)
    for name, old in offered.get(step, {}).items():
        if old:
            form[name].description = _said(form[name].data or "", old)
    return bool(offered)


def _unfound(step: str) -> str:
    if step != prefill.PERSONAL_INFO or not legacy_accounts.exist(db_session()):
        return ""
    asked = questions.newest(db_session(), login.the_resident().account_id)
    return "asked" if asked and asked.state == QuestionState.WAITING else "ask"


def _said(given: str, old: str) -> str:
    return _("From your old account") if given == old else _("Your old account has: %(value)s", value=old)
