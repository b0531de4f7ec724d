"""Whoever is invited says that they want no more of it: on a public page, or by the button of their mail program.

The page shows no address and no name: mail is forwarded. Looking changes nothing.
"""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.matching.inviting import addresses, stopping
from css.models import Invitation
from css.web import access, hx, invitation_links, limits
from css.web.context import db_session, now
from css.web.text import _

bp = Blueprint("no_invitations", __name__, url_prefix=invitation_links.STOP_PATH)
ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""What a mail program sends, and nothing else (RFC 8058 §3.1)."""


@bp.get("/<token>")
@access.anyone
def ask(token: str) -> Response:
    """What the button does; once it was pressed, that it is done."""
    invitation = _invitation(token)
    if invitation is None:
        return hx.page("campaigns/no-such-link", title=_("This link is not whole"), status=404, flow=True)
    is_done = addresses.is_closed(db_session(), invitation.email_key)
    if stopping.is_test(invitation):
        return _page(token, _("Stop these invitations?"), is_test=True)
    if is_done:
        return _page(token, _("You get no more of these invitations"), is_done=True)
    return _page(token, _("Stop these invitations?"))


@bp.post("/<token>/stop")
@access.anyone
@limits.flood("opt-outs")
def stop(token: str) -> Redirect:
    """The page's button. What is not ours is said by the page that it leads to."""
    _stop(token)
    return redirect(url_for(".ask", token=token), 303)


@bp.post("/<token>")
@access.anyone
@limits.flood("opt-outs")
def one_click(token: str) -> Response:
    """A mail program's button. It follows no redirect and shows nobody what is answered."""
    if request.form.get(ONE_CLICK[0]) != ONE_CLICK[1] or not _stop(token):
        return Response(status=422, mimetype="text/plain")
    return Response(status=200, mimetype="text/plain")


def _stop(token: str) -> bool:
    """Says whether the link is one of ours."""
    invitation = _invitation(token)
    if invitation:
        stopping.stop(db_session(), invitation, now())
        db_session().commit()
    return invitation is not None


def _invitation(token: str) -> Invitation | None:
    public_id = invitation_links.stopped(token)
    return stopping.find(db_session(), public_id) if public_id else None


def _page(token: str, title: str, *, is_test: bool = False, is_done: bool = False) -> Response:
    return hx.page("campaigns/no-invitations", title=title, token=token, is_test=is_test, is_done=is_done, flow=True)
