"""Authenticator apps: a new code every 30 seconds (TOTP, RFC 6238), and codes to write down in case the app is lost.

A code is taken from one time step before to one after now, so that a clock may be 30 seconds off, and each step once
(RFC 6238 §5.2; OWASP ASVS 5 §6.5.1).
"""

import base64
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from css.accounts import locks, notices
from css.accounts.notices import Change
from css.accounts.owners import Owner
from css.accounts.sign_ins import Refusal
from css.core import tokens
from css.core.sealing import BrokenSeal, Sealer
from css.models import AuthenticatorApp, RecoveryCode
from css.outbox import Mailer

STEP = 30
"""Seconds."""
DRIFT = 1
"""Steps that a clock may be off."""
DIGITS = 6
SECRET_BYTES = 20
RECOVERY_CODES = 10
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
        return _totp(self.secret).get_provisioning_uri(owner.email, issuer)


def offer() -> Offer:
    """A secret and codes that nobody has yet."""
    return Offer(base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode(), new_recovery_codes())


def new_recovery_codes() -> tuple[str, ...]:
    """Ten of them, such as 7KQ4-TBXW-M2PH (57 random bits each)."""
    return tuple(tokens.new_recovery_code() for _ in range(RECOVERY_CODES))


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
        return list(self._session.exec(mine.order_by(col(AuthenticatorApp.id))))

    def recovery_codes_left(self) -> int:
        """How many were not used."""
        return self._session.exec(select(func.count()).where(self._owner.has(RecoveryCode))).one()

    def add(self, offered: Offer, code: str, *, name: str) -> AuthenticatorApp:
        """Keep the app whose code proves that it has the secret. With the first come the recovery codes.

        Raises WrongCode, TooManyApps.
        """
        self._owner.lock(self._session)
        kept = self.all()
        if len(kept) >= MOST:
            raise TooManyApps
        step = _step_of(offered.secret, code, self._now)
        if step is None:
            raise WrongCode
        app = self._keep(offered.secret, step, name)
        if not kept:
            self._keep_codes(offered.recovery_codes)
        self._tell(Change.APP_ADDED)
        return app

    def remove(self, app: AuthenticatorApp) -> None:
        """Forget the app; with the last go the recovery codes, and nobody is asked for a second step any more."""
        self._owner.lock(self._session)
        self._session.delete(app)
        self._session.flush()
        if not exist(self._session, self._owner):
            self._keep_codes(())
        self._tell(Change.APP_REMOVED)

    def replace_recovery_codes(self, codes: tuple[str, ...]) -> None:
        """These take the place of those the owner had."""
        self._owner.lock(self._session)
        self._keep_codes(codes)
        self._tell(Change.RECOVERY_CODES)

    def try_code(self, code: str, device: str = "") -> Answer | Refusal:
        """Try a code of an app, or a recovery code; either works once. The caller commits, for a wrong try counts.

        Wrong ones are counted apart from wrong passwords, at a door of their own. `device`: as in a PasswordTry.
        """
        door = self._owner.door(device)
        if locks.is_locked(self._session, door, self._now):
            return Refusal.LOCKED
        self._owner.lock(self._session)
        answer = self._answer(code)
        if answer is None:
            if locks.failed(self._session, door, self._now):
                self._tell(Change.SECOND_STEP_LOCKED)
            return Refusal.WRONG
        locks.succeeded(self._session, door)
        return answer

    def _answer(self, code: str) -> Answer | None:
        for app in self.all():
            step = _step_of(self._secret(app), code, self._now)
            if step is not None and step > app.last_step:
                app.last_step, app.last_used_at = step, self._now
                return Answer.APP
        return Answer.RECOVERY if self._spend(code) else None

    def _spend(self, code: str) -> bool:
        """Use up a recovery code, if it is one."""
        is_it = (self._owner.has(RecoveryCode), col(RecoveryCode.code_hash) == _hash(self._owner, code))
        if not self._session.exec(delete(RecoveryCode).where(*is_it)).rowcount:
            return False
        self._tell(Change.RECOVERY_USED)
        return True

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

    def _keep_codes(self, codes: tuple[str, ...]) -> None:
        self._session.exec(delete(RecoveryCode).where(self._owner.has(RecoveryCode)))
        rows = (RecoveryCode(code_hash=_hash(self._owner, code), **self._owner.columns) for code in codes)
        self._session.add_all(rows)

    def _secret(self, app: AuthenticatorApp) -> str:
        """ "" where CSS_SECRET_KEY was lost: then a recovery code remains."""
        with suppress(BrokenSeal):
            return self._sealer.open(app.sealed_secret)
        return ""

    def _tell(self, change: Change) -> None:
        notices.changed(self._session, self._mailer, self._owner, change, self._now)


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that the code belongs to, if it is near enough; no secret, none."""
    current = int(now.timestamp()) // STEP
    near = range(current - DRIFT, current + DRIFT + 1) if secret else ()
    return next((step for step in near if tokens.same(_totp(secret).generate(step * STEP).decode(), code)), None)


def _totp(secret: str) -> TOTP:
    # SHA-1 is what every app can do; RFC 6238 rests on HMAC, which its collisions do not touch.
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303


def _hash(owner: Owner, code: str) -> str:
    return tokens.digest("recovery code", owner.public_id, code)
