"""How far they have come: counted, day by day, and who is left."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from css.matching.inviting import addresses, left, progress
from css.models import LegacyAccount, LegacyClaim, Why
from tests.matching.importing.files import holder
from tests.matching.inviting.desk import Desk

DENVER = ZoneInfo("America/Denver")


def test_claimed_of_all_whatever_the_files_said_since(desk: Desk) -> None:
    desk.holders(5)
    desk.holders(3, city="Lyons")
    desk.register("h-0@example.com")
    with desk.database.reading() as session:
        holders = progress.holders(session)
    assert (holders.all, holders.claimed, holders.left, holders.share) == (5, 1, 4, 0.2)


def test_without_holders_there_is_nothing_to_divide_by(desk: Desk) -> None:
    with desk.database.reading() as session:
        assert progress.holders(session).share == 0


def test_a_claim_counts_on_the_day_it_was_made_in_the_city(desk: Desk) -> None:
    """19:30 in Denver is the next day in UTC; a claim that was undone counts no more."""
    desk.holders(4)
    for number, made in enumerate(("2026-11-20T02:30", "2026-11-20T06:59", "2026-11-20T07:00", "2026-11-20T16:00")):
        desk.register(f"h-{number}@example.com")
        with desk.database.writing() as session:
            claim = session.exec(select(LegacyClaim).order_by(LegacyClaim.id.desc())).first()  # type: ignore[union-attr]
            assert claim
            claim.made_at = datetime.fromisoformat(made).replace(tzinfo=UTC)
            claim.undone_at = desk.clock.now() if number == 3 else None
            session.add(claim)
            session.commit()
    with desk.database.reading() as session:
        days = progress.by_day(session, DENVER, desk.clock.now())
    assert len(days) == 30 and days[0] == (date(2026, 10, 22), 0)
    assert days[-2:] == [(date(2026, 11, 19), 2), (date(2026, 11, 20), 1)]


def test_a_list_says_who_is_left_and_why_nobody_writes_to_them(desk: Desk) -> None:
    desk.bring_in([*(holder(f"H-{number}") for number in range(5)), holder("H-5", email="")])
    desk.register("h-0@example.com")
    desk.register("h-1@example.com", claims_it=False)
    with desk.database.writing() as session:
        addresses.close(session, "h-2@example.com", Why.ASKED, desk.clock.now())
        addresses.close(session, "h-3@example.com", Why.BOUNCED, desk.clock.now())
        session.commit()
    desk.campaign()
    desk.round()
    with desk.database.reading() as session:
        rows = left.page(session).rows
    assert [(one.held.account.legacy_id, one.obstacle) for one in rows] == [
        ("H-1", "account"),
        ("H-2", "asked"),
        ("H-3", "bounced"),
        ("H-4", None),
        ("H-5", "no-email"),
    ]
    assert [one.email for one in rows] == [*["h•••@example.com"] * 4, ""]
    assert [one.invited_at for one in rows] == [None, None, None, desk.clock.now(), None]


def test_pages_lead_on_and_back_and_show_each_once(desk: Desk) -> None:
    desk.holders(7)
    with desk.database.reading() as session:
        first = left.page(session, size=3)
        second = left.page(session, after=first.after, size=3)
        third = left.page(session, after=second.after, size=3)
        back = left.page(session, before=third.before, size=3)
    assert [len(page.rows) for page in (first, second, third)] == [3, 3, 1]
    assert not first.before and second.before and not third.after
    assert [one.held.id for one in back.rows] == [one.held.id for one in second.rows]
    with desk.database.reading() as session:
        begun = left.page(session, before=second.before, size=3)
    assert [one.held.id for one in begun.rows] == [one.held.id for one in first.rows] and not begun.before


def test_an_address_that_is_no_holders_is_the_first_page(desk: Desk) -> None:
    desk.holders(2)
    with desk.database.reading() as session:
        assert len(left.page(session, after="x" * 20).rows) == len(left.page(session, before="x" * 20).rows) == 2


def test_everybody_is_read_in_batches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left, "EXPORTED_AT_ONCE", 3)
    desk.holders(8)
    assert [one.held.account.legacy_id for one in left.everybody(desk.database)] == [f"H-{one}" for one in range(8)]


def test_pasted_text_gives_every_address_once() -> None:
    text = """Undelivered: <h-1@example.com>: host said 550; "H-1@EXAMPLE.com",
    mailto:b@example.org. c@example.net;d@e.co
    Final-Recipient: rfc822;x@example.com"""
    assert addresses.read(text) == (
        ["h-1@example.com", "b@example.org", "c@example.net", "d@e.co", "x@example.com"],
        [],
    )
    assert addresses.read("me@home nobody@ @x a@@b.com fine@example.com") == (
        ["fine@example.com"],
        ["me@home", "nobody@", "@x", "a@@b.com"],
    )


def test_pasted_addresses_are_noted_where_they_are_a_holders(desk: Desk) -> None:
    desk.holders(2)
    with desk.database.writing() as session:
        session.add(
            LegacyAccount(
                public_id="y" * 20, legacy_id="dropped", email="gone@example.com", email_key="gone@example.com"
            )
        )
        keys = ["h-0@example.com", "h-1@example.com", "gone@example.com", "stranger@example.com"]
        came = addresses.bounced(session, keys, desk.clock.now())
        again = addresses.bounced(session, keys[:1], desk.clock.now())
        assert (came.noted, came.known, came.unknown, again.known) == (2, 0, 2, 1)
        session.commit()
    assert desk.can_be_invited() == 0
