"""A question as its pages show it: what the resident says and registered with, beside whoever may be meant."""

from dataclasses import dataclass

from flask import Response, url_for
from sqlmodel import select

from css.help_desk import words
from css.help_desk.forms import AnswerForm
from css.matching.claiming import questions
from css.matching.claiming.candidates import candidates
from css.matching.claiming.question_lists import Row
from css.models import Account, LegacyAccount, LegacyClaim, LegacyQuestion, QuestionState, StaffMember
from css.registrations import drafts
from css.web import comparisons, steps
from css.web.context import db_session
from css.web.language import moment
from css.web.staff_frame import legacy_page
from css.web.text import _

Said = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    url: str
    name: str
    email: str
    asked: str
    says: str
    answered: str


@dataclass(frozen=True, slots=True)
class Done:
    """What has just been answered, and where that is taken back, or ""."""

    text: str
    undo: str


def line(row: Row) -> Line:
    """What the list shows; of an answered one also what was answered, and by whom."""
    return Line(
        url=url_for("legacy_questions.question", public_id=row.question.public_id),
        name=row.account.name or row.account.email,
        email=row.account.email,
        asked=moment(row.question.asked_at),
        says=", ".join(value for _label, value in says(row.question)),
        answered="" if row.question.state == QuestionState.WAITING else _answered_by(row.question, row.staff),
    )


def says(question: LegacyQuestion) -> Said:
    """What the resident remembers, label by label."""
    address = ", ".join(filter(None, (question.address, question.zip_code)))
    said = (
        (_("Name"), question.name),
        (_("Company"), question.company),
        (_("Email"), question.email),
        (_("Phone"), question.phone),
        (_("Address"), address),
        (_("Record number"), question.record_number),
    )
    return [(label, value) for label, value in said if value]


def show(public_id: str, *, status: int = 200, problem: str = "") -> Response:
    """The page of one question; `problem` says why what was asked for could not be done. Raises NoResultFound."""
    question = questions.find(db_session(), public_id)
    account = db_session().get_one(Account, question.account_id)
    registration = drafts.of_account(db_session(), question.account_id)
    waits = question.state == QuestionState.WAITING
    return legacy_page(
        "help_desk/question",
        title=account.name or account.email,
        tab="questions",
        status=status,
        problem=problem,
        question=question,
        account=account,
        registration=registration,
        asked=moment(question.asked_at),
        says=says(question),
        sections=steps.sections(registration.answers, registration.steps, account.email),
        candidates=candidates(db_session(), question) if waits else [],
        waits=waits,
        answered="" if waits else answered(question),
        holder=holder_of(question),
        undo=undo_url(question),
        form=AnswerForm(version=str(question.version)),
        words=words,
        compared=comparisons.compared,
    )


def answered(question: LegacyQuestion) -> str:
    """What was answered, by whom and when."""
    staff = db_session().get(StaffMember, question.staff_id) if question.staff_id else None
    return _answered_by(question, staff.name if staff else "")


def done(question: LegacyQuestion) -> Done:
    """What is said to whoever has just answered."""
    account = db_session().get_one(Account, question.account_id)
    name = account.name or account.email
    if question.state == QuestionState.FOUND:
        text = _("Confirmed: the old account now belongs to %(name)s, who is told by email.", name=name)
    else:
        text = _("Answered: no old account was found for %(name)s, who is told by email.", name=name)
    return Done(text, undo_url(question))


def holder_of(question: LegacyQuestion) -> tuple[str, str]:
    """Public ids of the old account that was confirmed and of its claim, "" for none."""
    if question.claim_id is None:
        return "", ""
    claimed = select(LegacyAccount.public_id, LegacyClaim.public_id).join(LegacyClaim)
    found = db_session().exec(claimed.where(LegacyClaim.id == question.claim_id)).first()
    return found or ("", "")


def undo_url(question: LegacyQuestion) -> str:
    """Where the claim that answered a question is taken back, or ""."""
    _holder, claim = holder_of(question)
    return url_for("legacy_claims.ask", public_id=claim) if claim else ""


def _answered_by(question: LegacyQuestion, name: str) -> str:
    when = moment(question.answered_at) if question.answered_at else ""
    if question.state == QuestionState.FOUND:
        return _("Confirmed by %(name)s, %(when)s.", name=name, when=when)
    return _("Not found, said %(name)s, %(when)s.", name=name, when=when)
