"""Somebody who signs up, proves the email by its code, and walks on."""

from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from css.core.clock import FixedClock
from css.core.db import Database
from tests.html import StrictClient
from tests.web.visits import EMAIL, SIGN_UP, code
from tests.wizard.browser import Page


@dataclass
class Newcomer:
    """At a browser of their own."""

    client: StrictClient
    database: Database
    clock: FixedClock

    def prove(self, email: str = EMAIL, **names: str) -> Page:
        """From the sign-up form to past the code; where it leads."""
        self.client.post("/sign-up", data={**SIGN_UP, "email": email, **names})
        return Page(self.client.post("/verify", data={"code": code(self.database, email)}))

    def get(self, path: str) -> Page:
        return Page(self.client.get(path))

    def post(self, path: str, *, hx: bool = False, **data: Any) -> Page:
        answer: TestResponse = self.client.post(path, data=data, hx=hx)
        return Page(answer)

    def send(self, step: str, **data: str) -> Page:
        """A step as its page is now, with these changes."""
        page = self.get(f"/registration/{step}")
        boxes = [e for e in page.elements if e.name in ("input", "select") and e.attrs.get("name")]
        names = {e.attrs["name"] for e in boxes if e.attrs.get("type") != "checkbox"} - {"csrf_token"}
        typed = {name: page.value(name) for name in names}
        return self.post(f"/registration/{step}", **{**typed, **data})
