"""What a resident brought along from the old system: the first records on the dashboard, all on a page of their own."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from css.matching import legacy_accounts
from css.matching.claiming import claims
from css.models import AccountState, LegacyRecord
from css.web import access, hx, login
from css.web.context import db_session
from css.web.text import _

bp = Blueprint("old_accounts", __name__, url_prefix="/dashboard/records")
FEW = 10
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class OldAccounts:
    """`names`: whose the old accounts were; `waits`: another one has the resident's email; `may_ask`: one may be looked
    for."""

    names: tuple[str, ...]
    records: tuple[LegacyRecord, ...]
    count: int
    waits: bool
    may_ask: bool


@bp.get("")
@access.resident(AccountState.ACTIVE)
def index() -> Response:
    page = request.args.get("page", 1, type=int)
    found = _records()
    pages = -(-len(found) // ON_A_PAGE)
    if not 1 <= page <= pages:
        abort(404)
    first = (page - 1) * ON_A_PAGE
    shown = found[first : first + ON_A_PAGE]
    title = _("From your old account")
    return hx.page("dashboard/records", title=title, records=shown, count=len(found), page=page, pages=pages)


def few() -> OldAccounts:
    """What the dashboard shows."""
    resident = login.the_resident()
    held = claims.old_accounts(db_session(), resident.account_id)
    records = [record for one in held for record in one.records]
    return OldAccounts(
        names=tuple(one.held.name for one in held),
        records=tuple(records[:FEW]),
        count=len(records),
        waits=bool(legacy_accounts.waiting_for(db_session(), resident.email).held),
        may_ask=not held and legacy_accounts.exist(db_session()),
    )


def _records() -> list[LegacyRecord]:
    held = claims.old_accounts(db_session(), login.the_resident().account_id)
    return [record for one in held for record in one.records]
