"""Between the first proof and the session stands the code of the app: what a browser that is half-way can do."""

from datetime import datetime
from typing import Generic

from sqlmodel import Session

from css.accounts import owners
from css.accounts.owners import Owner
from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import second_steps
from css.accounts.second_factor.apps import Apps
from css.accounts.second_factor.second_steps import Who
from css.core.sealing import Sealer
from css.models import Account, SecondStep
from css.outbox import Mailer


class Over(Exception):
    """This browser is not half-way: nothing was begun, ten minutes have passed, or another window has finished it."""


class HalfWay(Generic[Who]):
    """What a browser has begun, and who with it. Raises Over. `keep`: they asked to be kept signed in."""

    _whose: type[Who]

    def __init__(self, session: Session, token: str | None, *, sealer: Sealer, mailer: Mailer, now: datetime) -> None:
        self._session = session
        self._token = token or ""
        self._now = now
        self.who: Who
        begun, self.who = self._begun()
        self.keep = begun.keep
        self.owner = self._owner()
        self._apps = Apps(session, self.owner, sealer=sealer, mailer=mailer, now=now)

    def _owner(self) -> Owner:
        raise NotImplementedError

    def _begun(self) -> tuple[SecondStep, Who]:
        begun = second_steps.find(self._session, self._whose, self._token, self._now)
        if begun is None:
            raise Over
        return begun

    def _claim(self) -> SecondStep:
        """Nobody else finishes or forgets it until the transaction ends. Raises Over: another window was quicker."""
        self.owner.lock(self._session)
        return self._begun()[0]


class ResidentSecondStep(HalfWay[Account]):
    """The code of a resident's app after the password, or after another first proof."""

    _whose = Account

    def answer(self, code: str, device: str = "") -> Refusal | None:
        """Try a code of the app, or a recovery code. Raises Over. `device`: as in a PasswordTry.

        None: it was right; the account is to be let in as proven twice. The caller commits either way.
        """
        begun = self._claim()
        refusal = self._apps.try_code(code, device)
        if refusal is None:
            self._session.delete(begun)
        return refusal

    def _owner(self) -> Owner:
        return owners.of_account(self.who)
