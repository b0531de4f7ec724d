"""What a view needs from around it: the portal's parts, this request's time, session and language."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from sqlmodel import Session

from css.accounts.password.hashing import Hasher
from css.core.clock import Clock
from css.core.db import Database
from css.core.sealing import Sealer
from css.core.settings import Settings
from css.jurisdictions import Jurisdiction
from css.outbox import Mailer

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])
_WRITES = "writes_by_get"
_POLLED = "is_polled"


@dataclass(frozen=True, slots=True)
class Portal:
    """The parts that create_app() put together."""

    settings: Settings
    jurisdiction: Jurisdiction
    clock: Clock
    database: Database
    hasher: Hasher
    mailer: Mailer
    sealer: Sealer


def portal() -> Portal:
    """The parts of the portal that answers this request or runs this command."""
    found: Portal = current_app.extensions["css"]
    return found


def now() -> datetime:
    """This request's time: one moment from its beginning to its end."""
    if "now" not in g:
        g.now = portal().clock.now()
    moment: datetime = g.now
    return moment


def writes(view: View) -> View:
    """Declare the one kind of GET that may write: the way back from a provider (design: GET)."""
    setattr(view, _WRITES, True)
    return view


def polled(view: View) -> View:
    """Declare what a page asks for by itself, again and again: nobody uses their session by it (design: idle)."""
    setattr(view, _POLLED, True)
    return view


def is_polled() -> bool:
    """Whether nobody needs to be there for this request."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), _POLLED, False)


def is_writing() -> bool:
    """Whether this request may change something."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in SAFE_METHODS or getattr(view, _WRITES, False)


def db_session() -> Session:
    """This request's session. A GET can't write: its session opens for reading and nothing commits it."""
    if "db_session" not in g:
        database = portal().database
        opening = database.writing() if is_writing() else database.reading()
        g.db_stack = ExitStack()
        g.db_session = g.db_stack.enter_context(opening)
    session: Session = g.db_session
    return session


def language() -> str:
    """The language this page is in."""
    spoken: str = g.language
    return spoken


def device() -> str:
    """What the browser says it is, as far as it can be printed."""
    return "".join(filter(str.isprintable, request.user_agent.string))


def init_app(app: Flask, parts: Portal) -> None:
    app.extensions["css"] = parts
    app.teardown_request(_close_session)


def _close_session(_error: BaseException | None) -> None:
    stack: ExitStack | None = g.pop("db_stack", None)
    if stack is not None:
        stack.close()
