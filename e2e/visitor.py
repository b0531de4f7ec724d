"""Somebody with a browser: a page, how they press things, and what went wrong behind the scenes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, Response, expect

from e2e import axe
from e2e.portal import Portal

NARROW = 320
# What sticks out, for the message; a scroller of its own may hold wider things.
STICKING_OUT = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
    [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > window.innerWidth)
    .map(e => e.outerHTML.slice(0, 100)).slice(-5).concat("width " + document.documentElement.scrollWidth)"""
# A refused form answers 422, and the browser says so on the console although all is well.
HARMLESS = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


@dataclass(frozen=True)
class Device:
    """A kind of browser; `options` are those of a Playwright context."""

    name: str
    options: Mapping[str, Any]

    @property
    def touch(self) -> bool:
        return bool(self.options.get("has_touch"))

    @property
    def script(self) -> bool:
        return bool(self.options.get("java_script_enabled", True))


STILL = {"reduced_motion": "reduce"}
DESKTOP = Device("desktop", {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light", **STILL})
PHONE = Device(
    "phone",
    {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
        "color_scheme": "dark",
        **STILL,
    },
)
NO_SCRIPT = Device("no-script", {**DESKTOP.options, "java_script_enabled": False})


class Visitor:
    """One page of one browser, and a record of everything it loaded."""

    def __init__(self, page: Page, portal: Portal, device: Device) -> None:
        self.page = page
        self.portal = portal
        self.device = device
        self.documents: list[str] = []
        self.fragments: list[Response] = []
        self.faults: list[str] = []
        page.on("request", self._requested)
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _requested(self, request: Request) -> None:
        document = request.is_navigation_request() and request.frame == self.page.main_frame
        if document:
            self.documents.append(f"{request.method} {request.url}")
        if not self._may_ask(urlsplit(request.url), document):
            self.faults.append(f"asked another site: {request.url}")

    def _may_ask(self, url: SplitResult, document: bool) -> bool:
        """The portal for everything; a provider for its own pages, for none of ours loads anything from there."""
        own, site = urlsplit(self.portal.base_url), f"{url.scheme}://{url.netloc}"
        return (
            url.scheme in ("data", "about", "blob")
            or (url.scheme, url.netloc) == (own.scheme, own.netloc)
            or (document and site in self.portal.providers)
        )

    def _answered(self, response: Response) -> None:
        if response.request.headers.get("hx-request-type") == "partial":
            self.fragments.append(response)
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not HARMLESS.match(message.text):
            self.faults.append(f"console: {message.text}")

    def go(self, path: str) -> None:
        self.page.goto(self.portal.at(path))

    def press(self, target: Locator) -> None:
        """Press a button or link as this device does: a finger or a mouse."""
        if self.device.touch:
            target.tap()
        else:
            target.click()

    def look(self) -> None:
        """What holds on every page: axe finds nothing, and nothing scrolls sideways on the narrowest phone."""
        expect(self.page.get_by_role("heading", level=1)).to_have_count(1)
        expect(self.page.get_by_role("main")).to_have_count(1)
        if self.device.script:
            axe.check(self.page)
            self.fits_a_narrow_phone()

    def fits_a_narrow_phone(self) -> None:
        """At 320 CSS pixels (WCAG 1.4.10) the page does not scroll sideways."""
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": NARROW, "height": 800})
        sticking_out = self.page.evaluate(STICKING_OUT)
        if size:
            self.page.set_viewport_size(size)
        assert not sticking_out, f"{self.page.url} scrolls sideways at {NARROW} px: {sticking_out}"

    def fragments_are_fragments(self) -> None:
        """No answer to htmx held a whole page."""
        for response in self.fragments:
            if not 300 <= response.status < 400:
                assert "<html" not in _text(response).lower(), f"a page in a fragment: {response.url}"


def _text(response: Response) -> str:
    try:
        return response.text()
    except Error:  # the browser forgets a body when its page is left
        return ""


Visit = Callable[..., Visitor]
