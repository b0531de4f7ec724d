"""A resident with a browser of their own: asks for pages, presses their buttons, reads what they say."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from css.accounts import sessions
from css.accounts.emails import email_key
from css.core import tokens
from css.core.clock import FixedClock
from css.core.db import Database
from css.models import Account, AccountState, Registration, Review
from css.registrations import drafts, reviews
from css.web import cookies
from css.web.context import Portal
from tests import builders
from tests.builders import Person
from tests.html import StrictClient
from tests.html_rules import attribute, text
from tests.html_source import parse, walk

WIZARD = "/registration"
STEPS = ("acknowledgement", "personal-info", "address")


class Page:
    """An answer, as somebody sees it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.location = response.location or ""
        self.html = response.get_data(as_text=True)

    @cached_property
    def elements(self) -> list[Any]:
        return walk(parse(self.html, fragment="<html" not in self.html).root)

    @property
    def is_whole(self) -> bool:
        return "<html" in self.html

    @property
    def heading(self) -> str:
        return next((text(element) for element in self.elements if element.name == "h1"), "")

    @property
    def words(self) -> str:
        """Everything that can be read, in one line."""
        return " ".join(" ".join(text(e) for e in self.elements if e.name in ("main", "div", "h1")).split())

    def by_id(self, id: str) -> Any:
        return next((element for element in self.elements if attribute(element, "id") == id), None)

    def all(self, name: str, **attributes: str) -> list[Any]:
        return [e for e in self.elements if e.name == name and all(attribute(e, k) == v for k, v in attributes.items())]

    def field(self, name: str) -> Any:
        (found,) = [e for e in self.elements if attribute(e, "name") == name]
        return found

    def value(self, name: str) -> str:
        """What a field holds."""
        field = self.field(name)
        if field.name == "select":
            chosen = [e for e in walk(field) if "selected" in e.attrs]
            return attribute(chosen[0], "value") if chosen else ""
        return text(field) if field.name == "textarea" else str(field.attrs.get("value") or "")

    def message(self, field: str) -> str:
        """What is said beside a field."""
        return text(self.by_id(f"{field}-error"))

    @property
    def asks_to_sign_in(self) -> bool:
        """Whether somebody who is not signed in is led to where they can."""
        return self.location == "/sign-in"

    @property
    def summary(self) -> dict[str, str]:
        """The error summary: the field each line leads to, and the line."""
        for element in self.elements:
            if attribute(element, "class") == "error-summary":
                return {attribute(e, "href").removeprefix("#"): text(e) for e in walk(element) if e.name == "a"}
        return {}

    @property
    def buttons(self) -> list[str]:
        """The buttons of the page's own forms, in their order."""
        return [
            text(button)
            for form in self.elements
            if form.name == "form" and "sign-out" not in attribute(form, "action")
            for button in walk(form)
            if button.name == "button"
        ]

    def link(self, name: str) -> str:
        """Where the link of this name leads, "" if there is none."""
        return next((attribute(e, "href") for e in self.elements if e.name == "a" and text(e) == name), "")

    @property
    def is_open(self) -> bool:
        """Whether Additional Contact Information is."""
        return "open" in self.by_id("additional-contact").attrs


