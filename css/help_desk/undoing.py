"""Taking a claim back, however it was made: asked on a page of its own, with a reason."""

from flask import Blueprint, Response, redirect, url_for
from sqlmodel import select
from werkzeug.wrappers import Response as Redirect

from css.help_desk import words
from css.help_desk.forms import ReasonForm
from css.help_desk.frame import HELP_DESK_ROLES, member, refuse_in_frame
from css.matching.claiming import holders, questions
from css.models import LegacyAccount, LegacyClaim
from css.web import access
from css.web.context import db_session, now
from css.web.staff_frame import known_id, legacy_page
from css.web.text import _

bp = Blueprint("legacy_claims", __name__, url_prefix="/staff/legacy/claims")
refuse_in_frame(bp)


@bp.get("/<public_id>/undo")
@access.staff(*HELP_DESK_ROLES)
def ask(public_id: str) -> Response | Redirect:
    return _page(public_id, ReasonForm())


@bp.post("/<public_id>/undo")
@access.staff(*HELP_DESK_ROLES)
def undo(public_id: str) -> Response | Redirect:
    sent = ReasonForm.sent()
    if not sent.validate():
        return _page(public_id, sent, 422)
    reason = sent.value("reason")
    undone = questions.undo(db_session(), known_id(public_id), reason=reason, staff=member(), now=now())
    db_session().commit()
    return _to_holder(_holder_of(undone), done="undone")


def _page(public_id: str, form: ReasonForm, status: int = 200) -> Response | Redirect:
    """The question; an undone claim has none."""
    claim = db_session().exec(select(LegacyClaim).where(LegacyClaim.public_id == known_id(public_id))).one()
    opened = holders.find(db_session(), _holder_of(claim))
    if opened.owner is None or opened.owner.claim.id != claim.id:
        return _to_holder(opened.held.account.public_id)
    return legacy_page(
        "help_desk/undo",
        title=_("Undo this claim?"),
        tab="look-up",
        status=status,
        form=form,
        claim=claim,
        held=opened.held,
        owner=opened.owner,
        claimed=words.claimed(opened.owner),
        records=len(opened.records),
    )


def _holder_of(claim: LegacyClaim) -> str:
    return db_session().get_one(LegacyAccount, claim.legacy_account_id).public_id


def _to_holder(public_id: str, done: str | None = None) -> Redirect:
    return redirect(url_for("holders.holder", public_id=public_id, done=done), 303)
