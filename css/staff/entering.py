"""How staff come in, whichever of their pages they do it on: the password compared, the cookies, the audit."""

from dataclasses import dataclass

from flask import redirect, url_for
from werkzeug.wrappers import Response as Redirect

from css import audit
from css.accounts import staff
from css.accounts.staff import Destination, Entry
from css.audit import Actor
from css.models import ActorKind, StaffMember
from css.web import cookies, devices
from css.web.context import db_session, now, portal

ENDPOINTS = {
    Destination.APPROVALS: "staff.approvals",
    Destination.SECOND_STEP: "staff_second_step.ask",
    Destination.SET_UP: "staff_second_step.offer",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A password, compared. `renewed`: a stronger hash to keep; `device`: as in a PasswordTry."""

    right: bool
    renewed: str | None
    member: StaffMember | None
    device: str

    @property
    def whose(self) -> str:
        """The member's public id, or ""."""
        return self.member.public_id if self.member else ""


def compare(email: str, password: str) -> Compared:
    """Compare the password before the transaction begins: it takes a while, for every email the same."""
    with portal().database.reading() as session:
        member = staff.find(session, email)
    right = portal().hasher.verify(member.password_hash if member else None, password)
    renewed = portal().hasher.renewed(member.password_hash, password) if right and member else None
    return Compared(right, renewed, member, devices.known(member) if member else "")


def led_to(entry: Entry) -> Redirect:
    """To where it goes on, with a session or with what is half of one: never both. A session makes the device known."""
    response = redirect(url_for(ENDPOINTS[entry.destination]), 303)
    if entry.opened:
        given, taken = cookies.STAFF, cookies.STAFF_SECOND_STEP
    else:
        given, taken = cookies.STAFF_SECOND_STEP, cookies.STAFF
    taken.clear(response)
    given.write(response, entry.token)
    if entry.opened:
        devices.remember(response, entry.member)
    return response


def record(what: str, whose: str, *, by_them: bool = True) -> None:
    """A line in the audit about this member, if there is one; `by_them`: they have proven that it is they who act."""
    if not whose:
        return  # else strangers could fill it with emails that they make up
    actor = Actor(ActorKind.STAFF, whose if by_them else "")
    audit.record(db_session(), actor, f"staff.{what}", subject="staff", subject_id=whose, now=now())
