"""Another email for an account. A code proves the new address; the old one is told, and can undo it for 72 hours.

Whoever takes over a session must not lock its owner out: it takes a fresh proof of who one is besides the code (OWASP
ASVS 5 §7.5.1), and the mail to the old address holds a way back (OWASP Authentication, "Change a user's registered
email address").
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from css import audit
from css.accounts import locks, owners, proofs, sessions
from css.accounts.codes import code_flows
from css.accounts.codes.code_flows import CodeFlow
from css.accounts.emails import email_key
from css.accounts.locks import Door
from css.accounts.second_factor import recovery_codes
from css.audit import Actor
from css.core import tokens
from css.models import (
    Account,
    AccountState,
    ActorKind,
    AuthenticatorApp,
    ChallengePurpose,
    EmailChange,
    Identity,
    Passkey,
    Registration,
)
from css.outbox import Mailer

UNDO_FOR = timedelta(hours=72)
DISTRUSTED = timedelta(hours=72)
"""What was added for so long before a change that is undone was added by whoever made it, as far as we can tell."""
KEPT = timedelta(days=30)


class SameAddress(Exception):
    """The account has this email already."""


class Taken(Exception):
    """Another account has the email by now. Nothing was changed."""


class Unknown(Exception):
    """There is no such change."""


class Over(Exception):
    """It can't be undone any more: it is 72 hours old, or was undone, or an earlier one was."""


