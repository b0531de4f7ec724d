"""What the right code leads to: a new account, the account itself, a new password or email for it, a fresh proof."""

from datetime import timedelta

from flask import redirect, url_for
from werkzeug.wrappers import Response as Redirect

from css import audit
from css.accounts.changes import email_changes
from css.accounts.changes.email_changes import Taken
from css.accounts.codes.code_flows import CodeFlow
from css.accounts.codes.sign_ups import SignUpFlow
from css.accounts.codes.social_flows import SocialFlow
from css.accounts.identities import AnotherAccounts
from css.audit import Actor
from css.models import Account, ActorKind, ChallengePurpose, ClaimedBy
from css.registrations import profile
from css.web import arrivals, cookies, login, newcomers, undo_links
from css.web.context import db_session, now, portal

Flow = SignUpFlow | CodeFlow | SocialFlow

_BEGINNINGS = {
    ChallengePurpose.SIGN_IN: "sign_in.index",
    ChallengePurpose.UNLOCK: "sign_in.unlock",
    ChallengePurpose.RESET: "sign_in.reset",
    ChallengePurpose.NEW_EMAIL: "own_email.new",
    ChallengePurpose.SIGN_UP: "verification.change_email",
    ChallengePurpose.SOCIAL: "social.email",
}
_WAYS = {
    ChallengePurpose.CONFIRM: "confirm.index",
    ChallengePurpose.NEW_EMAIL: "authenticators.index",
    ChallengePurpose.SIGN_UP: "verification.ways",
    ChallengePurpose.SOCIAL: "sign_in.index",
}


WITHIN = timedelta(minutes=20)
"""How long a code to confirm, or for a new email, counts: what was proven when it was asked for is still fresh."""


class NothingChanged(Exception):
    """The code was right, and comes too late: somebody else has the email by now."""


def may_go_on(flow: CodeFlow) -> bool:
    """Whether the flow is this browser's still. To confirm, or for a new email, its account must be signed in here.

    A new email also takes a session in which the resident had proven who they are when they asked (access.proven).
    """
    request, resident = flow.request, login.resident()
    if request is None or flow.purpose not in (ChallengePurpose.CONFIRM, ChallengePurpose.NEW_EMAIL):
        return request is not None
    if resident is None or resident.account_id != request.account_id:
        return False
    if now() >= request.created_at + WITHIN:
        return False
    return flow.purpose is ChallengePurpose.CONFIRM or resident.confirmed(request.created_at)


def beginning(flow: Flow) -> str:
    """Where another address is given instead; "" where it can only be one's own."""
    endpoint = _BEGINNINGS.get(flow.purpose)
    return url_for(endpoint) if endpoint else ""


def ways(flow: Flow) -> str:
    """The authenticator list that the code was chosen from."""
    return url_for(_WAYS.get(flow.purpose, "sign_in.ways"))


def go_on(flow: Flow, account: Account) -> Redirect:
    """On with the account whose email was proven just now; commits. Raises NothingChanged."""
    if isinstance(flow, SignUpFlow):
        return _begin(flow, account)
    if isinstance(flow, SocialFlow):
        return _from_provider(flow, account)
    return _AFTER[flow.purpose](flow, account)


def _begin(flow: SignUpFlow, account: Account) -> Redirect:
    assert flow.sign_up is not None
    to = newcomers.begin(account, ClaimedBy.CODE, mobile_phone=flow.sign_up.mobile_phone)
    flow.end()
    response = login.let_in(account, first=True, to=to) or login.switched_off()
    cookies.SIGN_UP.clear(response)
    return response


def _from_provider(flow: SocialFlow, account: Account) -> Redirect:
    told = flow.told
    assert told is not None
    if not flow.is_of_an_account:
        flow.end()
        return arrivals.enter_new(account, ClaimedBy.CODE)
    try:
        return arrivals.enter(flow, account, told)
    except AnotherAccounts as another:
        raise NothingChanged from another


def _enter(flow: CodeFlow, account: Account) -> Redirect:
    keep = flow.request is not None and flow.request.keep
    flow.end()
    return login.let_in(account, keep=keep) or login.switched_off()


def _unlocked(flow: CodeFlow, account: Account) -> Redirect:
    flow.end()
    actor = Actor(ActorKind.RESIDENT, account.public_id)
    audit.record(db_session(), actor, "account.unlocked", subject="account", subject_id=account.public_id, now=now())
    db_session().commit()
    response = redirect(url_for("sign_in.index", unlocked="y"), 303)
    cookies.CODE.clear(response)
    return response


def _choose_password(_flow: CodeFlow, _account: Account) -> Redirect:
    db_session().commit()
    return redirect(url_for("sign_in.new_password"), 303)


def _confirmed(flow: CodeFlow, _account: Account) -> Redirect:
    flow.end()
    token = login.confirm()
    db_session().commit()
    response = redirect(url_for("confirm.index"), 303)  # which knows where they wanted to go
    login.renew(response, token)
    cookies.CODE.clear(response)
    return response


def _change_email(flow: CodeFlow, account: Account) -> Redirect:
    """Every session has ended with the old email; this browser gets a new one, kept as long as the old."""
    try:
        email_changes.change(
            db_session(), account, flow.email, undo_link=undo_links.link, mailer=portal().mailer, now=now()
        )
    except Taken as taken:
        raise NothingChanged from taken
    profile.follow_email(db_session(), account)
    keep = login.the_resident().kept
    # This session goes on as what it was. The mails of the change tell the owner.
    to = url_for("authenticators.index", done="email")
    return login.let_in(account, keep=keep, first=True, two_factors=True, to=to) or login.switched_off()


_AFTER = {
    ChallengePurpose.SIGN_IN: _enter,
    ChallengePurpose.UNLOCK: _unlocked,
    ChallengePurpose.RESET: _choose_password,
    ChallengePurpose.CONFIRM: _confirmed,
    ChallengePurpose.NEW_EMAIL: _change_email,
}
