"""To a provider and back. Whoever it names is let in, or asked for what is still missing."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts import identities
from css.accounts.codes import social_flows
from css.accounts.identities import Told
from css.core.providers import Provider
from css.models import Account, ClaimedBy
from css.social.protocol import exchange
from css.social.protocol.failures import Cancelled, Failure, Lost, Refused
from css.web import access, arrivals, context, cookies, hx, limits, login
from css.web.context import db_session, language, now, portal
from css.web.text import _

bp = Blueprint("social", __name__, url_prefix="/social")
NAMES = f"<any({','.join(Provider)}):name>"


@bp.get(f"/{NAMES}")
@access.anyone
@limits.flood("providers", method="GET")
def leave(name: str) -> Redirect:
    """A link, for a form may not lead to another site (CSP form-action)."""
    return _leave(_provider(name), adding=False)


@bp.get(f"/{NAMES}/add")
@access.proven(to="authenticators.index")
@limits.flood("providers", method="GET")
def leave_to_add(name: str) -> Redirect:
    """For whoever is signed in and wants one more way in."""
    return _leave(_provider(name), adding=True)


@bp.post(f"/{NAMES}/callback")
@access.anyone
@limits.flood("forms")
def posted(name: str) -> Redirect:
    """Apple answers by a form of its own site, to which the browser gives no cookies: on to where it does."""
    return exchange.posted(_provider(name))


@bp.get(f"/{NAMES}/callback")
@context.writes
@access.anyone
@limits.flood("providers", method="GET")
def come_back(name: str) -> Redirect:
    """What the provider says is asked for before any transaction begins: it takes a while."""
    provider = _provider(name)
    try:
        answer = exchange.come_back(provider)
    except Failure as failure:
        return _stopped(provider, failure)
    if answer.adding:
        return _ask_to_add(answer.told)
    return _let_in(answer.told) or _ask(answer.told)


@bp.get(f"/{NAMES}/stopped")
@access.anyone
def stopped(name: str) -> Response:
    """Why nobody was let in, at an address that holds nothing of what the provider sent."""
    provider = _provider(name)
    title, said = _words(request.args.get("why", ""), provider.brand)
    return hx.page("social/stopped", title=title, said=said, provider=provider, flow=True)


def _provider(name: str) -> Provider:
    """The provider, if the city has registered with it."""
    provider = Provider(name)
    return provider if provider in portal().settings.providers else abort(404)


def _leave(provider: Provider, *, adding: bool) -> Redirect:
    try:
        return exchange.leave(provider, adding=adding)
    except Failure as failure:
        return _stopped(provider, failure)


def _stopped(provider: Provider, failure: Failure) -> Redirect:
    """Whoever is signed in meanwhile, and came here by Back, belongs elsewhere."""
    resident = login.resident()
    if resident and isinstance(failure, Lost):
        return redirect(login.landing(resident.state), 303)
    return redirect(url_for(".stopped", name=provider, why=failure.why), 303)


def _let_in(told: Told) -> Redirect | None:
    """Whom the provider names is known, or has an email that it vouches for and nobody else has: through the gate.

    None where something is missing. An address that Apple made is one of those: its owner is told first.
    """
    known = _known(told)
    if known is None and told.vouched and not told.relay:
        new = social_flows.open_new(db_session(), told, told.email, language(), now())
        if new:
            return arrivals.enter_new(new, ClaimedBy.PROVIDER)
        known = _known(told)  # another browser of theirs was quicker
    return (login.let_in(known) or login.switched_off()) if known else None


def _known(told: Told) -> Account | None:
    identity = identities.find(db_session(), told)
    return identities.owner_of(db_session(), identity, told, now()) if identity else None


def _ask_to_add(told: Told) -> Redirect:
    """Whoever was signed out meanwhile is asked to begin again: no account of its own is meant."""
    resident = login.resident()
    if resident is None:
        return redirect(url_for("sign_in.index", late="y"), 303)
    return _ask(told, owner=db_session().get_one(Account, resident.account_id))


def _ask(told: Told, *, owner: Account | None = None) -> Redirect:
    """Keep what the provider said, and show what is missing."""
    token = arrivals.flow().begin(told, language=language(), owner=owner)
    db_session().commit()
    response = redirect(url_for("social.index"), 303)
    cookies.SOCIAL.write(response, token)
    cookies.CODE.clear(response)  # the code that is asked for next is this one's
    return response


def _words(why: str, brand: str) -> tuple[str, str]:
    """A heading, and what has happened."""
    failed = _("Signing in with %(provider)s did not work", provider=brand)
    return {
        Cancelled.why: (
            _("You did not sign in with %(provider)s", provider=brand),
            _("You stopped there. Nobody was signed in and nothing changed."),
        ),
        Lost.why: (failed, _("That took too long, or was begun in another window. Please begin again.")),
        Refused.why: (
            failed,
            _("%(provider)s answered something that we can’t trust, so nobody was signed in.", provider=brand),
        ),
    }.get(why, (failed, _("%(provider)s can’t be reached just now. It is not your fault.", provider=brand)))
