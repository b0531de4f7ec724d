"""Staff sign in with their password, see the queue, open a registration and decide. All of it is in the audit."""

from flask import Blueprint, Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as Redirect

from css.accounts import sessions, staff
from css.accounts.password.sign_ins import Refusal
from css.accounts.staff import Entry
from css.models import Review, ReviewState, StaffSession
from css.registrations import opened, reviews, search
from css.registrations.opened import Opened
from css.registrations.reviews import DECISIONS, AlreadyDecided
from css.staff import entering, listing, review_page, words
from css.staff.forms import DecisionForm, SignInForm
from css.staff.review_page import DECIDERS
from css.staff.undoing import undo_for
from css.web import access, cookies, limits, login
from css.web import staff_frame as frame
from css.web.context import db_session, now, portal
from css.web.staff_frame import id_asked_for, known_id
from css.web.text import _

bp = Blueprint("staff", __name__, url_prefix="/staff")
frame.refuse_in_frame(bp, words.FOR_REVIEWERS, words.ONLY_LOOK)


@bp.get("")
@access.anyone
def sign_in() -> Response | Redirect:
    return redirect(url_for(".approvals"), 303) if login.staff() else _sign_in_page(SignInForm())


@bp.post("")
@access.anyone
@limits.flood("forms")
def enter() -> Response | Redirect:
    sent = SignInForm.sent()
    if not sent.validate():
        return _sign_in_page(sent, 422)
    outcome = _try_to_enter(sent.value("email"), sent.value("password"))
    db_session().commit()  # a wrong try counts
    if isinstance(outcome, Refusal):
        sent.password.errors = [words.refusal(outcome)]
        return _sign_in_page(sent, 422)
    return entering.led_to(outcome)


@bp.post("/sign-out")
@access.anyone
@limits.flood("forms")
def sign_out() -> Redirect:
    token = cookies.STAFF.read()
    if token:
        sessions.close(db_session(), StaffSession, token)
        db_session().commit()
    response = redirect(url_for(".sign_in"), 303)
    for cookie in (cookies.STAFF, cookies.STAFF_SECOND_STEP):
        cookie.clear(response)
    session.clear()  # what was shown here, and the secret of the CSRF tokens
    return response


@bp.get("/approvals")
@access.staff()
def approvals() -> Response:
    wanted = request.args.get("state", "")
    state = ReviewState(wanted) if wanted in set(ReviewState) else ReviewState.WAITING
    return listing.show(
        state,
        _searched(),
        after=id_asked_for("after"),
        before=id_asked_for("before"),
        done=id_asked_for("done"),
    )


@bp.get("/reviews/<public_id>")
@access.staff()
def review(public_id: str) -> Response:
    return review_page.show(known_id(public_id))


@bp.post("/reviews/<public_id>")
@access.staff(*DECIDERS)
def decide(public_id: str) -> Response | Redirect:
    sent = DecisionForm.sent()
    if not sent.validate():
        return review_page.show(known_id(public_id), sent, status=422)
    try:
        decided = _decide(known_id(public_id), sent)
    except AlreadyDecided:
        return _too_late_to_decide(public_id, sent)
    _record(f"review.{decided.state}", decided)
    db_session().commit()
    return redirect(url_for(".approvals", done=public_id), 303)


@bp.post("/reviews/<public_id>/undo")
@access.staff(*DECIDERS)
def undo(public_id: str) -> Response | Redirect:
    try:
        undone = reviews.undo(
            db_session(),
            known_id(public_id),
            staff_id=login.the_staff().staff_id,
            mailer=portal().mailer,
            now=now(),
        )
    except AlreadyDecided:
        problem = _("It is too late to undo this: the resident has been told.")
        return review_page.show(public_id, status=409, problem=problem)
    _record("review.undone", undone)
    db_session().commit()
    return redirect(url_for(".review", public_id=public_id), 303)


def _searched() -> str:
    """What was asked for, without what no keyboard types."""
    text = request.args.get("q", "")[: search.LONGEST]
    return "".join(char if char.isprintable() else " " for char in text).strip()


def _try_to_enter(email: str, password: str) -> Entry | Refusal:
    compared = entering.compare(email, password)
    outcome = staff.enter(
        db_session(),
        email,
        right=compared.right,
        renewed=compared.renewed,
        device=compared.device,
        required=portal().settings.staff_second_factor,
        replaced=cookies.STAFF.read(),
        now=now(),
    )
    if isinstance(outcome, Refusal):
        entering.record(f"sign-in-{outcome}", compared.whose, by_them=False)
    else:
        entering.record("signed-in" if outcome.opened else "password-right", compared.whose)
    return outcome


def _decide(public_id: str, sent: DecisionForm) -> Review:
    return reviews.decide(
        db_session(),
        public_id,
        sent.value("decision"),
        version=sent.made_from,
        message=sent.value("message"),
        staff_id=login.the_staff().staff_id,
        mailer=portal().mailer,
        undo_for=undo_for(),
        now=now(),
    )


def _too_late_to_decide(public_id: str, sent: DecisionForm) -> Response | Redirect:
    """Say who was first; unless it was this very decision, sent twice by a double click."""
    review = opened.find(db_session(), public_id)
    if _is_the_same(review, sent):
        return redirect(url_for(".approvals", done=public_id), 303)
    last = review_page.said_last(review)
    problem = _("%(what)s, %(when)s. Nothing of yours was sent.", what=last.what, when=last.when)
    return review_page.show(public_id, sent, status=409, problem=problem)


def _is_the_same(review: Opened, sent: DecisionForm) -> bool:
    event, _name = review.last
    mine = (login.the_staff().staff_id, DECISIONS[sent.value("decision")].event, sent.value("message"))
    return mine == (event.staff_id, event.kind, event.message)


def _record(action: str, review: Review) -> None:
    frame.record(action, subject="review", subject_id=review.public_id)


def _sign_in_page(form: SignInForm, status: int = 200) -> Response:
    over = status == 200 and "over" in request.args
    return frame.page("staff/sign-in", title=_("Staff sign-in"), status=status, form=form, over=over)
