"""The inbox that stands in for a mail server, and the style page."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from css.outbox import inbox
from css.web import access, headers
from css.web.context import db_session

bp = Blueprint("dev", __name__, url_prefix="/dev")


@bp.get("/inbox")
@access.anyone
def mails() -> Response:
    """Every mail, newest first; `?to=` shows one recipient's."""
    found = inbox.latest(db_session(), _recipient())
    response = make_response(render_template("dev/inbox.html", title="Inbox", mails=found, flow=True))
    response.headers["Content-Security-Policy"] = headers.csp(frame_src="'self'")
    return response


def _recipient() -> str:
    """The address asked for; a + that was not escaped arrives as a space."""
    return request.args.get("to", "").strip().replace(" ", "+")


@bp.get("/inbox/<public_id>")
@access.anyone
def html(public_id: str) -> Response:
    """The mail's HTML as it was sent, for the frame on the inbox page: no script, no origin."""
    mail = inbox.read(db_session(), public_id) or abort(404)
    response = make_response(mail.html)
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response


@bp.get("/style")
@access.anyone
def style() -> str:
    return render_template("dev/style.html", title="Style", flow=True)
