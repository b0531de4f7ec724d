"""What the right code leads to: a new account, the account itself, or a new password for it."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as Redirect

from css import audit
from css.accounts.code_flows import CodeFlow
from css.accounts.sign_ups import SignUpFlow
from css.audit import Actor
from css.models import Account, ActorKind, ChallengePurpose
from css.registrations import drafts
from css.web import cookies, login
from css.web.context import db_session, language, now, portal

Flow = SignUpFlow | CodeFlow

_BEGINNINGS = {
    ChallengePurpose.SIGN_IN: "sign_in.index",
    ChallengePurpose.UNLOCK: "sign_in.unlock",
    ChallengePurpose.RESET: "sign_in.reset",
}


def beginning(flow: Flow) -> str:
    """Where another address is given instead."""
    return url_for(_BEGINNINGS[flow.purpose] if isinstance(flow, CodeFlow) else "verification.change_email")


def go_on(flow: Flow, account: Account) -> Redirect:
    """On with the account whose email was proven just now; commits."""
    if isinstance(flow, SignUpFlow):
        return _begin(flow, account)
    return _AFTER[flow.purpose](flow, account)


def _begin(flow: SignUpFlow, account: Account) -> Redirect:
    assert flow.sign_up is not None
    phone = flow.sign_up.mobile_phone
    drafts.begin(db_session(), account, portal().jurisdiction, language=language(), mobile_phone=phone, now=now())
    flow.end()
    entry = login.enter(account, first=True)
    db_session().commit()
    response = redirect(url_for("wizard.resume"), 303)
    login.remember(response, account, entry)
    cookies.SIGN_UP.clear(response)
    return response


def _enter(flow: CodeFlow, account: Account) -> Redirect:
    keep = flow.request is not None and flow.request.keep
    flow.end()
    entry = login.enter(account, keep=keep)
    db_session().commit()
    response = redirect(url_for(login.ENDPOINTS[entry.destination]), 303)
    login.remember(response, account, entry, keep=keep)
    return response


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


_AFTER = {
    ChallengePurpose.SIGN_IN: _enter,
    ChallengePurpose.UNLOCK: _unlocked,
    ChallengePurpose.RESET: _choose_password,
}
