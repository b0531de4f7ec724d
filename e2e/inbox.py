"""Reads the mail that the portal sent, on its development inbox page, over plain HTTP."""

import re
import time
from urllib.parse import urlencode
from urllib.request import urlopen

from justhtml import JustHTML

SIX_DIGITS = re.compile(r"(?<!\d)\d{6}(?!\d)")
WAIT_SECONDS = 10


class Inbox:
    """Mail newest first; each in an <article data-to="…"> with its text part in <pre>."""

    def __init__(self, url: str) -> None:
        self.url = url

    def texts(self, email: str) -> list[str]:
        """The text parts of the mails to an address, newest first."""
        separator = "&" if "?" in self.url else "?"
        with urlopen(self.url + separator + urlencode({"to": email}), timeout=10) as response:
            page = JustHTML(response.read().decode(), sanitize=False)
        return [
            str(article.query("pre")[0].to_text())
            for article in page.query("article[data-to]")
            if str((article.attrs or {})["data-to"]).casefold() == email.casefold()
        ]

    def wait_for(self, email: str, *, count: int = 1, holding: str = "") -> list[str]:
        """The mails that hold a text, once there are that many. Raises AssertionError after 10 seconds."""
        end = time.monotonic() + WAIT_SECONDS
        while len(found := [text for text in self.texts(email) if holding in text]) < count:
            assert time.monotonic() < end, f"{len(found)} mails to {email} instead of {count}"
            time.sleep(0.1)
        return found

    def code_for(self, email: str, *, mail: int = 1) -> str:
        """The code in the newest mail, once `mail` mails have come; the text holds no other six digits."""
        codes = SIX_DIGITS.findall(self.wait_for(email, count=mail)[0])
        assert len(codes) == 1, f"not one run of six digits: {codes}"
        return str(codes[0])