def masked(email: str) -> str:
    """Enough for its owner to recognise it: m•••@example.com."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def ask(session: Session, account: Account, email: str, *, language: str, mailer: Mailer, now: datetime) -> str:
    """Mail a code to the new address; returns the browser's secret. Raises SameAddress, TooManyCodes.

    Where the address has an account the mail says so and holds no code; here it looks the same. What was asked for
    before ends.
    """
    assert account.id is not None
    if email_key(email) == account.email_key:
        raise SameAddress
    code_flows.forget(session, account.id, ChallengePurpose.NEW_EMAIL)
    flow = CodeFlow(session, mailer, now, None)
    return flow.begin(ChallengePurpose.NEW_EMAIL, email, language=language, owner=account)


def change(
    session: Session,
    account: Account,
    email: str,
    *,
    undo_link: Callable[[str], str],
    mailer: Mailer,
    now: datetime,
) -> None:
    """Give the account the email that was proven, end every session and code, tell both addresses. Raises Taken.

    `undo_link` makes an address of the change's public id. The caller opens a new session.
    """
    session.refresh(account, with_for_update=True)
    old = account.email
    _rename(session, account, email)
    _end_everything(session, account)
    _note(session, account, "email.changed", old, now)
    if _is_taken_back(session, account, now):
        mailer.queue(session, "email-change-undone", to=old, language=account.language, now=now)
    else:
        made = _keep(session, account, old, now)
        _tell_old(session, account, made, undo_link, mailer, now)
    mailer.queue(session, "email-is-yours", to=email, language=account.language, now=now)


def find(session: Session, public_id: str, now: datetime) -> EmailChange:
    """The change, while it can be undone. Raises Unknown, Over, Taken."""
    found = session.exec(select(EmailChange).where(EmailChange.public_id == public_id)).first()
    if found is None:
        raise Unknown
    if found.ended_at is not None or now >= found.changed_at + UNDO_FOR:
        raise Over
    other = _who_else_has_it(session, found)
    if other is not None and not _is_only_begun(session, other):
        raise Taken
    return found


def gives_way(session: Session, found: EmailChange) -> bool:
    """Whether somebody has begun a registration with the old address since: it is deleted when the change is undone.

    Whoever has the mailbox began it, perhaps by the button of a provider, as they could not get into their own account.
    """
    return _who_else_has_it(session, found) is not None


def undo(
    session: Session, public_id: str, *, undo_link: Callable[[str], str], mailer: Mailer, now: datetime
) -> Account:
    """Give the account the old email back, and take away whatever a thief could have: the password that they knew,
    sessions, codes, new passkeys, identities and apps, later changes. Raises Unknown, Over, Taken.

    The caller leads to where a new password is chosen, with a code to the old address.
    """
    found = find(session, public_id, now)
    account = session.get_one(Account, found.account_id, with_for_update=True, populate_existing=True)
    session.refresh(found)  # somebody may have undone it while we waited for the account
    if found.ended_at is not None:
        raise Over
    _make_way(session, found)
    lost = account.email
    _rename(session, account, found.old_email)
    account.password_hash = None
    _end_later(session, found, now)
    earlier = _open_before(session, account, found)
    begun = min(one.changed_at for one in (found, *earlier))  # by then, whoever changed it may have been in
    _end_everything(session, account)
    _remove_added(session, account, since=begun - DISTRUSTED)
    for one in earlier:
        one.changed_at = now
        _tell_old(session, account, one, undo_link, mailer, now)
    _note(session, account, "email.change-undone", lost, now)
    if lost != account.email:
        mailer.queue(session, "email-change-undone", to=lost, language=account.language, now=now)
    return account


def purge(session: Session, now: datetime) -> None:
    """Delete what was changed 30 days ago: the rows hold addresses."""
    session.exec(delete(EmailChange).where(col(EmailChange.changed_at) <= now - KEPT))


def _who_else_has_it(session: Session, found: EmailChange) -> Account | None:
    """The account that has the old address by now, if it is another."""
    theirs = select(Account).where(Account.email_key == email_key(found.old_email), Account.id != found.account_id)
    return session.exec(theirs).first()


def _is_only_begun(session: Session, account: Account) -> bool:
    """Whether nothing was ever submitted with it."""
    theirs = select(Registration.submitted_at).where(Registration.account_id == account.id)
    return account.state == AccountState.INCOMPLETE and session.exec(theirs).first() is None


def _make_way(session: Session, found: EmailChange) -> None:
    """Delete what was only begun with the old address. Raises Taken where it was submitted meanwhile."""
    other = _who_else_has_it(session, found)
    if other is None:
        return
    session.refresh(other, with_for_update=True)
    if not _is_only_begun(session, other):
        raise Taken
    session.exec(delete(Account).where(col(Account.id) == other.id))


def _rename(session: Session, account: Account, email: str) -> None:
    try:
        with session.begin_nested():
            account.email, account.email_key = email, email_key(email)
    except IntegrityError as error:  # of several at once, whoever came first has it
        raise Taken from error


def _keep(session: Session, account: Account, old: str, now: datetime) -> EmailChange:
    assert account.id is not None
    made = EmailChange(
        public_id=tokens.new_public_id(),
        account_id=account.id,
        old_email=old,
        new_email=account.email,
        changed_at=now,
    )
    session.add(made)
    return made


def _tell_old(
    session: Session,
    account: Account,
    change: EmailChange,
    undo_link: Callable[[str], str],
    mailer: Mailer,
    now: datetime,
) -> None:
    mailer.queue(
        session,
        "email-changed",
        to=change.old_email,
        language=account.language,
        now=now,
        until=now + UNDO_FOR,
        email=masked(account.email),
        link=undo_link(change.public_id),
    )


def _is_taken_back(session: Session, account: Account, now: datetime) -> bool:
    """Whether the email that the account has now is one it had a while ago, so that a change was taken back by hand.

    That is no change of its own: else the address in between, a thief's perhaps, could undo for longer.
    """
    theirs = select(EmailChange).where(
        EmailChange.account_id == account.id,
        col(EmailChange.ended_at).is_(None),
        col(EmailChange.changed_at) > now - UNDO_FOR,
    )
    return any(email_key(one.old_email) == account.email_key for one in session.exec(theirs))


def _open_before(session: Session, account: Account, undone: EmailChange) -> list[EmailChange]:
    """The changes that could be undone when this one was made, but of the address that the account has again.

    An address that itself came by a change can't outlive the one before: that has another 72 hours then, and is told.
    """
    theirs = select(EmailChange).where(
        EmailChange.account_id == undone.account_id,
        col(EmailChange.id) < undone.id,
        col(EmailChange.ended_at).is_(None),
        col(EmailChange.changed_at) > undone.changed_at - UNDO_FOR,
    )
    return [one for one in session.exec(theirs) if email_key(one.old_email) != account.email_key]


def _end_later(session: Session, found: EmailChange, now: datetime) -> None:
    """This change and those since: a thief's address in between must not be able to take the account back."""
    same = (col(EmailChange.account_id) == found.account_id, col(EmailChange.id) >= found.id)
    session.exec(update(EmailChange).where(*same, col(EmailChange.ended_at).is_(None)).values(ended_at=now))


def _end_everything(session: Session, account: Account) -> None:
    assert account.id is not None
    sessions.close_all(session, account.id)
    proofs.forget(session, account)
    locks.unlock(session, Door("resident", account.email_key))
    locks.unlock(session, owners.of_account(account).door())


def _remove_added(session: Session, account: Account, *, since: datetime) -> None:
    owner = owners.of_account(account)
    for table in (Passkey, Identity, AuthenticatorApp):
        session.exec(delete(table).where(owner.has(table), col(table.created_at) >= since))
    recovery_codes.keep(session, owner, ())  # of an older app too: they may have been replaced


def _note(session: Session, account: Account, action: str, before: str, now: datetime) -> None:
    actor, changes = Actor(ActorKind.RESIDENT, account.public_id), {"email": (before, account.email)}
    audit.record(session, actor, action, subject="account", subject_id=account.public_id, now=now, changes=changes)
