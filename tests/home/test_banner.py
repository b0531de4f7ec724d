"""What the sign-in page says to whoever had an account in the old portal."""

import pytest

from tests.home.conftest import Visit
from tests.home.test_pages import names

CONTRACT = ("Next", "Unlock account?", "Help", "Create an account")


@pytest.mark.parametrize(
    ("language", "banner"),
    [
        ("en", "Registered before June 28, 2024? Please create a new account with the same email address."),
        ("es", "¿Se registró antes del 28 de junio de 2024? Por favor, cree una cuenta nueva con el mismo correo"),
    ],
)
def test_boulder_asks_them_to_register_again_above_the_email_box(visit: Visit, language: str, banner: str) -> None:
    html = visit("boulder").get(f"/sign-in?lang={language}").text
    assert html.index("<h1") < html.index(banner) < html.index('name="email"')
    assert html.index(banner) < html.index('href="/guide#existing"')


def test_it_stays_when_the_page_comes_back_with_an_error(visit: Visit) -> None:
    client = visit("boulder")
    client.application.config["WTF_CSRF_ENABLED"] = False
    assert "Registered before June 28, 2024?" in client.post("/sign-in", data={"email": ""}).text


def test_its_link_repeats_no_name_of_the_contract(visit: Visit) -> None:
    found = names(visit("boulder").get("/sign-in").text)
    assert found.count("How to register again") == 1
    for name in CONTRACT:
        assert [one for one in found if one.casefold().startswith(name.casefold())] == [name]


def test_where_nobody_registers_again_nothing_is_said(visit: Visit) -> None:
    assert 'class="banner"' not in visit("encinitas").get("/sign-in").text
