"""Who is signed in: residents through Flask-Login, which loads them and nothing more; staff beside it."""

from flask import Flask, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from css.accounts import gate, notices, sessions
from css.accounts.gate import Destination, Entry
from css.accounts.sessions import SignedIn, StaffSignedIn
from css.models import Account, AccountState, ResidentSession, StaffSession
from css.web import cookies, devices
from css.web.context import db_session, device, is_polled, is_writing, now, portal

ENDPOINTS = {
    Destination.WIZARD: "wizard.resume",
    Destination.STATUS: "dashboard.status",
    Destination.DASHBOARD: "dashboard.index",
    Destination.SECOND_STEP: "second_step.index",
    Destination.NOWHERE: "sign_in.index",
}


class _Resident(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    def __init__(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in


def resident() -> SignedIn | None:
    """The resident signed in with this browser."""
    signed_in: SignedIn | None = getattr(current_user, "signed_in", None)
    return signed_in


def the_resident() -> SignedIn:
    """The resident, in a view that only they reach."""
    signed_in = resident()
    assert signed_in is not None
    return signed_in


def staff() -> StaffSignedIn | None:
    """The staff member signed in with this browser."""
    if "staff" not in g:
        g.staff = _load_staff()
    member: StaffSignedIn | None = g.staff
    return member


def the_staff() -> StaffSignedIn:
    """The staff member, in a view that only they reach."""
    member = staff()
    assert member is not None
    return member


def landing(state: AccountState) -> str:
    """The address of the page where an account in this state belongs."""
    return url_for(ENDPOINTS[gate.destination(state)])


def landing_of(account: Account) -> str:
    """The address of the page where this account belongs."""
    return landing(AccountState(account.state))


def _enter(account: Account, *, keep: bool, first: bool, two_factors: bool) -> Entry:
    """Through the gate with this browser. Where the account was never signed in with it, the owner is told by mail.

    `first`: the account is new, or its owner is told of more than this.
    """
    entry = gate.enter(
        db_session(),
        account,
        keep=keep,
        device=device(),
        now=now(),
        replaced=cookies.RESIDENT.read(),
        two_factors=two_factors,
    )
    if entry.opened and not first and not devices.known(account):
        notices.new_device(db_session(), portal().mailer, account, now())
    return entry


def let_in(
    account: Account, *, keep: bool = False, first: bool = False, two_factors: bool = False, to: str = ""
) -> Response | None:
    """Through the gate and on to where the account belongs, or to the address `to`; commits.

    Whoever came from a provider before is first asked whether that is to be added. None where the account is switched
    off.
    """
    entry = _enter(account, keep=keep, first=first, two_factors=two_factors)
    db_session().commit()
    if not entry.token:
        return None
    to = to or (url_for("social.index") if cookies.SOCIAL.read() else "")
    response = redirect(to if to and entry.opened else url_for(ENDPOINTS[entry.destination]), 303)
    _remember(response, account, entry, keep=keep)
    return response


def switched_off() -> Response:
    """To the sign-in page, which says why nobody was let in."""
    response = redirect(url_for("sign_in.index", switched_off="y"), 303)
    forget(response)
    return response


def _remember(response: Response, account: Account, entry: Entry, *, keep: bool) -> None:
    """Hand the browser what the gate opened: a session, by which it is known again, or the second step."""
    _forget(response, cookies.CODE, cookies.RESIDENT if not entry.opened else cookies.SECOND_STEP)
    if entry.opened:
        cookies.RESIDENT.write(response, entry.token, int(sessions.KEPT.total_seconds()) if keep else None)
        devices.remember(response, account)
    elif entry.token:
        cookies.SECOND_STEP.write(response, entry.token)


def confirm() -> str:
    """The resident has proven again who they are; returns the new token of their session, to be handed on."""
    return sessions.confirm(db_session(), the_resident().session_id, now())


def renew(response: Response, token: str) -> None:
    """Hand the browser the new token; the session ends when it would have."""
    left = int((the_resident().expires_at - now()).total_seconds())
    cookies.RESIDENT.write(response, token, left if the_resident().kept else None)


def forget(response: Response) -> None:
    """Take from the browser what lets somebody in, or would with one more step."""
    _forget(response, cookies.RESIDENT, cookies.CODE, cookies.SOCIAL, cookies.SECOND_STEP)


def _forget(response: Response, *what: cookies.Cookie) -> None:
    for cookie in what:
        cookie.clear(response)
    session.clear()  # the secret of the CSRF tokens: what somebody else has open in another tab is sent no more


def init_app(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None
    app.login_manager = manager  # type: ignore[attr-defined]  # its init_app would add a cookie of its own to answers
    manager.request_loader(_load_resident)
    app.before_request(_look_before_writing)


def _look_before_writing() -> None:
    """Note the session's use before the request's own transaction begins: afterwards SQLite would wait for itself."""
    if is_writing():
        resident(), staff()


def _load_resident(_request: object) -> _Resident | None:
    token = cookies.RESIDENT.read()
    if not token or "broken" in g:  # the page that says so must not break of the same
        return None
    with portal().database.reading() as database:
        signed_in = sessions.resident(database, token, now())
    if signed_in is None:
        return None
    _note_use(ResidentSession, signed_in)
    return _Resident(signed_in)


def _load_staff() -> StaffSignedIn | None:
    token = cookies.STAFF.read()
    if not token:
        return None
    with portal().database.reading() as database:
        member = sessions.staff(database, token, now())
    if member is not None:
        _note_use(StaffSession, member)
    return member


def _note_use(table: type[sessions.Row], who: SignedIn | StaffSignedIn) -> None:
    """At most once a minute; the one thing a GET may write (design: GET)."""
    if now() - who.seen_at < sessions.SEEN_EVERY or request.endpoint == "static" or is_polled():
        return
    with portal().database.writing() as database:
        sessions.seen(database, table, who.session_id, now())
        database.commit()
