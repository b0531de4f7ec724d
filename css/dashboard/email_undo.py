"""The old address takes a change of email back, on a public page that its mail leads to. Looking changes nothing."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts.changes import email_changes
from css.accounts.changes.email_changes import Over, Taken, Unknown, masked
from css.registrations import profile
from css.web import access, hx, limits, undo_links
from css.web.context import db_session, now, portal
from css.web.text import _

bp = Blueprint("email_undo", __name__, url_prefix=undo_links.PATH)


@bp.get("/<token>")
@access.anyone
def ask(token: str) -> Response:
    """What would happen, and a button; or why it can't."""
    try:
        change = email_changes.find(db_session(), undo_links.public_id(token), now())
    except Unknown:
        return _refused(404, _("This link is not whole"), _("Copy it from the mail again, in full."))
    except Over:
        said = _("It works once, for 72 hours after your email address was changed.")
        return _refused(410, _("This link no longer works"), said)
    except Taken:
        said = _("The old address belongs to another account by now, so it can’t be given back.")
        return _refused(410, _("This link no longer works"), said)
    return hx.page(
        "dashboard/undo-email",
        title=_("Take your old email address back"),
        token=token,
        old=change.old_email,
        new=masked(change.new_email),
        gives_way=email_changes.gives_way(db_session(), change),
        until=change.changed_at + email_changes.UNDO_FOR,
        flow=True,
    )


@bp.post("/<token>")
@access.anyone
@limits.flood("forms")
def undo(token: str) -> Redirect:
    """Undo it; where that can't be done, the link's own page says why."""
    try:
        account = email_changes.undo(
            db_session(),
            undo_links.public_id(token),
            undo_link=undo_links.link,
            mailer=portal().mailer,
            now=now(),
        )
    except (Unknown, Over, Taken):
        return redirect(url_for(".ask", token=token), 303)
    profile.follow_email(db_session(), account)
    db_session().commit()
    return redirect(url_for("sign_in.reset", back="y"), 303)


def _refused(status: int, heading: str, said: str) -> Response:
    return hx.page("dashboard/no-undo", title=heading, status=status, said=said, flow=True)
