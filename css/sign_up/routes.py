"""Create an account: the form, and what helps while filling it in."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirect

from css.accounts.codes.challenges import TooManyCodes
from css.accounts.codes.sign_ups import Details, SignUpFlow
from css.accounts.emails import likely_correction
from css.matching.inviting import invitations
from css.sign_up.forms import SignUpForm
from css.web import access, cookies, hx, invitation_links, limits
from css.web.context import db_session, language, now, portal
from css.web.forms import TOO_MANY_CODES
from css.web.text import _

bp = Blueprint("sign_up", __name__, url_prefix="/sign-up")


@bp.get("")
@access.anyone
def form() -> Response:
    return _page(SignUpForm())


@bp.get("/again/<token>")
@access.anyone
def again(token: str) -> Response:
    """The same form, for somebody who was invited: their address is filled in, and proven like anybody's."""
    invited = invitations.find(db_session(), invitation_links.invited(token), now())
    return _page(SignUpForm(email=invited.email if invited else None), invited="yes" if invited else "late")


@bp.post("")
@access.anyone
@limits.flood("forms")
@limits.flood("sign-ups", only_done=True)
def begin() -> Response | Redirect:
    sent = SignUpForm.sent()
    if not sent.validate():
        sent.ask_for_password_again()
        return _page(sent, 422)
    details = _details(sent)  # hashes, which takes a while: before the transaction begins
    flow = SignUpFlow(db_session(), portal().mailer, now(), None)
    try:
        token = flow.begin(details)
    except TooManyCodes:
        sent.email.errors = [str(TOO_MANY_CODES)]
        return _page(sent, 429)
    db_session().commit()
    response = redirect(url_for("verification.enter"), 303)
    cookies.SIGN_UP.write(response, token)
    for other in (cookies.CODE, cookies.SOCIAL):
        other.clear(response)  # the code that is asked for next is this one's
    return response


@bp.post("/check/<field>")
@access.anyone
@limits.flood("checks")
def check(field: str) -> Response:
    """The message of a field that the resident has just left; changes nothing."""
    sent = SignUpForm.sent()
    if field not in sent or field == "one_name":
        raise NotFound
    errors = sent.errors_of(field)
    meant = likely_correction(sent.value("email")) if field == "email" and not errors else None
    return hx.fragment("sign_up/message", errors=errors, meant=meant)


@bp.post("/password")
@access.anyone
@limits.flood("checks")
def checklist() -> Response:
    """The password's requirements, ticked as it is typed; changes nothing."""
    return hx.fragment("sign_up/password-requirements", items=SignUpForm.sent().checklist())


@bp.post("/email")
@access.anyone
@limits.flood("checks")
def correct_email() -> Response:
    """The email box with the domain that was probably meant; the resident asked for it, and changes nothing else."""
    sent = SignUpForm.sent()
    if not sent.errors_of("email"):
        sent.email.data = likely_correction(sent.value("email")) or sent.value("email")
    return hx.fragment("sign_up/email-field", form=sent)


def _details(sent: SignUpForm) -> Details:
    return Details(
        email=sent.value("email"),
        first_name=sent.value("first_name"),
        last_name=sent.value("last_name"),
        mobile_phone=sent.value("mobile_phone"),
        password_hash=portal().hasher.hash(sent.value("password")),
        language=language(),
    )


def _page(form: SignUpForm, status: int = 200, *, invited: str = "") -> Response:
    """`invited`: "yes" for whoever follows the link of an invitation, "late" where that fills in nothing any more."""
    return hx.page(
        "sign_up/sign-up",
        title=_("Sign up"),
        status=status,
        form=form,
        items=form.checklist(sent=bool(form.password.errors and form.password.data)),
        meant=None if form.email.errors else likely_correction(form.value("email")),
        flow=True,
        invited=invited,
    )
