"""`make bench`: server CPU and times of whole registrations, ours beside the floor, in interleaved rounds.

CPU is of the web server's processes alone; the client runs beside it on the same machine, so seconds are only for
comparing within one run (docs/performance.md).
"""

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import psutil

from bench.resident import Resident

AT_ONCE = 8
JOURNEYS = 120
ROUNDS = 3
WORKERS = 2
GRANIAN = (
    sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--log-level", "error",
    "--workers", str(WORKERS), "--blocking-threads", "24",
)  # fmt: skip


@dataclass(frozen=True)
class Round:
    """One round: milliseconds of server CPU a journey, journeys a second, times of wizard requests in seconds."""

    cpu: float
    rate: float
    wizard: list[float]
    memory: float


@contextmanager
def serving(target: str, port: int, environment: dict[str, str]) -> Iterator[psutil.Process]:
    process = subprocess.Popen([*GRANIAN, "--port", str(port), target], env={**os.environ, **environment})
    try:
        _wait(port)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-up").close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def measure(server: psutil.Process, port: int, name: str, code_for: Callable[[str], str]) -> Round:
    waiting: SimpleQueue[str] = SimpleQueue()
    for number in range(JOURNEYS):
        waiting.put(f"{name}.{number}@example.org")
    done: SimpleQueue[Resident] = SimpleQueue()
    cpu, began = _cpu(server), time.perf_counter()
    threads = [threading.Thread(target=_residents, args=(waiting, done, port, code_for)) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, spent = time.perf_counter() - began, _cpu(server) - cpu
    residents = [done.get() for _ in range(done.qsize())]
    assert len(residents) == JOURNEYS, f"{JOURNEYS - len(residents)} journeys failed"
    wizard = [took for one in residents for what, took in one.timings if "/registration/" in what]
    return Round(1000 * spent / JOURNEYS, JOURNEYS / seconds, wizard, _memory(server))


def _residents(
    waiting: SimpleQueue[str], done: SimpleQueue[Resident], port: int, code_for: Callable[[str], str]
) -> None:
    while not waiting.empty():
        resident = Resident(port, waiting.get(), code_for)
        resident.register()
        done.put(resident)


def _family(server: psutil.Process) -> list[psutil.Process]:
    return [server, *server.children(recursive=True)]


def _cpu(server: psutil.Process) -> float:
    return float(sum(sum(one.cpu_times()[:2]) for one in _family(server)))


def _memory(server: psutil.Process) -> float:
    return float(sum(one.memory_info().rss for one in _family(server)) / 2**20)


def _code_from(path: Path, column_query: str) -> Callable[[str], str]:
    def _read(email: str) -> str:
        with sqlite3.connect(path, timeout=10) as database:
            (text,) = database.execute(column_query, (email,)).fetchone()
        return next(word for word in text.split() if len(word) == 6 and word.isdigit())

    return _read


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="css-bench-"))
    ours, floor = folder / "css.db", folder / "raw.db"
    environment = {"CSS_DATABASE_URL": f"sqlite:///{ours}", "CSS_LIMITS_SCALE": "100000", "CSS_SECRET_KEY": "b" * 40}
    flask = [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"]
    subprocess.run(flask, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
    code = _code_from(ours, "SELECT text FROM outbox_message WHERE recipient = ? ORDER BY id DESC")
    raw_code = _code_from(floor, "SELECT text FROM outbox WHERE recipient = ?")
    rounds: dict[str, list[Round]] = {"portal": [], "floor": []}
    with (
        serving("app:create_app", 8101, environment) as portal,
        serving("bench.raw:create_app", 8102, {"RAW_DATABASE": str(floor)}) as raw,
    ):
        for number in range(ROUNDS):
            rounds["floor"].append(measure(raw, 8102, f"f{number}", raw_code))
            rounds["portal"].append(measure(portal, 8101, f"p{number}", code))
    report(rounds)


def report(rounds: dict[str, list[Round]]) -> None:
    print(f"\n{JOURNEYS} journeys a round, {AT_ONCE} at once, {ROUNDS} rounds, {WORKERS} workers, SQLite WAL FULL\n")
    print("            CPU ms a journey  journeys/s  wizard p50 / p95 ms  memory MiB")
    for name, measured in rounds.items():
        took = sorted(1000 * one for each in measured for one in each.wizard)
        print(
            f"{name:10}  {statistics.median(one.cpu for one in measured):16.1f}"
            f"  {statistics.median(one.rate for one in measured):10.1f}"
            f"  {took[len(took) // 2]:9.1f} / {took[int(len(took) * 0.95)]:.1f}"
            f"  {measured[-1].memory:14.0f}"
        )
    ratio = statistics.median(a.cpu / b.cpu for a, b in zip(rounds["portal"], rounds["floor"], strict=True))
    print(f"\nportal / floor, CPU: {ratio:.2f}")


if __name__ == "__main__":
    main()
