"""What a page that offers an authenticator app, or new recovery codes, shows of them."""

import re


def secret(page: str) -> str:
    """The key that stands on the page, to be typed by hand."""
    found = re.search(r'<p class="key">(.*?)</p>', page, re.DOTALL)
    assert found
    return "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", found[1]))


def codes(page: str) -> list[str]:
    """The recovery codes; none where the owner has some."""
    return re.findall(r"<li>([2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]{4})</li>", page)
