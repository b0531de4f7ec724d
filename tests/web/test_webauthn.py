"""The portal as a passkey knows it, from the address that residents reach it at."""

from dataclasses import replace

import pytest
from flask import Flask

from css.web import webauthn


@pytest.mark.parametrize(
    ("base_url", "id", "origin"),
    [
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("https://portal.city.gov", "portal.city.gov", "https://portal.city.gov"),
        ("https://Portal.City.gov:443/css", "portal.city.gov", "https://portal.city.gov"),
        ("http://portal.city.gov:80", "portal.city.gov", "http://portal.city.gov"),
        ("https://portal.city.gov:8443", "portal.city.gov", "https://portal.city.gov:8443"),
    ],
)
def test_it_is_known_as_browsers_write_its_address(app: Flask, base_url: str, id: str, origin: str) -> None:
    parts = app.extensions["css"]
    app.extensions["css"] = replace(parts, settings=replace(parts.settings, base_url=base_url))
    with app.test_request_context():
        party = webauthn.party()
    app.extensions["css"] = parts
    assert (party.id, party.origin, party.name) == (id, origin, "City of Encinitas")
