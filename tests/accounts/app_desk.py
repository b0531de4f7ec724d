"""What the tests of authenticator apps share: somebody who has one, and what it shows."""

from sqlmodel import Session, col, select

from css.accounts import owners
from css.accounts.owners import Owner
from css.accounts.second_factor import apps
from css.accounts.second_factor.apps import Apps, Offer
from css.core.clock import FixedClock
from css.core.sealing import Sealer
from css.models import ResidentSession, StaffSession
from tests import totp
from tests.accounts.desk import EMAIL, mails
from tests.builders import Person, account, mailer

SEALER = Sealer(["s" * 40])  # the key of tests/builders.settings


def apps_of(session: Session, owner: Owner, clock: FixedClock, sealer: Sealer = SEALER) -> Apps:
    return Apps(session, owner, sealer=sealer, mailer=mailer(), now=clock.now())


def owner_of(session: Session, clock: FixedClock, email: str = EMAIL) -> Owner:
    """A resident without an app."""
    return owners.of_account(account(session, clock.now(), Person(email=email)))


def with_app(session: Session, clock: FixedClock, email: str = EMAIL) -> tuple[Owner, Offer]:
    """A resident with an app; a minute passes, so that its next codes can be used."""
    owner = owner_of(session, clock, email)
    offer = give_app(session, owner, clock)
    clock.advance(minutes=1)
    return owner, offer


def give_app(session: Session, owner: Owner, clock: FixedClock) -> Offer:
    """An app that the owner has from now on; the first brings recovery codes."""
    offer = apps.offer(with_codes=not apps.exist(session, owner))
    add(session, owner, offer, clock)
    return offer


def add(session: Session, owner: Owner, offer: Offer, clock: FixedClock) -> None:
    """In the browser in which they signed in last."""
    table = ResidentSession if owner.column == "account_id" else StaffSession
    this = session.exec(select(table.id).where(owner.has(table)).order_by(col(table.id).desc())).first()
    code = totp.shown(offer.secret, clock.now())
    apps_of(session, owner, clock).add(offer, code, name="Phone", this_session=this)
    session.flush()


def told(session: Session, email: str = EMAIL) -> list[str]:
    """The headings of what the owner was told of their authenticators, oldest first."""
    return [mail.subject for mail in mails(session, email) if mail.kind == "authenticator-changed"]
