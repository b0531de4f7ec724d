"""What a page weighs on a slow line, cold and compressed, with everything it asks for."""

import re

from flask.testing import FlaskClient

MOST_BYTES = 24_000
BROTLI = {"Accept-Encoding": "br"}
_ASKED_FOR = re.compile(r'(?:href|src)="(/(?:static|theme)[^"]+)"|url\("(/static[^"]+)"\)')


def asked_for(text: str) -> set[str]:
    return {one or other for one, other in _ASKED_FOR.findall(text.replace("&amp;", "&"))}


def weigh(client: FlaskClient, address: str) -> int:
    answer = client.get(address, headers=BROTLI)
    assert answer.status_code == 200, address
    assert answer.headers["Content-Encoding"] == "br" or address == "/sign-in", address
    return len(answer.data)


def test_the_cold_sign_in_page_is_at_most_24_kb_with_its_scripts_styles_and_art(visitor: FlaskClient) -> None:
    page = visitor.get("/sign-in").text
    theme = next(address for address in asked_for(page) if address.startswith("/theme.css"))
    addresses = asked_for(page) | asked_for(visitor.get(theme).text)
    addresses = {address for address in addresses if "scene-day" not in address}  # one theme's scene: the heavier
    plain = FlaskClient(visitor.application, visitor.response_wrapper)
    weights = {address: weigh(plain, address) for address in ("/sign-in", *sorted(addresses))}
    assert sum(weights.values()) <= MOST_BYTES, weights
