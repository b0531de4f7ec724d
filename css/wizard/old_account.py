"""What a step says of the resident's old account: which fields came from it, or how one is found."""

from css.matching import legacy_accounts
from css.matching.claiming import claims, questions
from css.matching.claiming.prefill import ADDRESS
from css.models import QuestionState
from css.registrations.drafts import PERSONAL_INFO
from css.web import login
from css.web.context import db_session
from css.web.steps import StepForm
from css.web.text import _


def tell(form: StepForm, step: str) -> str:
    """Mark the fields; returns what the page says on top: "filled", or where no old account is theirs "ask", or "asked"
    while staff look for it. "" is nothing.
    """
    offered = mark(form, step)
    if any(form[name].data == old for name, old in offered.items()):
        return "filled"
    return _unfound() if step == PERSONAL_INFO and not offered else ""


def mark(form: StepForm, step: str) -> dict[str, str]:
    """Say beside each field what the old account has; returns that."""
    if step not in (PERSONAL_INFO, ADDRESS):
        return {}
    offered = claims.offered(db_session(), login.the_resident().account_id).get(step, {})
    told = {name: old for name, old in offered.items() if old}
    for name, old in told.items():
        form[name].description = _said(form[name].data or "", old)
    return told


def _unfound() -> str:
    if not legacy_accounts.exist(db_session()):
        return ""
    asked = questions.newest(db_session(), login.the_resident().account_id)
    return "asked" if asked and asked.state == QuestionState.WAITING else "ask"


def _said(given: str, old: str) -> str:
    return _("From your old account") if given == old else _("Your old account has: %(value)s", value=old)
