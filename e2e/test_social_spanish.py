"""En español: somebody new by Google, on the phone, whose browser asks for Spanish."""

import pytest
from playwright.sync_api import Locator, Page, expect

from css.core.providers import Provider
from e2e import social
from e2e.cities import ENCINITAS
from e2e.inbox import Inbox
from e2e.pages.provider import ProviderPage
from e2e.visitor import PHONE, Device, Visit

pytestmark = pytest.mark.usefixtures("providers")
TELEFONO = Device("phone-es", {**PHONE.options, "locale": "es-US"})


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_todo_el_registro_con_google(visit: Visit, inbox: Inbox) -> None:
    visitor, resident = visit(TELEFONO), social.somebody(ENCINITAS)
    page = visitor.page
    visitor.go("/sign-in")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    visitor.look()
    visitor.press(page.get_by_role("link", name="Iniciar sesión con Google"))
    google = ProviderPage(visitor, Provider.GOOGLE)
    google.cancel()
    heading(page, "No inició sesión con Google")
    visitor.look()
    visitor.press(page.get_by_role("link", name="Intentar otra vez con Google"))
    google.sign_in(resident.email, first_name=resident.first_name, last_name=resident.last_name)
    heading(page, "Paso 1 de 3")
    documents = list(visitor.documents)
    visitor.press(button(page, "Continuar"))

    heading(page, "Paso 2 de 3")
    expect(page.get_by_role("textbox", name="Nombre", exact=True)).to_have_value(resident.first_name)
    expect(page.get_by_role("textbox", name="Apellido")).to_have_value(resident.last_name)
    expect(page.get_by_role("textbox", name="Correo electrónico")).to_have_value(resident.email)
    page.get_by_role("combobox", name="Preferencia de contacto").select_option(label="Correo electrónico")
    visitor.press(button(page, "Siguiente"))

    heading(page, "Paso 3 de 3")
    page.get_by_role("textbox", name="Dirección").fill(resident.street)
    page.get_by_role("textbox", name="Ciudad").fill(resident.city)
    page.get_by_role("combobox", name="Estado").select_option(resident.state)
    page.get_by_role("textbox", name="Código postal").fill(resident.zip_code)
    visitor.press(button(page, "Enviar"))

    heading(page, "Gracias por registrarse")
    visitor.look()
    assert visitor.documents == documents
    visitor.fragments_are_fragments()
    inbox.wait_for(resident.email, holding="Gracias")
