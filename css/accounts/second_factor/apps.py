"""Authenticator apps: a new code every 30 seconds, and codes to write down in case the app is lost.

Each code works once (RFC 6238 §5.2; OWASP ASVS 5 §6.5.1).
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, select

from css.accounts import locks, notices, sessions, spent
from css.accounts.codes import code_flows
from css.accounts.locks import Door
from css.accounts.notices import Change
from css.accounts.owners import Owner
from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import recovery_codes, second_steps, totp
from css.core import tokens
from css.core.sealing import BrokenSeal, Sealer
from css.models import AuthenticatorApp
from css.outbox import Mailer

MOST = 5
"""Apps that one owner may have."""
OFFERED_FOR = timedelta(minutes=30)
"""How long what was offered can be taken, once."""


class WrongCode(Exception):
    """Not what the app shows now."""


class TooManyApps(Exception):
    """The owner has as many as anybody may have."""


class LastApp(Exception):
    """The only app of somebody who needs one."""


class NoApp(Exception):
    """The owner has none."""


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
    """The apps of one owner, with their recovery codes. The owner is told by mail of whatever changes.

    Whoever is half-way to a session when the apps change, or waits for a code by mail, begins again in any browser.
    """

    def __init__(self, session: Session, owner: Owner, *, sealer: Sealer, mailer: Mailer, now: datetime) -> None:
        self.owner = owner
        self._session = session
        self._sealer = sealer
        self._mailer = mailer
        self._now = now

    def all(self) -> list[AuthenticatorApp]:
        """Oldest first."""
        mine = select(AuthenticatorApp).where(self._mine)
        # What was read before the owner was locked may be older than what another transaction has just written.
        fresh = mine.order_by(col(AuthenticatorApp.id)).execution_options(populate_existing=True)
        return list(self._session.exec(fresh))

    def one(self, public_id: str) -> AuthenticatorApp:
        """The app of this id; raises NoResultFound."""
        known = AuthenticatorApp.public_id == public_id
        return self._session.exec(select(AuthenticatorApp).where(self._mine, known)).one()

    def recovery_codes_left(self) -> int:
        """How many were not used."""
        return recovery_codes.left(self._session, self.owner)

    def is_free(self, offered: Offer) -> bool:
        """Whether the offer can be taken: nobody has, and the first app comes with recovery codes and no other does, so
        that the codes last shown are those that work.
        """
        is_first = not exist(self._session, self.owner)
        return bool(offered.recovery_codes) is is_first and not spent.is_spent(self._session, offered.secret)

    def fits(self, offered: Offer) -> bool:
        """Whether the offer is free, or was taken already, by a button pressed twice."""
        return self.is_free(offered) or self._of(offered, self.all()) is not None

    def add(self, offered: Offer, code: str, *, name: str, this_session: int | None = None) -> AuthenticatorApp:
        """Keep the app whose code proves that it has the secret. With the first come the recovery codes.

        Every session but this ends: they began without it (OWASP ASVS 5 §7.4.3). Raises WrongCode, TooManyApps.
        """
        self.owner.lock(self._session)
        kept = self.all()
        step = totp.step_of(offered.secret, code, self._now)
        if step is None:
            raise WrongCode
        if again := self._of(offered, kept):  # twice the same secret would let each code in twice
            return again
        if len(kept) >= MOST:
            raise TooManyApps
        app = self._keep(offered.secret, step, name)
        if not kept:
            recovery_codes.keep(self._session, self.owner, offered.recovery_codes)
        spent.spend(self._session, offered.secret, until=self._now + OFFERED_FOR)
        sessions.close_others(self._session, self.owner, this_session)
        self._changed(Change.APP_ADDED)
        return app

    def remove(self, app: AuthenticatorApp, *, last_stays: bool = False) -> None:
        """Forget the app; with the last go the recovery codes, and nobody is asked for a second step any more.

        `last_stays`: raises LastApp where no other would be left.
        """
        self.owner.lock(self._session)
        if last_stays and self.all() == [app]:
            raise LastApp
        is_it = col(AuthenticatorApp.id) == app.id
        if not self._session.exec(delete(AuthenticatorApp).where(self._mine, is_it)).rowcount:
            return  # another window was quicker
        if not exist(self._session, self.owner):
            recovery_codes.keep(self._session, self.owner, ())
        self._changed(Change.APP_REMOVED)

    def forget_all(self) -> None:
        """Forget every app and recovery code of somebody who has lost them; raises NoApp. One mail tells the owner.

        What was tried with them ends too.
        """
        self.owner.lock(self._session)
        if not self._session.exec(delete(AuthenticatorApp).where(self._mine)).rowcount:
            raise NoApp
        recovery_codes.keep(self._session, self.owner, ())
        locks.unlock(self._session, self.owner.door())
        self._changed(Change.APP_TAKEN_AWAY)

    def replace_recovery_codes(self, codes: tuple[str, ...]) -> None:
        """These take the place of those the owner had. Only whoever has an app has any."""
        self.owner.lock(self._session)
        if not exist(self._session, self.owner) or spent.is_spent(self._session, *codes):
            return  # the same page, sent once more
        spent.spend(self._session, *codes, until=self._now + OFFERED_FOR)
        recovery_codes.keep(self._session, self.owner, codes)
        self._tell(Change.RECOVERY_CODES)

    def try_code(self, code: str, device: str = "") -> Refusal | None:
        """Try a code of an app, or a recovery code; either works once. None: it was right.

        The caller commits, for a wrong try counts.

        Wrong ones are counted apart from wrong passwords, at a door of their own. `device`: as in a PasswordTry.
        """
        door = self.owner.door(device)
        # First the owner, then the door: whoever comes with a password holds the owner already.
        self.owner.lock(self._session)
        if locks.is_locked(self._session, door, self._now):
            return Refusal.LOCKED
        if not self._is_right(code):
            return self._wrong(door)
        locks.succeeded(self._session, door)
        return None

    @property
    def _mine(self) -> ColumnElement[bool]:
        return self.owner.has(AuthenticatorApp)

    def _is_right(self, code: str) -> bool:
        for app in self.all():
            step = totp.step_of(self._secret(app), code, self._now, after=app.last_step)
            if step is not None:
                app.last_step, app.last_used_at = step, self._now
                return True
        if not recovery_codes.spend(self._session, self.owner, code):
            return False
        self._tell(Change.RECOVERY_USED)
        return True

    def _wrong(self, door: Door) -> Refusal:
        if not locks.failed(self._session, door, self._now):
            return Refusal.WRONG
        self._session.flush()
        if locks.is_news(self._session, door, self._now):
            self._tell(Change.SECOND_STEP_LOCKED)
        return Refusal.LOCKED

    def _of(self, offered: Offer, kept: Iterable[AuthenticatorApp]) -> AuthenticatorApp | None:
        """The app that was made of the offer."""
        return next((app for app in kept if self._secret(app) == offered.secret), None)

    def _keep(self, secret: str, step: int, name: str) -> AuthenticatorApp:
        app = AuthenticatorApp(
            public_id=tokens.new_public_id(),
            sealed_secret=self._sealer.seal(secret),
            last_step=step,
            name=name,
            created_at=self._now,
            **self.owner.columns,
        )
        self._session.add(app)
        return app

    def _secret(self, app: AuthenticatorApp) -> str:
        """ "" where CSS_SECRET_KEY was lost: then a recovery code remains."""
        with suppress(BrokenSeal):
            return self._sealer.open(app.sealed_secret)
        return ""

    def _changed(self, change: Change) -> None:
        second_steps.forget(self._session, self.owner)
        if self.owner.column == "account_id":
            code_flows.forget(self._session, self.owner.id)
        self._tell(change)

    def _tell(self, change: Change) -> None:
        notices.changed(self._session, self._mailer, self.owner, change, self._now)
