"""The second factor of staff: between the right password and the session stands an authenticator app.

Whoever has one gives its code, or a recovery code; whoever has none sets one up, where the city requires it.
"""

from sqlmodel import Session, col, func, select

from css.accounts import owners, staff
from css.accounts.owners import Owner
from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import apps
from css.accounts.second_factor.apps import Offer
from css.accounts.second_factor.half_way import HalfWay, Over
from css.accounts.staff import Destination, Entry
from css.models import AuthenticatorApp, StaffMember


class StaffSecondStep(HalfWay[StaffMember]):
    """What a browser with the right password has still to do. Raises Over."""

    _whose = StaffMember

    @property
    def destination(self) -> Destination:
        """Which of the two it is."""
        return Destination.SECOND_STEP if apps.exist(self._session, self.owner) else Destination.SET_UP

    def answer(self, code: str, device: str = "", *, replaced: str | None) -> Entry | Refusal:
        """Try a code of the app, or a recovery code. Raises Over. The caller commits, for a wrong try counts.

        `device`: as in a PasswordTry.
        """
        self._claim()
        return self._apps.try_code(code, device) or self._let_in(replaced)

    def set_up(self, offered: Offer, code: str, *, name: str, replaced: str | None) -> Entry:
        """Keep the first app, whose code proves it. Raises Over and WrongCode.

        Somebody who knows the password alone never adds a second one.
        """
        self._claim()  # first: with the app, whatever is half-way is forgotten, this too
        if self.destination is not Destination.SET_UP:
            raise Over
        self._apps.add(offered, code, name=name)
        return self._let_in(replaced)

    def _owner(self) -> Owner:
        return owners.of_staff(self.who)

    def _let_in(self, replaced: str | None) -> Entry:
        return staff.let_in(
            self._session, self.who, required=True, second_factor=True, replaced=replaced, now=self._now
        )


def with_app(session: Session) -> tuple[int, int]:
    """How many staff members have an authenticator app, and how many there are."""
    theirs = select(func.count(func.distinct(col(AuthenticatorApp.staff_id))))
    return session.exec(theirs).one(), session.exec(select(func.count(col(StaffMember.id)))).one()
