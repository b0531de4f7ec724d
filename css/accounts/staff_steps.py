"""The second factor of staff: between the right password and the session stands an authenticator app.

Whoever has one gives its code, or a recovery code; whoever has none sets one up, where the city requires it.
"""

from datetime import datetime

from sqlmodel import Session, col, func, select

from css.accounts import apps, owners, second_steps, staff
from css.accounts.apps import Apps, Offer
from css.accounts.owners import Owner
from css.accounts.sign_ins import Refusal
from css.accounts.staff import Destination, Entry
from css.core.sealing import Sealer
from css.models import AuthenticatorApp, StaffMember
from css.outbox import Mailer


class Over(Exception):
    """This browser is not half-way: nothing was begun, ten minutes have passed, or another window has finished it."""


class LastApp(Exception):
    """The only app of somebody who needs one."""


class StaffSecondStep:
    """What a browser with the right password has still to do. Raises Over."""

    def __init__(self, session: Session, token: str | None, *, sealer: Sealer, mailer: Mailer, now: datetime) -> None:
        self._session = session
        self._token = token or ""
        self._now = now
        self.member = self._begun_by()
        self.owner = owners.of_staff(self.member)
        self._apps = Apps(session, self.owner, sealer=sealer, mailer=mailer, now=now)

    @property
    def destination(self) -> Destination:
        """Which of the two it is."""
        return Destination.SECOND_STEP if apps.exist(self._session, self.owner) else Destination.SET_UP

    def answer(self, code: str, *, replaced: str | None) -> Entry | Refusal:
        """Try a code of the app, or a recovery code. Raises Over. The caller commits, for a wrong try counts."""
        tried = self._apps.try_code(code)
        return tried if isinstance(tried, Refusal) else self._finish(replaced)

    def set_up(self, offered: Offer, code: str, *, name: str, replaced: str | None) -> Entry:
        """Keep the first app, whose code proves it. Raises Over and WrongCode.

        Somebody who knows the password alone never adds a second one.
        """
        self.owner.lock(self._session)
        if self.destination is not Destination.SET_UP:
            raise Over
        self._apps.add(offered, code, name=name)
        return self._finish(replaced)

    def _finish(self, replaced: str | None) -> Entry:
        self._begun_by()  # the owner is locked by now: of two windows at once, one gets the session
        return staff.let_in(
            self._session, self.member, required=True, second_factor=True, replaced=replaced, now=self._now
        )

    def _begun_by(self) -> StaffMember:
        begun = second_steps.find(self._session, self._token, self._now)
        if begun is None or begun.staff_id is None:
            raise Over
        return self._session.get_one(StaffMember, begun.staff_id)


def add_app(session: Session, owner: Owner, kept: Apps, offered: Offer, code: str, *, name: str) -> AuthenticatorApp:
    """One more app of somebody who is signed in. Raises WrongCode, TooManyApps.

    Whoever was half-way with the password alone begins anew.
    """
    added = kept.add(offered, code, name=name)
    second_steps.forget(session, owner)
    return added


def remove_app(session: Session, owner: Owner, kept: Apps, public_id: str, *, required: bool) -> None:
    """Forget the app, if it is still there; raises LastApp where one is required and no other would be left."""
    owner.lock(session)
    mine = kept.all()
    if required and len(mine) == 1 and mine[0].public_id == public_id:
        raise LastApp
    for app in mine:
        if app.public_id == public_id:
            kept.remove(app)
            second_steps.forget(session, owner)


def with_app(session: Session) -> tuple[int, int]:
    """How many staff members have an authenticator app, and how many there are."""
    theirs = select(func.count(func.distinct(col(AuthenticatorApp.staff_id))))
    return session.exec(theirs).one(), session.exec(select(func.count(col(StaffMember.id)))).one()
