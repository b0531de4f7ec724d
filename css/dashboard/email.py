"""Another email for one’s own account: a code proves it, and the old address is told (changes/email_changes)."""

from flask import Blueprint, Response, abort, redirect, url_for
from werkzeug.wrappers import Response as Redirect
from wtforms import EmailField

from css.accounts.changes import email_changes
from css.accounts.changes.email_changes import SameAddress
from css.accounts.codes.challenges import TooManyCodes
from css.accounts.emails import likely_correction
from css.models import Account
from css.web import access, cookies, hx, limits, login
from css.web.context import db_session, language, now, portal
from css.web.forms import TOO_MANY_CODES, EmailAddress, PortalForm
from css.web.text import _, _l

bp = Blueprint("own_email", __name__, url_prefix="/dashboard/email")
confirmed = access.proven(to="own_email.new", again=True)


class NewEmailForm(PortalForm):
    """The address that the account is to have."""

    email = EmailField(
        _l("New email address"), [EmailAddress()], render_kw={"autocomplete": "email", "spellcheck": "false"}
    )


@bp.get("")
@confirmed
def new() -> Response:
    return _page(NewEmailForm())


@bp.post("")
@confirmed
@limits.flood("forms")
@limits.flood("codes", only_done=True)
def send_code() -> Response | Redirect:
    """The same page for every address: whether it has an account, only the mail to it says."""
    sent = NewEmailForm.sent()
    if not sent.validate():
        return _page(sent, 422)
    try:
        token = _ask(sent.value("email"))
    except SameAddress:
        sent.email.errors = [_("This is your email address already")]
        return _page(sent, 422)
    except TooManyCodes:
        sent.email.errors = [str(TOO_MANY_CODES)]
        return _page(sent, 429)
    db_session().commit()
    response = redirect(url_for("verification.enter"), 303)
    cookies.CODE.write(response, token)
    return response


@bp.post("/check/<field>")
@access.check()
@limits.flood("checks")
def check(field: str) -> Response:
    """The message of the box that the resident has just left, or what they probably meant; changes nothing."""
    sent = NewEmailForm.sent()
    if field not in sent:
        abort(404)
    errors = sent.errors_of(field)
    return hx.fragment("dashboard/message", errors=errors, meant=None if errors else _meant(sent))


def _ask(email: str) -> str:
    account = db_session().get_one(Account, login.the_resident().account_id)
    return email_changes.ask(db_session(), account, email, language=language(), mailer=portal().mailer, now=now())


def _meant(form: NewEmailForm) -> str | None:
    return likely_correction(form.value("email"))


def _page(form: NewEmailForm, status: int = 200) -> Response:
    return hx.page(
        "dashboard/change-email",
        title=_("Change your email address"),
        status=status,
        form=form,
        email=login.the_resident().email,
    )
