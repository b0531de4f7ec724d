"""axe-core on the page as it stands: WCAG 2.2 AA, nothing let through."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[1] / "tests" / "vendor" / "axe-4.14.1.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})
    .then(result => result.violations)"""


# What axe looks at, but for the words: elements, their classes, ids and attributes, which are empty and which are seen.
SHAPE = """() => [document.documentElement.lang, innerWidth, matchMedia("(prefers-color-scheme: dark)").matches,
    ...[...document.querySelectorAll("*")].map(e => [e.tagName, e.id, e.getAttribute("class"), e.getAttributeNames(),
    !e.textContent.trim(), e.checkVisibility()].join())].join("|")"""
_checked: set[tuple[str, str]] = set()


def violations(page: Page) -> list[str]:
    """One line for each violation: rule, what it is about, where. Needs JavaScript; a strict CSP is no obstacle."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(SOURCE.read_text(encoding="utf-8"))
    return [line for found in page.evaluate(RUN, TAGS) for line in _lines(found)]


def _lines(found: dict[str, Any]) -> list[str]:
    return [f"{found['id']}: {found['help']}: {' '.join(map(str, node['target']))}" for node in found["nodes"]]


def check(page: Page) -> None:
    """Raises AssertionError with every violation. Of the same shape on the same portal one page is enough: axe takes as
    long as all else together.
    """
    shape = page.evaluate("() => location.origin"), page.evaluate(SHAPE)
    if shape in _checked:
        return
    found = violations(page)
    assert not found, "\n  ".join([f"axe at {page.url}:", *found])
    _checked.add(shape)
