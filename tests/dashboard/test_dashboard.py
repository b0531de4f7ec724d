"""The resident's own page, and who reaches it."""

import pytest

from css.models import AccountState
from tests import builders
from tests.html_rules import attribute, text
from tests.html_source import walk
from tests.wizard.browser import Page, Resident

OWN_PAGE = {
    AccountState.INCOMPLETE: "/registration",
    AccountState.PENDING: "/status",
    AccountState.DENIED: "/status",
}


def record(page: Page) -> dict[str, str]:
    terms = [text(element) for element in page.elements if element.name == "dt"]
    values = [text(element) for element in page.elements if element.name == "dd"]
    return dict(zip(terms, values, strict=True))


def changes(page: Page) -> list[str]:
    return [attribute(e, "aria-label") for e in page.elements if e.name == "a" and text(e) == "Change"]


def test_it_has_one_heading_and_the_residents_name_in_the_banner(active: Resident) -> None:
    page = active.get("/dashboard")
    assert page.status == 200
    assert page.heading == "Dashboard"
    assert page.is_whole is not active.hx
    (name,) = page.all("a", **{"class": "resident"})
    assert text(name).endswith("Marisol Peña")
    assert "Welcome, Marisol." in page.words


def test_it_shows_what_the_resident_entered(active: Resident) -> None:
    assert record(active.get("/dashboard")) == {
        "Name": "Marisol Peña",
        "Company": "Peña Tile & Stone",
        "Contact Preference": "Email",
        "Mobile Phone": "760-555-0142",
        "Email": "marisol@example.com",
        "Address": "505 S Vulcan Ave, Apt 4",
        "City": "Encinitas, CA 92024",
    }


def test_it_shows_the_number_and_that_the_account_is_active(active: Resident) -> None:
    page = active.get("/dashboard")
    (aside,) = page.all("aside")
    assert active.registration.reference in text(aside)
    assert "Active" in text(aside)


def test_it_leads_to_what_the_account_is_for(active: Resident) -> None:
    page = active.get("/dashboard")
    for task in builders.jurisdiction().home[-1].links:
        assert page.link(task.label["en"]) == task.url


def test_each_change_has_a_name_of_its_own(active: Resident) -> None:
    page = active.get("/dashboard")
    assert changes(page) == ["Change: Personal Info", "Change: Address"]


def test_in_spanish_the_whole_page_is_spanish(active: Resident) -> None:
    page = active.get("/dashboard?lang=es")
    headings = [text(element) for element in page.elements if element.name == "h2"]
    assert builders.jurisdiction().home[-1].heading["es"] in headings
    assert builders.jurisdiction().texts["es"].steps["address"].title in headings


def test_what_a_resident_entered_is_never_markup(active: Resident) -> None:
    active.post("/dashboard/details/address", _details(active, "address", unit="<b>4</b>"))
    page = active.get("/dashboard")
    assert record(page)["Address"] == "505 S Vulcan Ave, <b>4</b>"
    assert "<b>4" not in page.html


@pytest.mark.parametrize("state", OWN_PAGE)
@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/details/address"])
def test_only_an_active_resident_reaches_it(resident: Resident, state: AccountState, path: str) -> None:
    resident.in_state(state)
    assert resident.get(path).location == OWN_PAGE[state]
    if path != "/dashboard":
        assert resident.post(path, resident.person.steps["address"]).location == OWN_PAGE[state]
        check = resident.post(f"{path}/check/city")
        assert check.location == OWN_PAGE[state] or (check.status, check.response.text) == (204, "")


def test_a_stranger_is_asked_to_sign_in(resident: Resident) -> None:
    for path in ("/dashboard", "/dashboard/details/address", "/status"):
        assert resident.get(path).location == "/sign-in"
    for path in ("/dashboard/details/address", "/status/start-again"):
        assert resident.post(path).asks_to_sign_in


def test_a_deactivated_account_reaches_nothing(active: Resident) -> None:
    with active.writing() as session:
        session.merge(active.account).state = AccountState.DEACTIVATED
    assert active.get("/dashboard").location == "/sign-in"
    assert active.get("/sign-in").status == 200


def test_the_page_is_not_kept_by_browsers_or_proxies(active: Resident) -> None:
    for path in ("/dashboard", "/dashboard/details/address"):
        assert active.get(path).response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("path", "asked"), [("/dashboard", 5), ("/dashboard/details/personal-info", 2)])
def test_how_often_it_asks_the_database(active: Resident, path: str, asked: int) -> None:
    assert active.queries(lambda: active.get(path)) == asked


def _details(resident: Resident, step: str, **changes: str) -> dict[str, str]:
    return {**resident.person.steps[step], **changes, "version": str(resident.registration.version)}


def test_a_section_title_names_its_list(active: Resident) -> None:
    page = active.get("/dashboard")
    for section in page.all("section"):
        heading = page.by_id(attribute(section, "aria-labelledby"))
        assert heading in walk(section)
