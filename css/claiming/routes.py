"""Which of several old accounts is mine; and, where none was found: I had one."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from css.claiming.forms import AskForm, PickForm
from css.matching.claiming import picks, questions
from css.matching.claiming.claims import AlreadyClaimed
from css.matching.claiming.picks import Choices, Gone, TooManyPicks, WrongPick
from css.matching.claiming.questions import Asked
from css.models import Account, AccountState, QuestionState, Registration
from css.registrations import drafts
from css.web import access, hx, limits, login
from css.web.context import db_session, now
from css.web.text import _

bp = Blueprint("claiming", __name__, url_prefix="/legacy-account")
holder = access.resident(AccountState.INCOMPLETE, AccountState.PENDING, AccountState.ACTIVE)


@bp.get("")
@holder
def pick() -> Response | Redirect:
    """The old accounts that wait for the resident's email."""
    found = picks.choices(db_session(), _account())
    return _pick_page(PickForm(found), found) if found.waiting else redirect(url_for(".ask"), 303)


@bp.post("")
@holder
@limits.flood("forms")
def claim() -> Response | Redirect:
    account, registration = _account(), _registration()
    found = picks.choices(db_session(), account)
    sent = PickForm(found, formdata=request.form)
    if not found.waiting or picks.is_theirs(db_session(), account, sent.value("chosen")):  # pressed twice
        return _on()
    if found.needs_proof and not sent.validate():
        return _pick_page(sent, found, 422)
    chosen = sent.value("chosen") if found.needs_proof else found.waiting[0].public_id
    try:
        picks.pick(db_session(), account, registration, chosen, sent.value("told"), now())
    except (WrongPick, TooManyPicks, Gone, AlreadyClaimed) as refused:
        return _refuse(sent, found, refused)
    db_session().commit()
    flash(_("Your old account is found. What it holds comes along."))
    return _on()


@bp.get("/ask")
@holder
def ask() -> Response:
    return _ask_page(_as_asked())


@bp.post("/ask")
@holder
@limits.flood("forms")
def pass_on() -> Response | Redirect:
    """Staff look for it: nothing of any old account is shown here."""
    sent = AskForm.sent()
    if not sent.validate():
        return _ask_page(sent, 422)
    questions.ask(db_session(), _account(), _asked(sent), now())
    db_session().commit()
    flash(_("Thank you. City staff will look for your old account and write to you."))
    return _on()


def _account() -> Account:
    return db_session().get_one(Account, login.the_resident().account_id)


def _registration() -> Registration:
    return drafts.of_account(db_session(), login.the_resident().account_id, writing=True)


def _on() -> Redirect:
    return redirect(login.landing(login.the_resident().state), 303)


def _refuse(sent: PickForm, found: Choices, why: Exception) -> Response:
    db_session().commit()  # a wrong try counts
    if found.needs_proof:
        sent.told.errors = [_refused(why)]
    else:
        sent.form_errors.append(_refused(why))
    return _pick_page(sent, found, 422)


def _refused(why: Exception) -> str:
    if isinstance(why, TooManyPicks):
        return _("There were too many wrong tries for today. Let city staff look for it.")
    if isinstance(why, Gone | AlreadyClaimed):
        return _("This old account belongs to somebody by now. If it should be yours, let city staff look into it.")
    return _("This does not fit the old account that you chose. Check both, or let city staff look for it.")


def _asked(sent: AskForm) -> Asked:
    return Asked(
        name=sent.value("name"),
        company=sent.value("company"),
        email=sent.value("old_email"),
        phone=sent.value("phone"),
        address=sent.value("street"),
        zip_code=sent.value("zip_code"),
        record_number=sent.value("record_number"),
    )


def _as_asked() -> AskForm:
    """With what they have told already."""
    asked = questions.newest(db_session(), login.the_resident().account_id)
    if asked is None or asked.state != QuestionState.WAITING:
        return AskForm(name=login.the_resident().name)
    return AskForm(obj=asked, data={"old_email": asked.email, "street": asked.address})


def _pick_page(form: PickForm, found: Choices, status: int = 200) -> Response:
    title = _("Which old account is yours?") if found.needs_proof else _("We found your old account")
    return hx.page(
        "claiming/pick",
        title=title,
        status=status,
        form=form,
        needs_proof=found.needs_proof,
        on=login.landing(login.the_resident().state),
        email=login.the_resident().email,
        flow=True,
    )


def _ask_page(form: AskForm, status: int = 200) -> Response:
    asked = questions.newest(db_session(), login.the_resident().account_id)
    return hx.page(
        "claiming/ask",
        title=_("Did you have an account before?"),
        status=status,
        form=form,
        state=asked.state if asked else "",
        on=login.landing(login.the_resident().state),
        flow=True,
    )
