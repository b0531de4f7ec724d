"""Reads HTML as it was written and as a browser builds it, and says where the two differ.

A browser repairs silently: it closes a paragraph before a list, drops a form inside a form, moves text out of
a table. What was written is then not what is on screen, so a difference counts as an error.
"""

import re
from dataclasses import dataclass, field
from html.entities import html5
from html.parser import HTMLParser
from itertools import zip_longest
from typing import Any

from justhtml import JustHTML
from justhtml.parser.context import FragmentContext

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# Rows and options mean nothing inside a <div>: a fragment that begins with one is parsed where it belongs.
CONTEXTS = {"tr": "tbody", "td": "tr", "th": "tr", "tbody": "table", "thead": "table", "option": "select"}
ATTRIBUTE = r"""\s+[^\s"'<>/=]+(\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
START_TAG = re.compile(rf"<[a-zA-Z][^\s/>]*({ATTRIBUTE})*\s*/?>")

Place = tuple[int, str]  # depth and tag name


@dataclass(slots=True)
class Parsed:
    """A document or fragment: its tree (justhtml nodes), the tags as written, what is wrong with them."""

    root: Any
    tags: list[str]
    problems: list[str] = field(default_factory=list)


class _Source(HTMLParser):
    """Walks the tags as they were written; every one must be closed, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.places: list[Place] = []
        self.problems: list[str] = []
        self.doctypes = 0

    def _problem(self, text: str) -> None:
        self.problems.append(f"line {self.getpos()[0]}: {text}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs)
        if tag not in VOID and not {"svg", "math"} & {*self.open, tag}:
            self._problem(f"<{tag}/> does not close a <{tag}>")

    def _start(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.places.append((len(self.open), tag))
        names = [name for name, _ in attrs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._problem(f"attribute {name} twice on <{tag}>")
        if not START_TAG.fullmatch(self.get_starttag_text() or ""):
            self._problem(f"badly written tag {self.get_starttag_text()}")

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self._problem(f"</{tag}> closes {f'<{self.open[-1]}>' if self.open else 'nothing'}")

    def handle_entityref(self, name: str) -> None:
        if f"{name};" not in html5:
            self._problem(f"no such character reference: &{name};")

    def handle_decl(self, decl: str) -> None:
        self.doctypes += 1
        if decl.lower() != "doctype html":
            self._problem(f"unexpected <!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self._problem(f"unexpected <![{data}]>")

    def handle_pi(self, data: str) -> None:
        self._problem(f"unexpected <?{data}>")


def parse(html: str, *, fragment: bool) -> Parsed:
    """Parse a whole document, or a fragment as htmx would swap it in. Never raises: see `problems`."""
    source = _Source()
    source.feed(html)
    source.close()
    problems = source.problems + [f"line {source.getpos()[0]}: <{tag}> is never closed" for tag in source.open]
    root, errors = _build(html, source.places, fragment)
    problems += errors + _frame_problems(source, fragment)
    if not problems:
        problems = _differences(source.places, _places(root))
    return Parsed(root, [tag for _, tag in source.places], problems)


def _build(html: str, places: list[Place], fragment: bool) -> tuple[Any, list[str]]:
    first = places[0][1] if places else "div"
    context = FragmentContext(CONTEXTS.get(first, "div")) if fragment else None
    built = JustHTML(html, sanitize=False, collect_errors=True, scripting_enabled=False, fragment_context=context)
    return built.root, [f"line {error.line}: {error.message}" for error in built.errors]


def _frame_problems(source: _Source, fragment: bool) -> list[str]:
    frame = [tag for _, tag in source.places if tag in ("html", "head", "body")]
    if fragment:
        whole = [f"a fragment holds <{tag}>" for tag in frame]
        return whole + ["a fragment holds a doctype"] * source.doctypes
    if frame != ["html", "head", "body"] or source.doctypes != 1:
        return ["a whole page is a doctype and one <html> with one <head> and one <body>"]
    return []


def walk(node: Any) -> list[Any]:
    """Every element below a node, in document order, with what lies in a <template>."""
    found: list[Any] = []
    for child in _children(node):
        if not child.name.startswith(("#", "!")):
            found += [child, *walk(child)]
    return found


def _children(node: Any) -> list[Any]:
    content = getattr(node, "template_content", None) or node
    return list(content.children or [])


def _places(root: Any, depth: int = 0) -> list[Place]:
    found: list[Place] = []
    for child in _children(root):
        if not child.name.startswith(("#", "!")):
            found += [(depth, child.name.lower()), *_places(child, depth + 1)]
    return found


def _differences(written: list[Place], built: list[Place]) -> list[str]:
    """The first place where the browser's tree is not the one that was written."""
    for one, other in zip_longest(written, built):
        if one != other:
            return [f"the browser repairs this: wrote {_place(one)}, built {_place(other)}"]
    return []


def _place(place: Place | None) -> str:
    return f"<{place[1]}> {place[0]} deep" if place else "nothing"
