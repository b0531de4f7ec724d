"""A resident as HTMX sends them: sign up, the code from the mail, three steps, the thank-you page."""

import http.client
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "Accept-Encoding": "identity"}
REDIRECTS = range(300, 400)
PERSON = {
    "first_name": "Marisol", "last_name": "Peña", "mobile_phone": "760-555-0142", "one_name": "",
    "middle_name": "", "company": "", "contact_preference": "email", "contact_phone": "", "fax": "",
}  # fmt: skip
ADDRESS = {"address": "505 S Vulcan Ave", "unit": "", "city": "Encinitas", "state": "CA", "zip_code": "92024"}


@dataclass
class Resident:
    """One keep-alive connection and its cookies. `timings`: (what, seconds) of every request."""

    port: int
    email: str
    code_for: Callable[[str], str]
    timings: list[tuple[str, float]] = field(default_factory=list)
    bytes_read: int = 0

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._hidden: dict[str, str] = {}

    def register(self) -> None:
        self.sign_up()
        self._post("/verify", {"code": self.code_for(self.email)})
        self._post("/registration/acknowledgement", {})
        self._post("/registration/personal-info", PERSON)
        text = self._post("/registration/address", ADDRESS)
        assert "Thank you for registering" in text, text[:300]
        self._connection.close()

    def sign_up(self) -> None:
        """As far as the page that asks for the code."""
        self._get("/sign-up")
        self._post("/sign-up", {**PERSON, "email": self.email, "password": "Tidepool-99x"})

    def _get(self, path: str) -> str:
        return self._ask("GET", path, None)

    def _post(self, path: str, data: dict[str, str]) -> str:
        return self._ask("POST", path, urlencode({**self._hidden, **data}))

    def _ask(self, method: str, path: str, body: str | None) -> str:
        began = time.perf_counter()
        headers = {
            **HTMX,
            "Accept-Encoding": "identity",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        self.timings.append((f"{method} {path}", time.perf_counter() - began))
        self.bytes_read += len(text)
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        if answer.status in REDIRECTS:
            return self._get(answer.headers["Location"])
        assert answer.status == http.HTTPStatus.OK, f"{method} {path}: {answer.status} {text[:300]}"
        self._hidden = dict(re.findall(r'name="(csrf_token|version|accepted)" value="([^"]*)"', text))
        return text
