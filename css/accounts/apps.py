"""Authenticator apps: a new code every 30 seconds, and codes to write down in case the app is lost.

Each code works once (RFC 6238 §5.2; OWASP ASVS 5 §6.5.1).
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session, col, select

from css.accounts import locks, notices, recovery_codes, totp
from css.accounts.notices import Change
from css.accounts.owners import Owner
from css.accounts.sign_ins import Refusal
from css.core import tokens
from css.core.sealing import BrokenSeal, Sealer
from css.models import AuthenticatorApp
from css.outbox import Mailer

MOST = 5
"""Apps that one owner may have."""


class Answer(StrEnum):
    """What the second step was answered with."""

    APP = "app"
    RECOVERY = "recovery"


class WrongCode(Exception):
    """Not what the app shows now."""


class TooManyApps(Exception):
    """The owner has as many as anybody may have."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A new secret for an app, in base32, and recovery codes to go with it: nothing is kept until its code is given."""

    secret: str
    recovery_codes: tuple[str, ...]

    def address(self, owner: Owner, issuer: str) -> str:
        """What the QR code holds (otpauth://…)."""
        return totp.address(self.secret, issuer=issuer, email=owner.email)


def offer(*, with_codes: bool = True) -> Offer:
    """A secret that nobody has yet. `with_codes`: it is to be the first app."""
    return Offer(totp.new_secret(), recovery_codes.new() if with_codes else ())


def exist(session: Session, owner: Owner) -> bool:
    """Whether the owner has an app, and is asked for its code."""
    return session.exec(select(AuthenticatorApp.id).where(owner.has(AuthenticatorApp)).limit(1)).first() is not None


class Apps:
    """The apps of one owner, with their recovery codes. The owner is told by mail of whatever changes."""

    def __init__(self, session: Session, owner: Owner, *, sealer: Sealer, mailer: Mailer, now: datetime) -> None:
        self._session = session
        self._owner = owner
        self._sealer = sealer
        self._mailer = mailer
        self._now = now

    def all(self) -> list[AuthenticatorApp]:
        """Oldest first."""
        mine = select(AuthenticatorApp).where(self._owner.has(AuthenticatorApp))
        # What was read before the owner was locked may be older than what another transaction has just written.
        fresh = mine.order_by(col(AuthenticatorApp.id)).execution_options(populate_existing=True)
        return list(self._session.exec(fresh))

    def recovery_codes_left(self) -> int:
        """How many were not used."""
        return recovery_codes.left(self._session, self._owner)

    def fits(self, offered: Offer) -> bool:
        """Whether the offer can still be taken: the first app comes with recovery codes and no other does, so that
        the codes last shown are those that work. One that was taken already, by a button pressed twice, fits too.
        """
        return bool(offered.recovery_codes) is not exist(self._session, self._owner) or bool(self._of(offered))

    def add(self, offered: Offer, code: str, *, name: str) -> AuthenticatorApp:
        """Keep the app whose code proves that it has the secret. With the first come the recovery codes.

        Raises WrongCode, TooManyApps.
        """
        self._owner.lock(self._session)
        kept = self.all()
        step = totp.step_of(offered.secret, code, self._now)
        if step is None:
            raise WrongCode
        if again := self._of(offered):  # twice the same secret would let each code in twice
            return again
        if len(kept) >= MOST:
            raise TooManyApps
        app = self._keep(offered.secret, step, name)
        if not kept:
            recovery_codes.keep(self._session, self._owner, offered.recovery_codes)
        self._tell(Change.APP_ADDED)
        return app

    def remove(self, app: AuthenticatorApp) -> None:
        """Forget the app; with the last go the recovery codes, and nobody is asked for a second step any more."""
        self._owner.lock(self._session)
        is_it = (self._owner.has(AuthenticatorApp), col(AuthenticatorApp.id) == app.id)
        if not self._session.exec(delete(AuthenticatorApp).where(*is_it)).rowcount:
            return  # another window was quicker
        if not exist(self._session, self._owner):
            recovery_codes.keep(self._session, self._owner, ())
        self._tell(Change.APP_REMOVED)

    def replace_recovery_codes(self, codes: tuple[str, ...]) -> None:
        """These take the place of those the owner had. Only whoever has an app has any."""
        self._owner.lock(self._session)
        if exist(self._session, self._owner) and recovery_codes.keep(self._session, self._owner, codes):
            self._tell(Change.RECOVERY_CODES)

    def try_code(self, code: str, device: str = "") -> Answer | Refusal:
        """Try a code of an app, or a recovery code; either works once. The caller commits, for a wrong try counts.

        Wrong ones are counted apart from wrong passwords, at a door of their own. `device`: as in a PasswordTry.
        """
        door = self._owner.door(device)
        # First the owner, then the door: whoever comes with a password holds the owner already.
        self._owner.lock(self._session)
        if locks.is_locked(self._session, door, self._now):
            return Refusal.LOCKED
        answer = self._answer(code)
        if answer is None:
            if locks.failed(self._session, door, self._now):
                self._tell(Change.SECOND_STEP_LOCKED)
            return Refusal.WRONG
        locks.succeeded(self._session, door)
        return answer

    def _answer(self, code: str) -> Answer | None:
        for app in self.all():
            step = totp.step_of(self._secret(app), code, self._now, after=app.last_step)
            if step is not None:
                app.last_step, app.last_used_at = step, self._now
                return Answer.APP
        if not recovery_codes.spend(self._session, self._owner, code):
            return None
        self._tell(Change.RECOVERY_USED)
        return Answer.RECOVERY

    def _of(self, offered: Offer) -> AuthenticatorApp | None:
        """The app that was made of the offer."""
        return next((app for app in self.all() if self._secret(app) == offered.secret), None)

    def _keep(self, secret: str, step: int, name: str) -> AuthenticatorApp:
        app = AuthenticatorApp(
            public_id=tokens.new_public_id(),
            sealed_secret=self._sealer.seal(secret),
            last_step=step,
            name=name,
            created_at=self._now,
            **self._owner.columns,
        )
        self._session.add(app)
        return app

    def _secret(self, app: AuthenticatorApp) -> str:
        """ "" where CSS_SECRET_KEY was lost: then a recovery code remains."""
        with suppress(BrokenSeal):
            return self._sealer.open(app.sealed_secret)
        return ""

    def _tell(self, change: Change) -> None:
        notices.changed(self._session, self._mailer, self._owner, change, self._now)
