"""One's own password, tried while signed in, and a new one in its place. Wrong tries count at the lock of sign-in."""

from dataclasses import dataclass, replace

from css import audit
from css.accounts import locks
from css.accounts.changes import password_changes
from css.accounts.password import sign_ins
from css.accounts.password.passwords import Rule
from css.accounts.password.sign_ins import PasswordTry, Refusal
from css.audit import Actor
from css.dashboard.forms import PasswordForm
from css.models import Account, ActorKind
from css.web import devices, login
from css.web.context import db_session, now, portal
from css.web.forms import SWITCHED_OFF
from css.web.new_password import words
from css.web.text import _


@dataclass(frozen=True, slots=True)
class Compared:
    """The old password, compared, and the hash of the new one; None where that is one of the last ten."""

    tried: PasswordTry
    new_hash: str | None


class Rejected(Exception):
    """What was typed is not right, or can't be had: nothing changes, and the message stands beside the field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def tried(password: str) -> PasswordTry:
    """Compare the password with the account's, before the transaction begins: it takes a while.

    Raises HasherBusy, and Rejected where the account is locked.
    """
    email = login.the_resident().email
    with portal().database.reading() as session:
        stored = sign_ins.stored(session, email)
        one = PasswordTry(email, stored, right=False, device=devices.known(stored))
        locked = locks.is_locked(session, one.door, now())
    if locked:  # nothing is compared: how long that takes would tell
        raise Rejected("current_password", _words(Refusal.LOCKED))
    return replace(one, right=portal().hasher.verify(stored.password_hash, password))


def count(one: PasswordTry) -> Account:
    """Count the try; the account, where it was right. Raises Rejected. The caller commits whatever comes of it."""
    account = sign_ins.attempt(db_session(), one, portal().mailer, now())
    if isinstance(account, Refusal):
        raise Rejected("current_password", _words(account))
    return account


def compare(sent: PasswordForm) -> Compared:
    """Compare both passwords with those that are kept. Raises as `tried` does."""
    one, new = tried(sent.value("current_password")), sent.value("password")
    hasher, account_id = portal().hasher, login.the_resident().account_id
    with portal().database.reading() as session:
        kept = password_changes.remembered(session, account_id)
    free = one.right and not password_changes.is_reused(hasher, kept, new)
    return Compared(one, hasher.hash(new) if free else None)


def change(compared: Compared) -> Account:
    """Keep the new password, where the old one was right, and end every session of the account.

    Raises Rejected. The caller commits whatever comes of it.
    """
    account = count(compared.tried)
    if compared.new_hash is None:
        raise Rejected("password", words(Rule.HISTORY))
    password_changes.change(db_session(), account, compared.new_hash, mailer=portal().mailer, now=now())
    actor = Actor(ActorKind.RESIDENT, account.public_id)
    audit.record(db_session(), actor, "password.changed", subject="account", subject_id=account.public_id, now=now())
    return account


def _words(refusal: Refusal) -> str:
    return {
        Refusal.WRONG: _("This is not the password of your account. Check it and try again."),
        Refusal.LOCKED: _("There were too many wrong tries. Please wait 30 minutes, or unlock the account by email."),
        Refusal.DEACTIVATED: str(SWITCHED_OFF),
    }[refusal]
