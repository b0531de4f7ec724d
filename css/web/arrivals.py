"""Somebody who came from a provider is in: a new account begins, or one that there was has one more way in."""

from werkzeug.wrappers import Response

from css import audit
from css.accounts import gate, identities, owners
from css.accounts.codes.social_flows import SocialFlow
from css.accounts.gate import Destination
from css.accounts.identities import Told
from css.accounts.second_factor import apps
from css.audit import Actor
from css.models import Account, AccountState, ActorKind, ClaimedBy
from css.web import cookies, login, newcomers
from css.web.context import db_session, now, portal


def flow() -> SocialFlow:
    """Who came to this browser from a provider, and is not in yet."""
    return SocialFlow(db_session(), portal().mailer, now(), cookies.SOCIAL.read())


def enter_new(account: Account, how: ClaimedBy) -> Response:
    """The first step of the same wizard as everybody's, with the names that the provider gave; commits.

    `how`: who proved the email, the provider or a code.
    """
    to = newcomers.begin(account, how) or login.landing_of(account)
    response = login.let_in(account, first=True, to=to) or login.switched_off()
    cookies.SOCIAL.clear(response)
    return response


def enter(came: SocialFlow, account: Account, told: Told) -> Response:
    """Into the account whose email the right code has proven, to which the identity is added; commits.

    Where the account has an authenticator app it is added after the app's code, or whoever reads the mail could give
    themselves a way in that stays. Raises AnotherAccounts.
    """
    may_not = gate.destination(AccountState(account.state)) is Destination.NOWHERE
    if may_not or apps.exist(db_session(), owners.of_account(account)):
        return login.let_in(account) or login.switched_off()
    add(account, told)
    came.end()
    response = login.let_in(account, first=True, to=login.landing_of(account)) or login.switched_off()
    cookies.SOCIAL.clear(response)
    return response


def add(account: Account, told: Told) -> None:
    """The identity opens the account from now on, which its owner is told. Raises AnotherAccounts."""
    if not identities.add(db_session(), account, told, mailer=portal().mailer, now=now()):
        return
    actor, what = Actor(ActorKind.RESIDENT, account.public_id), "identity.added"
    audit.record(db_session(), actor, what, subject="account", subject_id=account.public_id, now=now())
