"""New recovery codes: they end the old ones when they are taken, and are refused as an offered app is."""

import json

from sqlmodel import select

from css.accounts.second_factor import recovery_codes
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AuditEntry, RecoveryCode
from css.web.app_forms import PURPOSE
from tests.accounts.app_desk import SEALER
from tests.conftest import NOW
from tests.dashboard.app_pages import BOTH, CODES, LIST, NEW, has_app, lets_in, marisol
from tests.html import StrictClient
from tests.web.offers import codes
from tests.web.visits import all_of, app, heading, mails, value, visitor

__all__ = ["app", "marisol", "visitor"]


@BOTH
def test_new_recovery_codes_take_the_place_of_the_old(
    visitor: StrictClient, marisol: Account, sqlite_database: Database, clock: FixedClock, hx: bool
) -> None:
    old = has_app(sqlite_database, clock, marisol)
    page = visitor.get(CODES, hx=hx)
    assert heading(page) == "New recovery codes" and "10 are left" in page.text
    assert len(set(codes(page.text))) == 10 and not set(codes(page.text)) & set(old.recovery_codes)
    answer = visitor.post(CODES, data={"offer": value(page, "offer")}, hx=hx)
    assert (answer.status_code, answer.location) == (303, f"{LIST}?done=codes")
    assert mails(sqlite_database)[-1].subject == "You have new recovery codes"
    with sqlite_database.reading() as session:
        assert session.exec(select(AuditEntry)).all()[-1].action == "recovery-codes.replaced"
        assert len(all_of(session, RecoveryCode)) == 10
    lets_in(visitor, codes(page.text)[0])


def test_looking_ends_no_old_code(
    visitor: StrictClient, marisol: Account, sqlite_database: Database, clock: FixedClock
) -> None:
    old = has_app(sqlite_database, clock, marisol)
    visitor.get(CODES)
    lets_in(visitor, old.recovery_codes[0])


def test_codes_that_newer_ones_took_the_place_of_do_not_come_back(
    visitor: StrictClient, marisol: Account, sqlite_database: Database, clock: FixedClock
) -> None:
    has_app(sqlite_database, clock, marisol)
    older = visitor.get(CODES)
    visitor.post(CODES, data={"offer": value(older, "offer")})
    newer = visitor.get(CODES)
    assert codes(newer.text) != codes(older.text)
    visitor.post(CODES, data={"offer": value(newer, "offer")})
    visitor.post(CODES, data={"offer": value(older, "offer")})
    lets_in(visitor, codes(newer.text)[0])


def test_the_page_of_new_codes_sent_again_brings_no_used_one_back(
    visitor: StrictClient, marisol: Account, sqlite_database: Database, clock: FixedClock
) -> None:
    has_app(sqlite_database, clock, marisol)
    page = visitor.get(CODES)
    visitor.post(CODES, data={"offer": value(page, "offer")})
    lets_in(visitor, codes(page.text)[0])
    assert visitor.post(CODES, data={"offer": value(page, "offer")}).location == f"{LIST}?done=codes"
    with sqlite_database.reading() as session:
        assert len(all_of(session, RecoveryCode)) == 9


def test_recovery_codes_are_refused_as_an_app_is(
    visitor: StrictClient, marisol: Account, sqlite_database: Database, clock: FixedClock
) -> None:
    has_app(sqlite_database, clock, marisol)
    offers = {"an app's": value(visitor.get(NEW), "offer"), "nobody's": "x", "none": "", "odd": "é\0"}
    for what, sealed in offers.items():
        assert visitor.post(CODES, data={"offer": sealed}).location == f"{CODES}?again=1", what
    assert "Please begin anew" in visitor.get(f"{CODES}?again=1").text
    late = value(visitor.get(CODES), "offer")
    as_app = {"offer": late, "name": "Phone", "code": "123456"}
    assert visitor.post(NEW, data=as_app).location == f"{NEW}?again=1"
    clock.advance(minutes=29, seconds=59)
    visitor.get(LIST)
    clock.advance(seconds=1)
    assert visitor.post(CODES, data={"offer": late}).location == f"{CODES}?again=1"
    with sqlite_database.reading() as session:
        assert session.exec(select(AuditEntry)).all() == []


def test_without_an_app_there_are_none_to_be_had(
    visitor: StrictClient, marisol: Account, sqlite_database: Database
) -> None:
    new = recovery_codes.new()
    assert visitor.get(CODES).location == LIST
    forged = {"for": f"account_id {marisol.public_id}", "made": NOW.timestamp(), "secret": "", "codes": new}
    assert visitor.post(CODES, data={"offer": SEALER.seal(PURPOSE + json.dumps(forged))}).location == LIST
    with sqlite_database.reading() as session:
        assert all_of(session, RecoveryCode) == []
