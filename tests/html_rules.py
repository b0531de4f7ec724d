"""What every page and fragment of the portal keeps to, as functions from a tree to a list of complaints."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.html_source import walk

Elements = list[Any]
NOT_LABELLED = {"hidden", "submit", "button", "reset"}
POINTERS = ("for", "aria-describedby", "aria-errormessage")
PAGE_POINTERS = ("aria-labelledby", "aria-controls", "popovertarget", "form", "list")
ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
SCRIPT = re.compile(r"\s*(javascript|js|vbscript)\s*:", re.IGNORECASE)
BRIEF = 120


def brief(element: Any) -> str:
    """The start tag, for a message."""
    attributes = "".join(
        f" {name}" if value in (None, "") else f' {name}="{value}"' for name, value in element.attrs.items()
    )
    return f"<{element.name}{attributes}>"[:BRIEF]


def attribute(element: Any, name: str) -> str:
    return str(element.attrs.get(name) or "").strip()


def text(element: Any) -> str:
    return str(element.to_text()).strip()


def ids(elements: Elements) -> list[str]:
    return [element.attrs["id"] for element in elements if element.attrs.get("id")]


def controls_have_labels(elements: Elements) -> Iterator[str]:
    labels = {attribute(e, "for"): e for e in elements if e.name == "label" and text(e)}
    known = set(ids(elements))
    for element in elements:
        if not _is_control(element) or attribute(element, "id") in labels or _inside_label(element):
            continue
        if not attribute(element, "aria-label") and not known & set(attribute(element, "aria-labelledby").split()):
            yield f"no label: {brief(element)}"


def _is_control(element: Any) -> bool:
    if element.name == "input":
        return attribute(element, "type").lower() not in NOT_LABELLED
    return element.name in ("select", "textarea", "canvas", "meter", "progress")


def _inside_label(element: Any) -> bool:
    parent = element.parent
    return parent is not None and ((parent.name == "label" and bool(text(parent))) or _inside_label(parent))


def buttons_and_links_have_names(elements: Elements) -> Iterator[str]:
    for element in elements:
        named = text(element) or attribute(element, "aria-label") or attribute(element, "aria-labelledby")
        pictured = any(attribute(e, "alt") for e in walk(element) if e.name == "img")
        if element.name in ("button", "a", "summary") and not named and not pictured:
            yield f"no name: {brief(element)}"


def ids_are_unique(elements: Elements) -> Iterator[str]:
    for value, times in Counter(ids(elements)).items():
        if times > 1:
            yield f"id {value} {times} times"


def forms_work_without_script(elements: Elements) -> Iterator[str]:
    for form in (element for element in elements if element.name == "form"):
        method = attribute(form, "method").lower()
        if method not in ("get", "post", "dialog"):
            yield f"no method: {brief(form)}"
        if method != "dialog" and not attribute(form, "action"):
            yield f"no action: {brief(form)}"
        tokens = [e for e in walk(form) if e.name == "input" and attribute(e, "name") == "csrf_token"]
        yield from _token_problems(form, method, tokens)


def _token_problems(form: Any, method: str, tokens: Elements) -> Iterator[str]:
    if method != "post" and tokens:
        yield f"csrf_token outside a POST form: {brief(form)}"
    if method == "post" and [attribute(token, "type") for token in tokens] != ["hidden"]:
        yield f"a POST form holds one hidden csrf_token: {brief(form)}"
    if any(not attribute(token, "value") for token in tokens):
        yield f"empty csrf_token: {brief(form)}"


def nothing_is_inline(elements: Elements) -> Iterator[str]:
    for element in elements:
        if element.name == "style" or (element.name == "script" and not attribute(element, "src")):
            yield f"inline: {brief(element)}"
        for name, value in element.attrs.items():
            if name == "style" or name.startswith(("on", "hx-on", "data-hx-on")):
                yield f"inline {name}: {brief(element)}"
            if SCRIPT.match(value or "") or (name.startswith("hx-") and "js:" in (value or "")):
                yield f"script in {name}: {brief(element)}"
            if name.startswith("hx-trigger") and "[" in (value or ""):
                yield f"trigger filter: {brief(element)}"


def images_and_frames_are_named(elements: Elements) -> Iterator[str]:
    for element in elements:
        if element.name == "img" and element.attrs.get("alt", False) is False:
            yield f"no alt: {brief(element)}"
        if element.name == "iframe" and not attribute(element, "title"):
            yield f"no title: {brief(element)}"


def nothing_comes_from_elsewhere(elements: Elements) -> Iterator[str]:
    """A link may lead to another site; nothing may be loaded from one or sent there."""
    for element in elements:
        for name, value in element.attrs.items():
            loads = name in ("src", "srcset", "action", "formaction", "poster", "data") or name.startswith("hx-")
            if (loads or (element.name == "link" and name == "href")) and ELSEWHERE.match(value or ""):
                yield f"from elsewhere: {brief(element)}"


def _pointers(element: Any, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        for target in attribute(element, name).split():
            yield name, target


def described_things_exist(elements: Elements) -> Iterator[str]:
    yield from _missing(elements, POINTERS)


def page_pointers_exist(elements: Elements) -> Iterator[str]:
    known = set(ids(elements))
    yield from _missing(elements, PAGE_POINTERS)
    for element in elements:
        for name, value in element.attrs.items():
            points = name == "href" or name.split(":")[0] in ("hx-target", "hx-indicator", "hx-include")
            target = re.fullmatch(r"#([\w-]+)", (value or "").strip())
            if points and target and target[1] not in known:
                yield f"{name} points at nothing: {brief(element)}"


def _missing(elements: Elements, names: tuple[str, ...]) -> Iterator[str]:
    known = set(ids(elements))
    for element in elements:
        for name, target in _pointers(element, names):
            if target not in known:
                yield f"{name}={target} points at nothing: {brief(element)}"


def page_has_its_parts(elements: Elements) -> Iterator[str]:
    count = Counter(element.name for element in elements if element.namespace == "html")
    for name in ("title", "h1", "main"):
        if count[name] != 1:
            yield f"{count[name]} <{name}>, not one"
    for element in elements:
        if element.name in ("title", "h1") and element.namespace == "html" and not text(element):
            yield f"empty <{element.name}>"
        if element.name == "html" and not attribute(element, "lang"):
            yield "no lang on <html>"


Rule = Callable[[Elements], Iterator[str]]
EVERYWHERE: tuple[Rule, ...] = (
    controls_have_labels,
    buttons_and_links_have_names,
    ids_are_unique,
    forms_work_without_script,
    nothing_is_inline,
    images_and_frames_are_named,
    nothing_comes_from_elsewhere,
    described_things_exist,
)
WHOLE_PAGES: tuple[Rule, ...] = (page_has_its_parts, page_pointers_exist)
