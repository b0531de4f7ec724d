"""The resident's own receipts, and the check that a receipt is genuine, which shows nothing personal."""

from flask import Blueprint, Response, abort, url_for

from css.receipts.forms import CheckForm
from css.registrations import drafts, signatures
from css.registrations.signatures import SignedRecord
from css.web import access, hx, limits, login
from css.web.context import db_session, portal
from css.web.steps import Section, sections
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
    """A POST although it changes nothing: a fingerprint has no place in an address or a log."""
    sent = CheckForm.sent()
    if not sent.validate():
        return _check_page(sent, status=422)
    record = signatures.check(db_session(), sent.value("number"), sent.value("fingerprint"))
    return _check_page(sent, checked=True, record=record)


@bp.get("/<number>")
@access.resident()
def receipt(number: str) -> Response:
    """A receipt of the resident who is signed in, to be read, printed or kept."""
    signed = _own(number)
    return hx.page(
        "receipts/receipt",
        title=_("Receipt %(number)s", number=signed.number),
        signed=signed,
        sections=_entered(signed),
        check_at=portal().settings.base_url + url_for(".form"),
    )


@bp.get("/<number>/record.json")
@access.resident()
def saved_record(number: str) -> Response:
    """The very bytes that were signed: their SHA-256 is the fingerprint."""
    signed = _own(number)
    if not signed.is_unchanged:
        abort(404)
    response = Response(signed.snapshot, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{signed.number}.json"'
    return response


def _own(number: str) -> SignedRecord:
    """What this resident signed under that number; somebody else's is as if there were none."""
    submission = signatures.find(db_session(), number)
    mine = drafts.of_account(db_session(), login.the_resident().account_id)
    if submission is None or submission.registration_id != mine.id:
        abort(404)
    return signatures.of(db_session(), submission) or abort(404)


def _entered(signed: SignedRecord) -> list[Section]:
    """What was entered when it was signed, whatever has been changed since."""
    if signed.signature is None:
        return []
    submitted = signed.signature.submitted
    return sections(submitted.answers, submitted.steps, submitted.email)


def _check_page(
    form: CheckForm, *, status: int = 200, checked: bool = False, record: SignedRecord | None = None
) -> Response:
    return hx.page(
        "receipts/check",
        title=_("Check a signed record"),
        status=status,
        form=form,
        checked=checked,
        record=record,
    )