@dataclass
class Resident:
    """Somebody who has proven an email, at a browser."""

    app: Flask
    clock: FixedClock
    person: Person
    hx: bool = False

    def __post_init__(self) -> None:
        self.client: StrictClient = builders.client(self.app)

    @property
    def portal(self) -> Portal:
        found: Portal = self.app.extensions["css"]
        return found

    @property
    def database(self) -> Database:
        return self.portal.database

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.database.writing() as session:
            yield session
            session.commit()

    # How somebody gets to where a test begins

    def begin(self, language: str = "en") -> "Resident":
        """The email is proven, the draft is empty."""
        now, person = self.clock.now(), self.person
        with self.writing() as session:
            account = Account(
                public_id=tokens.new_public_id(),
                email=person.email,
                email_key=email_key(person.email),
                first_name=person.first_name,
                last_name=person.last_name,
                language=language,
                password_hash=builders.password_hash(),
                created_at=now,
            )
            session.add(account)
            session.flush()
            drafts.begin(
                session,
                account,
                self.portal.jurisdiction,
                language=language,
                mobile_phone=person.mobile_phone,
                now=now,
            )
        return self.sign_in()

    def at(self, step: str) -> "Resident":
        """Every step before this one is finished; with "submit", all of them."""
        self.begin()
        with self.writing() as session:
            registration = drafts.of_account(session, self.account.id or 0)
            for name in registration.steps[: (*registration.steps, "submit").index(step)]:
                answers = self.person.steps[name]
                version = registration.version
                drafts.save(session, registration, name, answers, version=version, now=self.clock.now(), finish=True)
        return self

    def submitted(self) -> "Resident":
        self.at("submit")
        with self.writing() as session:
            builders.submit(session, drafts.of_account(session, self.account.id or 0), self.clock.now())
        return self

    def in_state(self, state: AccountState) -> "Resident":
        """Whatever led there."""
        self.submitted()
        with self.writing() as session:
            session.exec(select(Account).where(Account.email == self.person.email)).one().state = state
        return self

    def decided(self, verb: str, message: str = "") -> "Resident":
        """Staff have decided on what is waiting."""
        with self.writing() as session:
            review = self.newest_review(session)
            reviews.decide(
                session,
                review.public_id,
                verb,
                version=review.version,
                message=message,
                staff_id=builders.staff_member(session, self.clock.now()).id or 0,
                mailer=builders.mailer(),
                undo_for=timedelta(),
                now=self.clock.now(),
            )
        return self

    def sign_in(self) -> "Resident":
        with self.writing() as session:
            account = session.exec(select(Account).where(Account.email == self.person.email)).one()
            token = sessions.open_resident(session, account, keep=False, device="a test", now=self.clock.now())
        self.client.set_cookie(cookies.RESIDENT.name, token)
        return self

    def another_tab(self, app: Flask | None = None) -> "Resident":
        """The same resident, signed in elsewhere as well: perhaps where another process answers."""
        return Resident(app or self.app, self.clock, self.person, self.hx).sign_in()

    # What the database holds of them

    @property
    def account(self) -> Account:
        with self.database.reading() as session:
            return session.exec(select(Account).where(Account.email == self.person.email)).one()

    @property
    def registration(self) -> Registration:
        with self.database.reading() as session:
            return drafts.of_account(session, self.account.id or 0)

    def newest_review(self, session: Session) -> Review:
        review = reviews.newest(session, self.registration.id or 0)
        assert review
        return review

    # What they do

    def get(self, path: str = "") -> Page:
        return Page(self.client.get(_address(path), hx=self.hx))

    def post(self, path: str, data: Any = None, **more: Any) -> Page:
        return Page(self.client.post(_address(path), data=data or {}, hx=self.hx, **more))

    def send(self, step: str, *, version: int | None = None, back: bool = False, **changes: Any) -> Page:
        """Fill a step in as Person would, but for the changes, and press its button."""
        known = self.registration.version if version is None else version
        pressed = {"back": "1"} if back else {}
        return self.post(step, {**self.person.steps[step], **changes, **pressed, "version": str(known)})

    def check(self, step: str, field: str, **changes: str) -> Page:
        """Leave a field."""
        return self.post(f"{step}/check/{field}", {**self.person.steps[step], **changes})

    def queries(self, act: Any) -> int:
        """How many times an act asks the database something."""
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")):
                asked.append(statement)

        event.listen(self.database.engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            event.remove(self.database.engine, "before_cursor_execute", note)
        return len(asked)


def _address(path: str) -> str:
    return path if path.startswith("/") else f"{WIZARD}/{path}".rstrip("/")
