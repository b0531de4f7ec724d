"""A new password for whoever knows the old one. Wrong tries count at the lock, as they do at sign-in."""

from dataclasses import dataclass, replace

from css import audit
from css.accounts import locks, password_changes, sign_ins
from css.accounts.passwords import Rule
from css.accounts.sign_ins import PasswordTry, Refusal
from css.audit import Actor
from css.dashboard.forms import PasswordForm
from css.models import Account, ActorKind
from css.web import devices, login
from css.web.context import db_session, now, portal
from css.web.new_password import words
from css.web.text import _


@dataclass(frozen=True, slots=True)
class Compared:
    """The old password, compared, and the hash of the new one; None where that is one of the last ten."""

    tried: PasswordTry
    new_hash: str | None


class Rejected(Exception):
    """The password stays as it is; the message stands beside the field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def compare(sent: PasswordForm) -> Compared:
    """Compare both passwords with those that are kept, before the transaction begins: it takes a while.

    Raises HasherBusy, and Rejected where the account is locked.
    """
    resident, hasher, new = login.the_resident(), portal().hasher, sent.value("password")
    with portal().database.reading() as session:
        stored = sign_ins.stored(session, resident.email)
        kept = password_changes.remembered(session, resident.account_id)
        tried = PasswordTry(resident.email, stored, right=False, device=devices.known(stored))
        locked = locks.is_locked(session, tried.door, now())
    if locked:  # nothing is compared: how long that takes would tell
        raise Rejected("current_password", _words(Refusal.LOCKED))
    right = hasher.verify(stored.password_hash, sent.value("current_password"))
    free = right and not password_changes.is_reused(hasher, kept, new)
    return Compared(replace(tried, right=right), hasher.hash(new) if free else None)


def change(compared: Compared) -> Account:
    """Count the try; where it was right, keep the new password and end every session of the account.

    Raises Rejected. The caller commits whatever comes of it.
    """
    account = sign_ins.attempt(db_session(), compared.tried, portal().mailer, now())
    if isinstance(account, Refusal):
        raise Rejected("current_password", _words(account))
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
        Refusal.DEACTIVATED: _("This account is switched off. Please contact the city."),
    }[refusal]
