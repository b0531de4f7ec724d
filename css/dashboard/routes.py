"""The dashboard once the account is active; before that, where the review stands."""

from collections.abc import Iterable
from contextlib import suppress

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.dashboard import old_accounts
from css.dashboard.status import timeline
from css.models import AccountState, Registration, ReviewEventKind
from css.registrations import drafts, profile, reviews, signatures
from css.registrations.drafts import NotADraft, Stale
from css.registrations.reviews import AlreadyDecided
from css.web import access, hx, limits, login
from css.web.context import db_session, now, portal
from css.web.steps import STEPS, StepForm, sections, title
from css.web.text import _

bp = Blueprint("dashboard", __name__)
active = access.resident(AccountState.ACTIVE)


@bp.get("/dashboard")
@active
def index() -> Response:
    registration = _registration()
    return hx.page(
        "dashboard/dashboard",
        title=_("Dashboard"),
        resident=login.the_resident(),
        registration=registration,
        sections=sections(registration.answers, registration.steps, login.the_resident().email),
        signed=signatures.newest(db_session(), registration),
        tasks=portal().jurisdiction.home[-1],  # the home page's last list: what takes an account
        saved=request.args.get("saved"),
        old=old_accounts.few(),
    )


@bp.get("/status")
@access.resident(AccountState.PENDING, AccountState.DENIED)
def status() -> Response:
    """Right after submitting, and whenever a waiting resident comes back."""
    registration = _registration()
    assert registration.id is not None
    review = reviews.newest(db_session(), registration.id) or abort(404)
    denied = login.the_resident().state is AccountState.DENIED
    return hx.page(
        "dashboard/status",
        title=_("Your registration was not approved") if denied else _("Thank you for registering"),
        registration=registration,
        denied=denied,
        reason=reviews.last_message(db_session(), review, ReviewEventKind.DENIED) if denied else "",
        events=timeline(registration, review),
        signed=signatures.newest(db_session(), registration),
        flow=True,
    )


@bp.post("/status/start-again")
@access.resident(AccountState.DENIED)
@limits.flood("forms")
def start_again() -> Redirect:
    with suppress(AlreadyDecided):  # pressed twice
        reviews.start_again(db_session(), _registration(), now())
        db_session().commit()
    return redirect(url_for("wizard.resume"), 303)


@bp.get("/dashboard/details/<name>")
@active
def details(name: str) -> Response:
    registration = _registration()
    return _page(registration, name, _form(name, registration.steps)(data=registration.answers.get(name)))


@bp.post("/dashboard/details/<name>")
@active
@limits.flood("forms")
def change(name: str) -> Response | Redirect:
    registration = _registration()
    sent = _form(name, registration.steps).sent()
    version = request.form.get("version", -1, type=int)
    if not sent.validate():
        return _page(registration, name, sent, 422, version=version)
    try:
        profile.change(db_session(), registration, name, sent.answers(), version=version, now=now())
    except Stale:
        return _page(registration, name, sent, 409, stale=True)
    except NotADraft:  # switched off just now
        return redirect(url_for(".index"), 303)
    db_session().commit()
    return redirect(url_for(".index", saved="y"), 303)


@bp.post("/dashboard/details/<name>/check/<field>")
@access.check(AccountState.ACTIVE)
@limits.flood("checks")
def check(name: str, field: str) -> Response:
    """What changes on the page when a field is left; keeps nothing."""
    sent = _form(name, STEPS).sent()
    if field not in sent:
        abort(404)
    errors, part = sent.errors_of(field), STEPS[name].reacts.get(field)
    if part:
        return hx.fragment(part, form=sent, left=field, errors=errors, check="dashboard.check")
    return hx.fragment("message", errors=errors)


def _registration() -> Registration:
    return drafts.of_account(db_session(), login.the_resident().account_id, writing=request.method == "POST")


def _form(name: str, steps: Iterable[str]) -> type[StepForm]:
    """The form of one of these steps, if it can be changed."""
    if name not in steps or name not in STEPS or not STEPS[name].changeable:
        abort(404)
    return STEPS[name].form


def _page(
    registration: Registration,
    name: str,
    form: StepForm,
    status: int = 200,
    *,
    version: int | None = None,
    stale: bool = False,
) -> Response:
    """`version` is the one that a page sent back with mistakes was made from."""
    return hx.page(
        "dashboard/details",
        title=title(name),
        status=status,
        name=name,
        form=form,
        version=registration.version if version is None else version,
        email=login.the_resident().email,
        check="dashboard.check",
        stale=stale,
    )
