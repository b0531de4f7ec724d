"""A holder who has registered again: the help desk sees who it is, and may take the claim back."""

from css.core.db import Database
from tests.help_desk.desk import actions, change, claim_url, mail, mails, notes, standing, text
from tests.html import StrictClient
from tests.matching.claiming.people import NEW

OLD = "Marisol@example.com"


def test_a_claimed_holder_says_who_has_it_and_keeps_the_email(
    hal: StrictClient, claimed: str, sqlite_database: Database
) -> None:
    shown = hal.get(claimed).text
    assert "Marisol Peña , R-2026-" in text(shown) and "Friday, November 20, 9:00 am, by its email" in text(shown)
    assert f"{claimed}/mail" not in shown and f"{claimed}/email" not in shown
    for act in (mail, change):
        answer = act(hal, claimed)
        assert answer.status_code == 409 and "Somebody has claimed this old account meanwhile" in answer.text
    assert notes(sqlite_database) == [] and mails(sqlite_database) == []


def test_a_claim_is_undone_on_a_page_of_its_own_with_a_reason(
    hal: StrictClient, claimed: str, sqlite_database: Database
) -> None:
    address = claim_url(sqlite_database)
    assert f'href="{address}"' in hal.get(claimed).text
    asked = hal.get(address)
    assert "Undo this claim?" in asked.text and NEW.email in asked.text and "1 record leaves" in asked.text
    assert hal.post(address, data={"reason": ""}).status_code == 422 and standing(sqlite_database) == ["code"]
    undone = hal.post(address, data={"reason": "Her sister’s"})
    assert undone.status_code == 303 and standing(sqlite_database) == []
    shown = text(hal.get(undone.location).text)
    assert "The claim is undone." in shown and "Not claimed yet" in shown and "Her sister’s" in shown
    assert actions(sqlite_database) == ["legacy.claimed", "legacy.claim-undone"]


def test_undoing_twice_leads_to_the_holder_and_is_one_note(
    hal: StrictClient, claimed: str, sqlite_database: Database
) -> None:
    address = claim_url(sqlite_database)
    assert [hal.post(address, data={"reason": "-"}).status_code for _ in range(2)] == [303, 303]
    assert hal.get(address).location == claimed
    assert len(notes(sqlite_database)) == 1
