"""What a step says of the resident's old account: which fields came from it, or where it says something else."""

from css.matching import legacy_accounts
from css.matching.claiming import claims, prefill
from css.web import login
from css.web.context import db_session
from css.web.steps import StepForm
from css.web.text import _


def mark(form: StepForm, step: str) -> bool:
    """Say it beside each field; returns whether the resident has an old account, as far as the step would show it."""
    if step not in (prefill.PERSONAL_INFO, prefill.ADDRESS):
        return False
    offered = claims.offered(db_session(), login.the_resident().account_id)
    for name, old in offered.get(step, {}).items():
        if old:
            form[name].description = _said(form[name].data or "", old)
    return bool(offered)


def may_be_asked_for(step: str, has_one: bool) -> bool:
    """Whether the step leads to the question for an old account that was not found."""
    return step == prefill.PERSONAL_INFO and not has_one and legacy_accounts.exist(db_session())


def _said(given: str, old: str) -> str:
    return _("From your old account") if given == old else _("Your old account has: %(value)s", value=old)
