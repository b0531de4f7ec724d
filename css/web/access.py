"""Who may reach a view: declared on it, enforced by the same line. A view without a declaration is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from css.accounts import sessions
from css.models import AccountState, Role
from css.web import hx, login
from css.web.context import db_session, is_writing, now
from css.web.text import _

View = TypeVar("View", bound=Callable[..., Any])
_DECLARED = "who_may_reach"


def anyone(view: View) -> View:
    """Everybody, signed in or not."""
    return _declare(view, "anyone")


def resident(*states: AccountState) -> Callable[[View], View]:
    """A signed-in resident whose account is in one of the states (any, if none is named).

    Others are shown to where they belong: the sign-in page, or the page of their own state.
    """
    return _guard(lambda: _to_where_they_belong(states), "resident " + " ".join(states))


def check(*states: AccountState) -> Callable[[View], View]:
    """As `resident`, for what only checks a field: the page stays as it is, with all that was typed.

    Whoever was signed out is told so above it; where the account moved on in another window, the button's own
    answer will say it.
    """

    def _refuse() -> Response | None:
        refused = _to_where_they_belong(states)
        if refused is None or not hx.wants_fragment():
            return refused
        return Response(status=204) if login.resident() else hx.trouble(signed_out(), 401)

    return _guard(_refuse, "resident " + " ".join(states))


def proven(to: str, *, again: bool = False) -> Callable[[View], View]:
    """As `resident`, for what changes how somebody signs in: they have proven who they are a moment ago.

    Others are asked first, and led to the endpoint `to` afterwards. `again`: that they signed in a moment ago is not
    enough (OWASP ASVS 5 §7.5.1).
    """

    def _refuse() -> Response | None:
        resident = login.resident()
        if resident is None:
            return _to_where_they_belong(())
        fresh = resident.confirmed(now()) if again else resident.proven(now())
        return _ended_meanwhile() if fresh else redirect(url_for("confirm.index", to=to), 303)

    return _guard(_refuse, "resident")


def held(view: View) -> View:
    """As `resident`, for a POST that changes how somebody signs in and asks for a proof of its own.

    As with `proven`, a session that ends in this moment, with a new password perhaps, is waited for.
    """
    return _guard(lambda: _to_where_they_belong(()) or _ended_meanwhile(), "resident")(view)


def signed_out() -> str:
    """What is said above a page that stays as it is, with all that was typed."""
    return _("You have been signed out. Sign in again in another window and go on here: nothing you typed is lost.")


def _ended_meanwhile() -> Response | None:
    resident = login.resident()
    assert resident is not None
    if not is_writing() or sessions.hold(db_session(), resident):
        return None
    return redirect(url_for("sign_in.index"), 303)


def _to_where_they_belong(states: tuple[AccountState, ...]) -> Response | None:
    """A redirect for whoever is not in one of the states; None for those who may go on."""
    signed_in = login.resident()
    if signed_in is None:
        return redirect(url_for("sign_in.index"), 303)
    if states and signed_in.state not in states:
        return redirect(login.landing(signed_in.state), 303)
    return None


def staff(*roles: Role) -> Callable[[View], View]:
    """A signed-in staff member with one of the roles (any, if none is named)."""

    def _refuse() -> Response | None:
        member = login.staff()
        if member is None:
            return redirect(url_for("staff.sign_in"), 303)
        if roles and member.role not in roles:
            abort(403)
        return None

    return _guard(_refuse, "staff " + " ".join(roles))


def declared(view: Callable[..., Any]) -> str | None:
    """What a view declared, or None."""
    return getattr(view, _DECLARED, None)


def _guard(refuse: Callable[[], Response | None], who: str) -> Callable[[View], View]:
    def _decorate(view: View) -> View:
        @wraps(view)
        def _guarded(*args: Any, **kwargs: Any) -> Any:
            return refuse() or view(*args, **kwargs)

        return _declare(_guarded, who)  # type: ignore[return-value]

    return _decorate


def _declare(view: View, who: str) -> View:
    setattr(view, _DECLARED, who.strip())
    return view


def _refuse_undeclared() -> None:
    endpoint = request.endpoint
    if endpoint and endpoint != "static" and declared(current_app.view_functions[endpoint]) is None:
        abort(403)


def _refuse_nul() -> None:
    """PostgreSQL can't hold a NUL, so nothing is at an address with one; forms say it beside the field."""
    if any("\0" in text for text in (request.path, *request.args.values())):
        abort(404)


def init_app(app: Flask) -> None:
    app.before_request(_refuse_nul)
    app.before_request(_refuse_undeclared)
