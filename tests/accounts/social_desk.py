"""What the tests of identities share: somebody of whom a provider speaks, what they own, the code that they enter."""

from dataclasses import replace

from sqlmodel import Session, col, select

from css.accounts import authenticators, identities, owners
from css.accounts.authenticators import Authenticator
from css.accounts.codes import social_flows
from css.accounts.codes.challenges import Proof
from css.accounts.codes.social_flows import SocialFlow
from css.accounts.identities import Told
from css.core import tokens
from css.core.clock import FixedClock
from css.core.providers import Provider
from css.models import Account, Identity, Passkey, SocialSignIn
from tests.accounts.app_desk import apps_of
from tests.accounts.desk import EMAIL
from tests.builders import mailer

GOOGLE = Told(Provider.GOOGLE, "1001", EMAIL, vouched=True, first_name="Marisol", last_name="Peña")
MICROSOFT = replace(GOOGLE, provider=Provider.MICROSOFT)
APPLE = replace(GOOGLE, provider=Provider.APPLE, email="x7k2@privaterelay.appleid.com", relay=True)
FACEBOOK = Told(Provider.FACEBOOK, "1001", first_name="Marisol", last_name="Peña")
UNKNOWN = "mirabel@example.com"


def come(session: Session, clock: FixedClock, told: Told = FACEBOOK, owner: Account | None = None) -> str:
    """Somebody comes from a provider; returns the browser's secret."""
    token = SocialFlow(session, mailer(), clock.now(), None).begin(told, language="en", owner=owner)
    session.flush()
    return token


def resume(session: Session, clock: FixedClock, token: str | None) -> SocialFlow:
    return SocialFlow(session, mailer(), clock.now(), token)


def ask(session: Session, clock: FixedClock, email: str = EMAIL, told: Told = FACEBOOK) -> str:
    """They come, and give an address; returns the browser's secret."""
    token = come(session, clock, told)
    prove(session, clock, token, email)
    return token


def prove(session: Session, clock: FixedClock, token: str, email: str = EMAIL) -> None:
    resume(session, clock, token).prove(email)
    session.flush()


def enter(session: Session, clock: FixedClock, token: str, typed: str) -> Proof:
    proof = resume(session, clock, token).verify(typed)
    session.flush()
    return proof


def open_new(session: Session, clock: FixedClock, told: Told = GOOGLE) -> Account | None:
    """An account for the email that the provider vouches for, if that can be."""
    opened = social_flows.open_new(session, told, told.email, "en", clock.now())
    session.flush()
    return opened


def social_account(session: Session, clock: FixedClock, told: Told = GOOGLE) -> Account:
    """Somebody who has one identity, and nothing else to sign in with."""
    opened = open_new(session, clock, told)
    assert opened
    return opened


def add(session: Session, clock: FixedClock, account: Account, told: Told = MICROSOFT) -> bool:
    changed = identities.add(session, account, told, mailer=mailer(), now=clock.now())
    session.flush()
    return changed


def remove(
    session: Session,
    clock: FixedClock,
    account: Account,
    found: Authenticator,
    buttons: tuple[Provider, ...] = tuple(Provider),
) -> None:
    apps = apps_of(session, owners.of_account(account), clock)
    authenticators.remove(session, apps, found, buttons=buttons, mailer=mailer(), now=clock.now())
    session.flush()


def identity(session: Session, told: Told = GOOGLE) -> Identity:
    found = identities.find(session, told)
    assert found
    return found


def passkey(session: Session, clock: FixedClock, account: Account) -> Passkey:
    assert account.id is not None
    made = Passkey(
        public_id=tokens.new_public_id(),
        account_id=account.id,
        credential_id=tokens.new_token(),
        public_key=b"key",
        sign_count=0,
        name="Phone",
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made


def owned(session: Session, account: Account) -> list[tuple[str, str]]:
    """Provider and subject of the account's identities, oldest first."""
    return [(one.provider, one.subject) for one in identities.of(session, account.id or 0)]


def accounts(session: Session) -> list[Account]:
    return list(session.exec(select(Account).order_by(col(Account.id))))


def waiting(session: Session) -> list[SocialSignIn]:
    return list(session.exec(select(SocialSignIn)))
