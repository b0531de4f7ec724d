"""A resident's own details after the wizard: changed with the same forms, each change in the audit."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, select

from css import audit
from css.audit import Actor
from css.models import Account, AccountState, ActorKind, Registration
from css.registrations import keys, snapshots
from css.registrations.drafts import PERSONAL_INFO, NotADraft, Stale


def change(
    session: Session,
    registration: Registration,
    step: str,
    answers: Mapping[str, str],
    *,
    version: int,
    now: datetime,
) -> None:
    """Replace a step's answers of an active account. Raises Stale when another tab changed them since,
    NotADraft when the account is not active (any more).
    """
    # Locked, so that the keys below are of the email that the account has.
    account = session.get_one(Account, registration.account_id, with_for_update=True, populate_existing=True)
    if account.state != AccountState.ACTIVE:
        raise NotADraft
    before = registration.answers.get(step, {})
    changes = {name: (before.get(name, ""), new) for name, new in answers.items() if before.get(name, "") != new}
    if not changes:
        return
    if version != registration.version:
        raise Stale
    registration.answers = {**registration.answers, step: dict(answers)}
    registration.version, registration.saved_at = registration.version + 1, now
    if step == PERSONAL_INFO:
        account.first_name, account.last_name = answers["first_name"], answers["last_name"]
    keys.write(session, registration, account.email)
    audit.record(
        session,
        Actor(ActorKind.RESIDENT, account.public_id),
        "details changed",
        subject="registration",
        subject_id=registration.public_id,
        now=now,
        changes=changes,
    )


def follow_email(session: Session, account: Account) -> None:
    """Let staff find a submitted registration by the email that its account has now.

    A draft that was reopened is found by what was submitted last, until it is submitted again.
    """
    registration = session.exec(select(Registration).where(Registration.account_id == account.id)).first()
    if registration is None or registration.submitted_at is None:
        return
    assert registration.id is not None
    submission = snapshots.newest(session, registration.id)
    reopened = submission is not None and account.state == AccountState.INCOMPLETE
    answers = snapshots.read(submission).answers if submission and reopened else None
    keys.write(session, registration, account.email, answers)
