"""`make bench`: which of 100,000 unclaimed legacy accounts a resident may mean, and a help desk's look-ups among them.

Three in a hundred are called John Smith, and five in a thousand have one phone number, as an office has. Prints
milliseconds of the desk alone: the page around it is no different from others.
"""

import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from bench import legacy
from css.core.clock import SystemClock
from css.core.db import Database
from css.core.tokens import new_public_id
from css.matching.claiming.candidates import candidates
from css.matching.claiming.look_ups import look_up
from css.matching.claiming.questions import Asked
from css.matching.importing.files import COLUMNS
from css.models import AcceptedText, Account, LegacyQuestion, LegacyRecord, LegacyVersion, Registration

TIMES = 100
SMITH, OFFICE = {"first_name": "John", "last_name": "Smith"}, {"phone": "(303) 441-3000"}


def write(path: Path) -> None:
    """The holders of `bench.legacy`, some of them with what very many share."""
    legacy.write(path)
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    for number, row in enumerate(rows):
        for shared in (SMITH if number % 33 == 0 else {}, OFFICE if number % 200 == 0 else {}):
            for column, value in shared.items():
                row[COLUMNS.index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def load(url: str, path: Path) -> None:
    """A database with the holders."""
    environment = {**os.environ, "CSS_DATABASE_URL": url, "CSS_SECRET_KEY": "b" * 40}
    for command in (["db", "upgrade"], ["legacy", "import", str(path)]):
        flask = [sys.executable, "-m", "flask", "--app", "app", *command]
        subprocess.run(flask, env=environment, check=True, stdout=subprocess.DEVNULL)


class Somebody:
    """A resident who asks, with a registration that says the same."""

    def __init__(self, session: Session) -> None:
        now = SystemClock().now()
        text = AcceptedText(digest="a" * 64, kind="acknowledgement", language="en", version="1", text="", kept_at=now)
        self._session, self._now = session, now
        self._account = Account(
            public_id=new_public_id(),
            email="new@example.org",
            email_key="new@example.org",
            language="en",
            created_at=now,
        )
        session.add_all((text, self._account))
        session.flush()
        self._registration = Registration(
            public_id=new_public_id(), reference="R-2026-BENCH", account_id=self._account.id, steps=[],
            acknowledgement=text.digest, answers={}, finished=[], created_at=now, saved_at=now,
        )  # fmt: skip
        session.add(self._registration)
        session.flush()

    def asks(self, asked: Asked) -> LegacyQuestion:
        """The question; nothing of it is kept."""
        first, _, last = asked.name.partition(" ")
        person = {"first_name": first, "last_name": last, "mobile_phone": asked.phone, "company": asked.company}
        address = {"address": asked.address, "city": "Boulder", "state": "CO", "zip_code": asked.zip_code}
        self._registration.answers = {"personal-info": person, "address": address}
        return LegacyQuestion(
            public_id=new_public_id(), account_id=self._account.id, asked_at=self._now, **asdict(asked)
        )


def questions(session: Session, chance: random.Random) -> dict[str, Callable[[], Asked]]:
    """What is asked, of somebody else each time."""
    versions = session.exec(select(LegacyVersion).where(LegacyVersion.id % 97 == 0).limit(1000)).all()  # type: ignore[operator]
    numbers = session.exec(select(LegacyRecord.number).limit(1000)).all()

    def whole() -> Asked:
        one = chance.choice(versions)
        return Asked(
            name=f"{one.first_name} {one.last_name}", phone=one.phone, address=one.address1, zip_code=one.zip,
            record_number=chance.choice(numbers), email=one.email,
        )  # fmt: skip

    def smith() -> Asked:
        return Asked(name="John Smith", zip_code=f"8030{chance.randrange(1, 6)}")

    def smith_of_the_office() -> Asked:
        return Asked(name="John Smith", phone=OFFICE["phone"], zip_code=f"8030{chance.randrange(1, 6)}")

    def smith_of_elsewhere() -> Asked:
        return Asked(name="Jon Smith", phone="760-555-0100", address="1 Nowhere Street", zip_code="92024")

    return {
        "all that one can say": whole,
        "John Smith, ZIP": smith,
        "… and the office's phone": smith_of_the_office,
        "Smith of elsewhere": smith_of_elsewhere,
    }


SEARCHES = ("smith", "john smith", "peña", "s", "(303) 441-3000", "BLD-2001-00042", "505 N Pearl", "Nobody At All Here")


def timed(what: Callable[[], Any]) -> list[float]:
    """Milliseconds, often; the first round warms up."""
    took = []
    for _ in range(TIMES + 10):
        began = time.perf_counter()
        what()
        took.append(1000 * (time.perf_counter() - began))
    return sorted(took[10:])


def measure(engine: str, url: str) -> None:
    database = Database(url)
    with database.writing() as session:
        somebody = Somebody(session)
        for name, ask in questions(session, random.Random(6)).items():  # noqa: S311 nothing here is secret
            asked = [somebody.asks(ask()) for _ in range(TIMES + 10)]
            session.flush()
            waiting = iter(asked)
            _report(engine, f"match: {name}", timed(lambda waiting=waiting: candidates(session, next(waiting))))  # type: ignore[misc]
        for text in SEARCHES:
            _report(engine, f"look up: {text}", timed(lambda text=text: look_up(session, text)))  # type: ignore[misc]
    database.close()


def _report(engine: str, name: str, took: list[float]) -> None:
    print(f"{engine:10}  {name:36}  {statistics.median(took):6.1f}  {took[int(len(took) * 0.95)]:6.1f}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="css-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        write(folder / "holders.csv")
        print(f"\n{legacy.ROWS:,} unclaimed legacy accounts\n{'':50}median     p95 ms")
        for engine in (legacy.sqlite, legacy.postgresql):
            with engine(folder) as url:
                load(url, folder / "holders.csv")
                measure(engine.__name__, url)


if __name__ == "__main__":
    main()
