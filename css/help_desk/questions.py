"""Residents who say that they had an account in the old system: staff say which it was, or that there is none."""

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response as Redirect

from css.help_desk import question_page
from css.help_desk.forms import NONE, AnswerForm
from css.help_desk.frame import HELP_DESK_ROLES, member, refuse_in_frame
from css.help_desk.question_page import Done
from css.matching import legacy_accounts
from css.matching.claiming import question_lists, questions
from css.matching.claiming.claims import AlreadyClaimed
from css.matching.claiming.questions import AlreadyAnswered, AskedAnew
from css.models import LegacyQuestion, QuestionState
from css.web import access, login
from css.web.context import db_session, now, portal
from css.web.staff_frame import id_asked_for, known_id, legacy_page
from css.web.text import _

bp = Blueprint("legacy_questions", __name__, url_prefix="/staff/legacy/questions")
refuse_in_frame(bp)


@bp.get("")
@access.staff(*HELP_DESK_ROLES)
def index() -> Response:
    answered = "answered" in request.args
    found = question_lists.page(
        db_session(), answered=answered, after=id_asked_for("after"), before=id_asked_for("before")
    )
    return legacy_page(
        "help_desk/questions",
        title=_("Questions"),
        tab="questions",
        answered=answered,
        rows=[question_page.line(row) for row in found.rows],
        earlier=_url(answered, before=found.before) if found.before else "",
        later=_url(answered, after=found.after) if found.after else "",
        done=_done(id_asked_for("done")),
    )


@bp.get("/<public_id>")
@access.staff(*HELP_DESK_ROLES)
def question(public_id: str) -> Response:
    return question_page.show(known_id(public_id))


@bp.post("/<public_id>")
@access.staff(*HELP_DESK_ROLES)
def answer(public_id: str) -> Response | Redirect:
    """`chosen` is the public id of the old account that is theirs, or NONE."""
    sent = AnswerForm.sent()
    if not sent.value("chosen"):
        problem = _("Choose one of the old accounts, or none of them.")
        return question_page.show(known_id(public_id), status=422, problem=problem)
    try:
        _answer(known_id(public_id), sent)
    except AlreadyAnswered:
        return _too_late(public_id, sent)
    except (AskedAnew, AlreadyClaimed) as refused:
        return question_page.show(public_id, status=409, problem=_refused(refused))
    db_session().commit()
    return redirect(url_for(".index", done=public_id), 303)


def _answer(public_id: str, sent: AnswerForm) -> None:
    version, mailer = sent.made_from, portal().mailer
    if sent.value("chosen") == NONE:
        questions.give_up(db_session(), public_id, staff=member(), version=version, mailer=mailer, now=now())
        return
    held = legacy_accounts.find(db_session(), known_id(sent.value("chosen")))
    questions.confirm(db_session(), public_id, held, staff=member(), version=version, mailer=mailer, now=now())


def _refused(why: Exception) -> str:
    if isinstance(why, AskedAnew):
        return _("The resident has changed what they say since you opened this page.")
    return _("Somebody has claimed that old account meanwhile.")


def _too_late(public_id: str, sent: AnswerForm) -> Response | Redirect:
    """Say who was first; unless it was this very answer, sent twice by a double click."""
    answered = questions.find(db_session(), public_id)
    if answered.staff_id == login.the_staff().staff_id and _chosen(answered) == sent.value("chosen"):
        return redirect(url_for(".index", done=public_id), 303)
    problem = _("%(what)s Nothing of yours was sent.", what=question_page.answered(answered))
    return question_page.show(public_id, status=409, problem=problem)


def _chosen(answered: LegacyQuestion) -> str:
    holder, _claim = question_page.holder_of(answered)
    return holder or NONE


def _done(public_id: str) -> Done | None:
    """What this staff member has just answered: an old address says nothing."""
    if not public_id:
        return None
    try:
        found = questions.find(db_session(), public_id)
    except NoResultFound:
        return None
    if found.state == QuestionState.WAITING or found.staff_id != login.the_staff().staff_id:
        return None
    return question_page.done(found)


def _url(answered: bool, *, after: str = "", before: str = "") -> str:
    return url_for(".index", answered="y" if answered else None, after=after or None, before=before or None)
