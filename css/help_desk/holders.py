"""One holder of the old system: what is known of them, and what the help desk may do, each act with its reason."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response as Redirect

from css.help_desk import words
from css.help_desk.forms import NewEmailForm, ReasonForm
from css.help_desk.frame import HELP_DESK_ROLES, member, refuse_in_frame
from css.matching.claiming import holders, questions
from css.matching.claiming.claims import AlreadyClaimed
from css.matching.claiming.holders import (
    MAILS_A_DAY,
    ChangedMeanwhile,
    HasAccount,
    NoEmail,
    Opened,
    SameEmail,
    TakenBack,
    TooManyChanges,
    TooManyMails,
)
from css.models import InvitationKind, LegacyQuestion, QuestionState
from css.web import access
from css.web.context import db_session, now, portal
from css.web.invitation_links import inviter
from css.web.staff_frame import id_asked_for, known_id, legacy_page
from css.web.text import _

bp = Blueprint("holders", __name__, url_prefix="/staff/legacy/accounts")
refuse_in_frame(bp)


@dataclass
class Sent:
    """The page's three forms; the one that was sent back as it was sent."""

    look: ReasonForm = field(default_factory=lambda: ReasonForm(prefix="look"))
    mail: ReasonForm = field(default_factory=lambda: ReasonForm(prefix="mail"))
    email: NewEmailForm = field(default_factory=lambda: NewEmailForm(prefix="email"))


@bp.get("/<public_id>")
@access.staff(*HELP_DESK_ROLES)
def holder(public_id: str) -> Response:
    return show(public_id, done=request.args.get("done", ""))


@bp.post("/<public_id>/look")
@access.staff(*HELP_DESK_ROLES)
def look(public_id: str) -> Response:
    """The address in full, on this answer alone."""
    sent = Sent(look=ReasonForm.sent(prefix="look"))
    if not sent.look.validate():
        return show(public_id, sent, status=422)
    reason = sent.look.value("reason")
    email = holders.look(db_session(), known_id(public_id), reason=reason, staff=member(), now=now())
    db_session().commit()
    return show(public_id, revealed=email)


@bp.post("/<public_id>/mail")
@access.staff(*HELP_DESK_ROLES)
def mail(public_id: str) -> Response | Redirect:
    sent = Sent(mail=ReasonForm.sent(prefix="mail"))
    if not sent.mail.validate():
        return show(public_id, sent, status=422)
    reason = sent.mail.value("reason")
    try:
        to = holders.may_mail(db_session(), known_id(public_id), reason=reason, staff=member(), now=now())
    except (AlreadyClaimed, NoEmail, TakenBack, HasAccount, TooManyMails) as refused:
        return show(public_id, sent, status=409, problem=_refused(refused))
    language = portal().jurisdiction.default_language
    inviter().invite(db_session(), to, InvitationKind.HELP_DESK, language=language, now=now())
    db_session().commit()
    return _back(public_id, "mailed")


@bp.post("/<public_id>/email")
@access.staff(*HELP_DESK_ROLES)
def change_email(public_id: str) -> Response | Redirect:
    sent = Sent(email=NewEmailForm.sent(prefix="email"))
    if not sent.email.validate():
        return show(public_id, sent, status=422)
    try:
        holders.change_email(
            db_session(),
            known_id(public_id),
            sent.email.value("email"),
            version=sent.email.made_from,
            reason=sent.email.value("reason"),
            staff=member(),
            mailer=portal().mailer,
            now=now(),
        )
    except SameEmail:
        return _same_email(public_id, sent)
    except (AlreadyClaimed, ChangedMeanwhile, TooManyChanges) as refused:
        return show(public_id, sent, status=409, problem=_refused(refused))
    db_session().commit()
    return _back(public_id, "changed")


def show(
    public_id: str,
    sent: Sent | None = None,
    *,
    status: int = 200,
    problem: str = "",
    done: str = "",
    revealed: str = "",
) -> Response:
    """The holder's page. `problem` says why something could not be done; `revealed`: the email in full."""
    opened = holders.find(db_session(), known_id(public_id))
    sent = sent or Sent()
    if not sent.email.errors:
        sent.email.version.data = str(opened.version)
    return legacy_page(
        "help_desk/holder",
        title=opened.held.name or _("No name"),
        tab="look-up",
        status=status,
        opened=opened,
        held=opened.held,
        sent=sent,
        problem=problem,
        done=_done(done, opened),
        revealed=revealed,
        email=words.email(opened.held.email),
        question=_question(opened),
        words=words,
        mails_a_day=MAILS_A_DAY,
    )


def _question(opened: Opened) -> LegacyQuestion | None:
    """The question that this holder was looked up for, while it waits and the holder can be its answer."""
    asked = id_asked_for("for")
    if not asked or opened.owner:
        return None
    try:
        question = questions.find(db_session(), asked)
    except NoResultFound:
        return None
    return question if question.state == QuestionState.WAITING else None


def _back(public_id: str, done: str) -> Redirect:
    return redirect(url_for(".holder", public_id=public_id, done=done), 303)


def _same_email(public_id: str, sent: Sent) -> Response | Redirect:
    """It is as it should be where it was just changed to this, by a double click."""
    if sent.email.made_from + 1 == holders.find(db_session(), known_id(public_id)).version:
        return _back(public_id, "changed")
    sent.email.email.errors = [_("The old account has this address already")]
    return show(public_id, sent, status=422)


def _refused(why: Exception) -> str:
    says: dict[type[Exception], Callable[[], str]] = {
        AlreadyClaimed: lambda: _("Somebody has claimed this old account meanwhile. Nothing of yours was done."),
        NoEmail: lambda: _("This old account has no email address to send to."),
        HasAccount: lambda: _("Somebody with this email address has an account already: they sign in instead."),
        TakenBack: lambda: _("A claim of this old account was undone. First change its email address."),
        TooManyMails: lambda: _(
            "This holder got %(count)s emails today. More can be sent tomorrow.", count=MAILS_A_DAY
        ),
        TooManyChanges: lambda: _("The address was changed several times today. It can be changed again tomorrow."),
        ChangedMeanwhile: lambda: _("Somebody else has changed the address since you opened this page."),
    }
    return says[type(why)]()


def _done(what: str, opened: Opened) -> str:
    """What has just been done, or "" for what is not known."""
    if what == "changed" and opened.has_account:
        return _("The address is changed. Somebody has an account with it: signed in, they find the old account.")
    return {
        "mailed": _("The re-registration email is on its way to %(email)s.", email=words.email(opened.held.email)),
        "changed": _("The address is changed. You can now send the re-registration email."),
        "undone": _("The claim is undone."),
    }.get(what, "")
