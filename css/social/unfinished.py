"""Somebody has come from a provider and is not in yet: an email is to be proven, or a yes is missing."""

from flask import Response, flash, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts import identities
from css.accounts.codes.challenges import TooManyCodes, TooSoon
from css.accounts.codes.social_flows import Need, SocialFlow
from css.accounts.identities import AnotherAccounts, Told
from css.accounts.sessions import SignedIn
from css.models import Account, ClaimedBy
from css.social.routes import bp
from css.web import access, arrivals, cookies, hx, limits, login
from css.web.context import db_session
from css.web.forms import TOO_MANY_CODES, EmailForm
from css.web.text import _


@bp.get("")
@access.anyone
def index() -> Response | Redirect:
    """The one thing that is missing."""
    came, resident = arrivals.flow(), login.resident()
    told = came.told
    if told is None:
        return _nothing_missing()
    return _for_resident(came, told, resident) if resident else _for_visitor(came, told)


@bp.get("/email")
@access.anyone
def email() -> Response | Redirect:
    """Another address than the one that the provider names."""
    told = _asked(arrivals.flow())
    return _email_page(told, EmailForm()) if told else redirect(url_for(".index"), 303)


@bp.post("/email")
@access.anyone
@limits.flood("forms")
@limits.flood("codes", only_done=True)
def prove() -> Response | Redirect:
    """Whatever the address has, a code goes there: it is the proof."""
    came, sent = arrivals.flow(), EmailForm.sent()
    told = _asked(came)
    if told is None:
        return redirect(url_for(".index"), 303)
    if not sent.validate():
        return _email_page(told, sent, 422)
    try:
        came.prove(sent.value("email"))
    except TooSoon:  # sent a moment ago: another would kill its code
        return _to_code()
    except TooManyCodes:
        sent.email.errors = [str(TOO_MANY_CODES)]
        return _email_page(told, sent, 429)
    db_session().commit()
    return _to_code()


@bp.post("/accept")
@access.anyone
@limits.flood("forms")
def accept() -> Redirect:
    """Yes to the address as Apple made it. Where somebody has it by now, the page says what is missing instead."""
    came = arrivals.flow()
    account = came.open_vouched() if _asked(came) else None
    if account is None:
        return redirect(url_for(".index"), 303)
    came.end()
    return arrivals.enter_new(account, ClaimedBy.PROVIDER)


@bp.post("/add")
@access.proven(to="social.index")
@limits.flood("forms")
def add() -> Redirect:
    """Yes to one more way into the account that is signed in here. Where it opens another, the page says so."""
    came, account_id = arrivals.flow(), login.the_resident().account_id
    told = came.told
    if told is None or not came.is_for(account_id):
        return _nothing_missing()
    try:
        arrivals.add(db_session().get_one(Account, account_id), told)
    except AnotherAccounts:
        return redirect(url_for(".index"), 303)
    response = _end(came)
    flash(_added(told))
    return response


@bp.post("/forget")
@access.anyone
@limits.flood("forms")
def forget() -> Redirect:
    """Not now: nothing of it is kept."""
    came = arrivals.flow()
    return _end(came) if came.told else _nothing_missing()


def _for_resident(came: SocialFlow, told: Told, resident: SignedIn) -> Response | Redirect:
    """Whoever is signed in is asked whether the identity is to be added."""
    if not came.is_for(resident.account_id):
        return _nothing_missing()
    known = identities.find(db_session(), told)
    if known and known.account_id == resident.account_id:  # added in another window
        flash(_added(told))
        return _away(_origin(came))
    return hx.page(
        "social/add",
        title=_("Add %(provider)s to your account", provider=told.provider.brand),
        told=told,
        own_email=resident.email,
        taken=known is not None,
    )


def _added(told: Told) -> str:
    return _("You can sign in with %(provider)s from now on.", provider=told.provider.brand)


def _for_visitor(came: SocialFlow, told: Told) -> Response | Redirect:
    if came.is_of_an_account:  # and its owner was signed out
        return redirect(url_for("sign_in.index"), 303)
    return _PAGES[came.need](told)


def _asked(came: SocialFlow) -> Told | None:
    """What a provider said of somebody who is not in yet and is asked for an email; None for everybody else."""
    return None if came.told is None or login.resident() or came.is_of_an_account else came.told


def _to_code() -> Redirect:
    response = redirect(url_for("verification.enter"), 303)
    cookies.CODE.clear(response)  # the code that was asked for last is this one
    return response


def _end(came: SocialFlow) -> Redirect:
    """It is over; commits."""
    to = _origin(came)
    came.end()
    db_session().commit()
    return _away(to)


def _origin(came: SocialFlow) -> str:
    """Where it was begun."""
    return url_for("authenticators.index") if came.adding and login.resident() else _home()


def _nothing_missing() -> Redirect:
    return _away(_home())


def _away(to: str) -> Redirect:
    """This browser has nothing unfinished any more."""
    response = redirect(to, 303)
    cookies.SOCIAL.clear(response)
    return response


def _home() -> str:
    resident = login.resident()
    return login.landing(resident.state) if resident else url_for("sign_in.index")


def _email_page(told: Told, form: EmailForm, status: int = 200) -> Response:
    title = _("Which email address is yours?")
    return hx.page("social/which-email", title=title, status=status, told=told, form=form, flow=True)


def _ask_email(told: Told) -> Response:
    return _email_page(told, EmailForm(email=told.email))


def _owner_page(told: Told) -> Response:
    return hx.page("social/owner", title=_("You have an account already"), told=told, flow=True)


def _consent_page(told: Told) -> Response:
    return hx.page("social/consent", title=_("Is this address right for you?"), told=told, flow=True)


_PAGES = {Need.EMAIL: _ask_email, Need.OWNER: _owner_page, Need.CONSENT: _consent_page}
