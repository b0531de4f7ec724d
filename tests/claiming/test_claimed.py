"""Whoever proves the email of an old account finds the wizard filled in, and afterwards their records."""

from sqlmodel import select

from css.models import Account, AccountState
from tests.builders import Person
from tests.claiming.conftest import BringIn
from tests.claiming.newcomer import Newcomer
from tests.html_rules import text
from tests.matching.importing.files import MARISOL
from tests.wizard.browser import Page

PERSONAL, ADDRESS = "/registration/personal-info", "/registration/address"


def test_the_steps_are_filled_in_and_say_from_where(newcomer: Newcomer, bring_in: BringIn) -> None:
    bring_in({**MARISOL, "company": "Peña Roofing"})
    assert newcomer.prove().location == "/registration"
    newcomer.send("acknowledgement")
    personal = newcomer.get(PERSONAL)
    assert personal.value("company") == "Peña Roofing" and personal.value("contact_phone") == "(303) 555-0142"
    assert personal.is_open  # what is filled in is not hidden
    assert "We have filled in what your old account says" in personal.words
    assert hint(personal, "company") == hint(personal, "first_name") == "From your old account"
    newcomer.send("personal-info", contact_preference="email")
    address = newcomer.get(ADDRESS)
    assert [address.value(one) for one in ("address", "unit", "city", "state", "zip_code")] == [
        "505 South Vulcan Avenue",
        "Apt 2",
        "Boulder",
        "CO",
        "80302-1234",
    ]
    assert hint(address, "zip_code") == "From your old account"


def test_a_name_that_was_typed_stays_and_the_old_one_is_told(newcomer: Newcomer, bring_in: BringIn) -> None:
    bring_in()
    newcomer.prove(last_name="Peña Ruiz")
    newcomer.send("acknowledgement")
    personal = newcomer.get(PERSONAL)
    assert personal.value("last_name") == "Peña Ruiz"
    assert hint(personal, "last_name") == "Your old account has: Peña"


def test_the_phone_keeps_its_mark_when_its_part_is_swapped(newcomer: Newcomer, bring_in: BringIn) -> None:
    bring_in()
    newcomer.prove()
    newcomer.send("acknowledgement")
    sent = {"contact_preference": "phone", "contact_phone": "(303) 555-0142"}
    part = newcomer.post(f"{PERSONAL}/check/contact_preference", hx=True, **sent)
    assert hint(part, "contact_phone") == "From your old account"


def test_without_an_old_account_nothing_is_said_of_any(newcomer: Newcomer) -> None:
    newcomer.prove()
    newcomer.send("acknowledgement")
    personal = newcomer.get(PERSONAL)
    assert "old" not in personal.words.lower()


def test_whoever_is_not_found_may_say_that_they_had_one(newcomer: Newcomer, bring_in: BringIn) -> None:
    bring_in()
    newcomer.prove("ana@example.com")
    newcomer.send("acknowledgement")
    assert newcomer.get(PERSONAL).link("Find your old account") == "/legacy-account"


def test_the_records_stand_on_the_dashboard(newcomer: Newcomer, bring_in: BringIn) -> None:
    bring_in()
    newcomer.prove()
    become_active(newcomer)
    dashboard = newcomer.get("/dashboard")
    assert "From your old account" in dashboard.words
    assert "BLD-2019-0042" in dashboard.words and "Roof" in dashboard.words


def test_not_before_staff_have_approved(newcomer: Newcomer, bring_in: BringIn) -> None:
    bring_in()
    newcomer.prove()
    finish(newcomer)
    assert newcomer.get("/dashboard").location == "/status"
    assert "BLD-2019-0042" not in newcomer.get("/status").html


def test_many_records_have_pages_of_their_own(newcomer: Newcomer, bring_in: BringIn) -> None:
    listed = ", ".join(f'{{"kind": "permit", "number": "P-{number:03}"}}' for number in range(60))
    bring_in({**MARISOL, "records": f"[{listed}]"})
    newcomer.prove()
    become_active(newcomer)
    dashboard = newcomer.get("/dashboard")
    assert "P-009" in dashboard.words and "P-010" not in dashboard.words
    assert dashboard.link("All 60 records") == "/dashboard/records"
    first = newcomer.get("/dashboard/records")
    assert "P-049" in first.words and "P-050" not in first.words
    second = newcomer.get(first.link("Next page"))
    assert "P-050" in second.words and "P-059" in second.words and not second.link("Next page")
    assert newcomer.get("/dashboard/records?page=3").status == newcomer.get("/dashboard/records?page=0").status == 404


def test_an_old_account_that_is_brought_in_later_waits_on_the_dashboard(newcomer: Newcomer, bring_in: BringIn) -> None:
    newcomer.prove()
    become_active(newcomer)
    assert newcomer.get("/dashboard").link("Bring it here") == ""
    bring_in()
    assert newcomer.get("/dashboard").link("Bring it here") == "/legacy-account"
    page = newcomer.get("/legacy-account")
    assert page.heading == "We found your old account" and "Bring it here" in page.buttons
    assert newcomer.post("/legacy-account").location == "/dashboard"
    assert "BLD-2019-0042" in newcomer.get("/dashboard").words


def finish(newcomer: Newcomer) -> None:
    newcomer.send("acknowledgement")
    newcomer.send("personal-info", contact_preference="email")
    person = Person()
    sent = newcomer.send("address", **person.answers("address", "unit", "city", "state", "zip_code"))
    assert sent.location == "/status"


def become_active(newcomer: Newcomer) -> None:
    finish(newcomer)
    with newcomer.database.writing() as session:
        session.exec(select(Account)).one().state = AccountState.ACTIVE
        session.commit()


def hint(page: Page, field: str) -> str:
    """What stands beside a field's label."""
    found = page.by_id(f"{field}-hint")
    return text(found) if found else ""
