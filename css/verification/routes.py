"""Enter the code that was mailed; ask for another; prove another address instead."""

from contextlib import suppress

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts.codes.challenges import CodeOutcome, TooManyCodes, TooSoon
from css.accounts.codes.code_flows import CodeFlow
from css.accounts.codes.sign_ups import SignUpFlow
from css.accounts.emails import likely_correction
from css.models import ChallengePurpose
from css.verification import proven
from css.verification.forms import CodeForm
from css.verification.proven import Flow, NothingChanged
from css.web import access, arrivals, cookies, hx, limits, login
from css.web.context import db_session, now, portal
from css.web.forms import TOO_MANY_CODES, EmailForm
from css.web.invitation_links import inviter
from css.web.text import _

bp = Blueprint("verification", __name__, url_prefix="/verify")


@bp.get("")
@access.anyone
def enter() -> Response | Redirect:
    flow = _flow()
    return _page(flow, CodeForm()) if flow.email else _nothing_to_verify()


@bp.post("")
@access.anyone
@limits.flood("forms")
def verify() -> Response | Redirect:
    flow, sent = _flow(), CodeForm.sent()
    if not flow.email:
        return _nothing_to_verify()
    if not sent.validate():
        return _page(flow, sent, 422)
    proof = flow.verify(sent.value("code"))
    with suppress(NothingChanged):
        if proof.account:
            return proven.go_on(flow, proof.account)
    db_session().commit()  # a wrong try counts
    sent.code.errors = [_words(flow, proof.outcome)]
    return _page(flow, sent, 422)


@bp.post("/resend")
@access.anyone
@limits.flood("forms")
@limits.flood("codes", only_done=True)
def resend() -> Response | Redirect:
    flow, form = _flow(), CodeForm()
    if not flow.email:
        return _nothing_to_verify()
    try:
        flow.resend()
    except TooSoon as soon:
        form.code.errors = [_too_soon(soon)]
        return _page(flow, form, 429)
    except TooManyCodes:
        form.code.errors = [str(TOO_MANY_CODES)]
        return _page(flow, form, 429)
    db_session().commit()
    return redirect(url_for(".enter", sent="again"), 303)


@bp.get("/resend")
@access.anyone
def back_to_code() -> Redirect:
    return redirect(url_for(".enter"), 303)


@bp.get("/email")
@access.anyone
def change_email() -> Response | Redirect:
    flow = _sign_up()
    return _email_page(EmailForm()) if flow.sign_up else _nothing_to_verify()


@bp.post("/email")
@access.anyone
@limits.flood("forms")
@limits.flood("sign-ups", only_done=True)  # else one sign-up could send mail to any number of strangers
def send_elsewhere() -> Response | Redirect:
    flow, sent = _sign_up(), EmailForm.sent()
    if flow.sign_up is None:
        return _nothing_to_verify()
    if not sent.validate():
        return _email_page(sent, 422)
    try:
        flow.change_email(sent.value("email"))
    except TooSoon as soon:
        sent.email.errors = [_too_soon(soon)]
        return _email_page(sent, 429)
    except TooManyCodes:
        sent.email.errors = [str(TOO_MANY_CODES)]
        return _email_page(sent, 429)
    db_session().commit()
    return redirect(url_for(".enter"), 303)


@bp.get("/ways")
@access.anyone
def ways() -> Response | Redirect:
    """The authenticator list: for a sign-up, the ways to prove that the address is one's own."""
    flow = _sign_up()
    if flow.sign_up is None:
        return _nothing_to_verify()
    return hx.page("verification/ways", title=_("Choose how to prove it’s you"), email=flow.sign_up.email, flow=True)


def _flow() -> Flow:
    """What this browser waits for a code for.

    What it asked for last at sign-in or since, else what it came from a provider for, else its sign-up.
    """
    asked = CodeFlow(db_session(), portal().mailer, now(), cookies.CODE.read(), inviter().instead_of_code)
    if proven.may_go_on(asked):
        return asked
    came = arrivals.flow()
    return came if came.email else _sign_up()


def _sign_up() -> SignUpFlow:
    return SignUpFlow(db_session(), portal().mailer, now(), cookies.SIGN_UP.read())


def _nothing_to_verify() -> Redirect:
    """Nothing was begun in this browser, or it is over: to where this browser belongs."""
    resident, begin = login.resident(), "sign_in.index" if cookies.RESIDENT.read() else "sign_up.form"
    return redirect(login.landing(resident.state) if resident else url_for(begin), 303)


def _words(flow: Flow, outcome: CodeOutcome) -> str:
    if outcome is CodeOutcome.RIGHT and flow.purpose is ChallengePurpose.SOCIAL:
        return _("That took too long, or was begun in another window. Please begin again.")
    if outcome is CodeOutcome.RIGHT and flow.purpose is ChallengePurpose.NEW_EMAIL:
        return _("This email has an account by now. Nothing was changed; please choose another one.")
    return {
        CodeOutcome.WRONG: _("That code is not right. Check it and try again."),
        CodeOutcome.EXPIRED: _("That code has expired. Ask for a new one below."),
        CodeOutcome.SPENT: _("That code no longer works. Ask for a new one below."),
        CodeOutcome.RIGHT: _("This email has an account by now. Please sign in."),
    }[outcome]


def _too_soon(soon: TooSoon) -> str:
    return _("Please wait %(count)s seconds before the next code.", count=soon.wait)


def _page(flow: Flow, form: CodeForm, status: int = 200) -> Response:
    elsewhere = proven.beginning(flow)
    return hx.page(
        "verification/verify",
        title=_("Verify with your email"),
        status=status,
        form=form,
        email=flow.email,
        meant=likely_correction(flow.email) if elsewhere else None,
        wait=flow.seconds_to_wait,
        again=request.method == "GET" and "sent" in request.args,
        elsewhere=elsewhere,
        ways=proven.ways(flow),
        flow=True,
    )


def _email_page(form: EmailForm, status: int = 200) -> Response:
    return hx.page("verification/other-address", title=_("Use another address"), status=status, form=form, flow=True)
