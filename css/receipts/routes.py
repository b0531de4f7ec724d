"""The resident's own receipts, and the check that a receipt is genuine, which shows nothing personal."""

from flask import Blueprint, Response, abort, url_for

from css.models import Registration, Submission
from css.receipts.forms import CheckForm
from css.registrations import drafts, signatures, submissions
from css.registrations.signatures import SignedRecord
from css.web import access, hx, limits, login
from css.web.context import db_session, portal
from css.web.steps import sections
from css.web.text import _

bp = Blueprint("receipts", __name__, url_prefix="/receipts")


@bp.get("")
@access.anyone
def form() -> Response:
    return _check_page(CheckForm())


@bp.post("")
@access.anyone
@limits.flood("forms")
def check() -> Response:
    """A POST although it changes nothing: what is on a receipt has no place in an address or a log."""
    sent = CheckForm.sent()
    if not sent.validate():
        return _check_page(sent, status=422)
    record = signatures.check(db_session(), sent.value("number"), sent.value("fingerprint"))
    return _check_page(sent, checked=True, record=record)


@bp.get("/<number>")
@access.resident()
def receipt(number: str) -> Response:
    """A receipt of the resident who is signed in, to be read, printed or kept."""
    registration, submission, signed = _own(number)
    entered = submissions.read(submission).answers if signed.is_unchanged else {}
    return hx.page(
        "receipts/receipt",
        title=_("Receipt %(number)s", number=signed.receipt),
        signed=signed,
        sections=sections(entered, registration.steps),
        email=login.the_resident().email,
        check_at=portal().settings.base_url + url_for(".form"),
    )


@bp.get("/<number>/record.json")
@access.resident()
def record(number: str) -> Response:
    """The very bytes that were signed: their SHA-256 is the fingerprint."""
    signed = _own(number)[2]
    response = Response(signed.snapshot, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{signed.receipt}.json"'
    return response


def _own(number: str) -> tuple[Registration, Submission, SignedRecord]:
    """What this resident signed under that number; somebody else's is as if there were none."""
    registration = drafts.of_account(db_session(), login.the_resident().account_id)
    submission = signatures.find(db_session(), number)
    signed = signatures.of(db_session(), submission)
    if submission is None or signed is None or submission.registration_id != registration.id:
        abort(404)
    return registration, submission, signed


def _check_page(
    form: CheckForm, *, status: int = 200, checked: bool = False, record: SignedRecord | None = None
) -> Response:
    return hx.page(
        "receipts/check",
        title=_("Check that a receipt is genuine"),
        status=status,
        form=form,
        checked=checked,
        record=record,
    )
