"""The draft: begun when the email is proven, kept on the server after each step, gone when cancelled."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.core import tokens
from css.jurisdictions import ACKNOWLEDGEMENT, CONSENT, SIGNATURE, Jurisdiction
from css.models import AcceptedText, Account, AccountState, Registration, Submission
from css.registrations import texts
from css.registrations.steps import Way

PERSONAL_INFO = "personal-info"
ANSWER = "answer"
"""Where a draft keeps what the resident says to the question that staff asked, until it is submitted."""


class NotYet(Exception):
    """A step before this one is unfinished; `resume_at` names it."""

    def __init__(self, resume_at: str) -> None:
        super().__init__(resume_at)
        self.resume_at = resume_at


class Stale(Exception):
    """The registration was changed elsewhere since this page was made."""


class NotADraft(Exception):
    """The registration is submitted: it can't be changed or cancelled as a draft."""


def begin(
    session: Session,
    account: Account,
    jurisdiction: Jurisdiction,
    *,
    language: str,
    mobile_phone: str,
    now: datetime,
) -> Registration:
    """A new draft with what sign-up knows already; it keeps today's step list, acknowledgement and consent."""
    assert account.id is not None
    accepted = texts.keep(session, jurisdiction, language, now)
    registration = Registration(
        public_id=tokens.new_public_id(),
        reference=_free_reference(session, now.year),
        account_id=account.id,
        steps=list(jurisdiction.steps),
        acknowledgement=accepted[ACKNOWLEDGEMENT],
        consent=accepted.get(CONSENT),
        answers={
            PERSONAL_INFO: {
                "first_name": account.first_name,
                "last_name": account.last_name,
                "mobile_phone": mobile_phone,
            }
        },
        finished=[],
        created_at=now,
        saved_at=now,
    )
    session.add(registration)
    return registration


def of_account(session: Session, account_id: int, *, writing: bool = False) -> Registration:
    """The account's registration; with `writing`, whoever else wants to write it waits for this transaction's end.

    The account is locked first, as a change of its email does: else two could wait for each other.
    """
    if writing:
        session.get(Account, account_id, with_for_update={"key_share": True}, populate_existing=True)
    mine = select(Registration).where(Registration.account_id == account_id)
    return session.exec(mine.with_for_update() if writing else mine).one()


def save(
    session: Session,
    registration: Registration,
    step: str,
    answers: Mapping[str, str],
    *,
    version: int,
    now: datetime,
    finish: bool,
) -> None:
    """Keep a step's answers; with `finish` they were checked and the step is done, otherwise they are kept as typed.

    `version` is the one the page was made from. Raises NotADraft, NotYet, or Stale when another tab changed the
    registration since (unless it holds just these answers already: a double click). Nobody submits or signs what
    their page did not show, so that finishing the last step is Stale after any change.
    """
    account = _writable(session, registration, step)
    unchanged = registration.answers.get(step) == dict(answers)
    submits = finish and Way.of(registration).is_last(step)
    if version != registration.version and (submits or not unchanged):
        raise Stale
    if not unchanged or (finish and step not in registration.finished):
        _write(registration, step, answers, finish)
        registration.version += 1
    registration.saved_at = now
    if finish and step == PERSONAL_INFO:
        account.first_name, account.last_name = answers["first_name"], answers["last_name"]


def accept(registration: Registration, text: AcceptedText) -> None:
    """Note which text, word for word, the resident is accepting; a page made before speaks of another."""
    if text.digest in (registration.acknowledgement, registration.consent):
        return
    if text.kind == CONSENT:
        registration.consent = text.digest
    else:
        registration.acknowledgement = text.digest
    registration.version += 1


def keep_answer(registration: Registration, text: str) -> None:
    """Keep what the resident is about to answer to the question that staff asked."""
    if text != kept_answer(registration):
        registration.answers = {**registration.answers, ANSWER: {ANSWER: text}}


def kept_answer(registration: Registration) -> str:
    """What the resident was about to answer, or ""."""
    return registration.answers.get(ANSWER, {}).get(ANSWER, "")


def reopen(registration: Registration, now: datetime) -> None:
    """Let the resident walk the steps again, with all that was entered; what was signed is to be signed anew."""
    registration.answers = {step: given for step, given in registration.answers.items() if step != SIGNATURE}
    registration.finished, registration.saved_at = [], now
    registration.version += 1


def restore(session: Session, registration: Registration, submission_id: int) -> None:
    """Make the registration again what was submitted, whatever has been changed since."""
    kept = json.loads(session.get_one(Submission, submission_id).snapshot)
    registration.answers, registration.finished = kept["answers"], list(registration.steps)
    registration.version += 1
    account, person = session.get_one(Account, registration.account_id), registration.answers[PERSONAL_INFO]
    account.first_name, account.last_name = person["first_name"], person["last_name"]


def cancel(session: Session, registration: Registration) -> None:
    """Delete draft, account and sessions. Raises NotADraft: there is nothing to cancel after submitting."""
    if registration.submitted_at is not None:
        raise NotADraft
    session.exec(delete(Account).where(col(Account.id) == registration.account_id))


def _free_reference(session: Session, year: int) -> str:
    """A reference number that nobody has: among a hundred thousand a year, every hundredth or so is taken."""
    while True:
        reference = tokens.new_reference(year)
        if session.exec(select(Registration.id).where(Registration.reference == reference)).first() is None:
            return reference


def _writable(session: Session, registration: Registration, step: str) -> Account:
    account = session.get_one(Account, registration.account_id)
    if account.state != AccountState.INCOMPLETE:
        raise NotADraft
    way = Way.of(registration)
    if not way.may_open(step):
        raise NotYet(way.first_unfinished)
    return account


def _write(registration: Registration, step: str, answers: Mapping[str, str], finish: bool) -> None:
    # New objects: a change inside a JSON column would be lost without a word.
    registration.answers = {**registration.answers, step: dict(answers)}
    done = [name for name in registration.finished if name != step]
    registration.finished = [*done, step] if finish else done
