"""A page's language: asked for in the address, kept in a cookie, else what the browser prefers."""

import pytest

from tests.html import StrictClient


def spoken(visitor: StrictClient, path: str = "/sign-up", **headers: str) -> str:
    return visitor.get(path, headers={name.replace("_", "-"): said for name, said in headers.items()}).text.split(
        '<html lang="'
    )[1][:2]


def test_without_a_wish_it_is_the_citys_language(visitor: StrictClient) -> None:
    assert spoken(visitor) == "en"


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("en-US,es;q=0.9", "en"),
        ("de,fr;q=0.8", "en"),
        ("*", "en"),
        ("es;q=0,de", "en"),
        ("en;q=0.1,es-419;q=0.2", "es"),
    ],
)
def test_the_browsers_preference_counts(visitor: StrictClient, preferred: str, language: str) -> None:
    assert spoken(visitor, Accept_Language=preferred) == language


def test_what_is_asked_for_in_the_address_is_kept(visitor: StrictClient) -> None:
    assert spoken(visitor, "/sign-up?lang=es") == "es"
    cookie = visitor.get_cookie("css_language")
    assert cookie and cookie.value == "es" and cookie.max_age == 365 * 24 * 60 * 60
    assert spoken(visitor) == spoken(visitor, "/sign-in") == "es"
    assert spoken(visitor, "/sign-up?lang=en", Accept_Language="es") == "en"
    assert spoken(visitor, Accept_Language="es") == "en"


@pytest.mark.parametrize("asked", ["de", "", "ES", "../es", "es\x00", "🐴"])
def test_a_language_that_the_city_does_not_speak_is_passed_over(visitor: StrictClient, asked: str) -> None:
    answer = visitor.get("/sign-up", query_string={"lang": asked})
    assert '<html lang="en">' in answer.text and not visitor.get_cookie("css_language")
    visitor.set_cookie("css_language", "xx")
    assert spoken(visitor, Accept_Language="es") == "es"


def test_a_page_and_its_errors_are_in_the_language(visitor: StrictClient) -> None:
    visitor.get("/?lang=es")
    assert "Correo electrónico" in visitor.get("/sign-up").text
    assert '<html lang="es">' in visitor.get("/nowhere").text
    assert "There is a problem" not in visitor.post("/sign-up", data={}).text


def test_a_refusal_before_the_view_is_in_the_language_too(guarded: StrictClient) -> None:
    guarded.set_cookie("css_language", "es")
    answer = guarded.post("/sign-up", data={})
    assert answer.status_code == 400 and '<html lang="es">' in answer.text


def test_each_page_offers_the_other_language(visitor: StrictClient) -> None:
    assert '<a href="?lang=es" hreflang="es" lang="es">Español</a>' in visitor.get("/sign-up").text
    assert '<a href="?lang=en" hreflang="en" lang="en">English</a>' in visitor.get("/sign-up?lang=es").text


def test_a_part_for_htmx_is_in_the_language_of_its_page(visitor: StrictClient) -> None:
    visitor.get("/?lang=es")
    assert "Correo electrónico" in visitor.get("/sign-up", hx=True).text
