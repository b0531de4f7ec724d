"""`flask serve`: one command migrates, serves, and keeps the web server and the background loop running."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest

from css.core.settings import ROOT

PATIENCE_SECONDS = 60


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@pytest.fixture
def portal(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The whole portal as a process, on a database that does not exist yet."""
    environment = {
        "PATH": os.environ["PATH"],
        "PORT": str(port),
        "CSS_DATABASE_URL": f"sqlite:///{tmp_path}/served.db",
        "CSS_SECRET_KEY": "s" * 40,
    }
    with open(tmp_path / "output", "w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", "serve"],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        yield process
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)


def fetch(port: int, path: str, data: bytes | None = None) -> tuple[int, str]:
    """Status and body, or (0, "") while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", data, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()
    except OSError:
        return 0, ""


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def children(process: subprocess.Popen[str]) -> dict[int, str]:
    """The processes that serve started: pid and command line."""
    listed = subprocess.run(["ps", "-Aww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    found = re.findall(rf"^\s*(\d+)\s+{process.pid}\s(.*)$", listed.stdout, re.MULTILINE)
    return {int(pid): args for pid, args in found if "defunct" not in args}


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def the_loop(process: subprocess.Popen[str]) -> list[int]:
    return [pid for pid, args in children(process).items() if args.endswith(" work")]


def test_serve_migrates_serves_and_starts_the_loop_again_when_it_dies(
    portal: subprocess.Popen[str], port: int, tmp_path: Path
) -> None:
    wait_for(lambda: fetch(port, "/readyz") == (200, "ok\n"))
    assert "Login or Register" in fetch(port, "/")[1]
    assert fetch(port, "/sign-up", b"email=" + b"x" * 1_000_000)[0] == 413
    said = (tmp_path / "output").read_text()
    assert f"http://localhost:{port}" in said and "/dev/inbox" in said and "flask staff add" in said

    wait_for(lambda: len(the_loop(portal)) == 1)
    first = the_loop(portal)[0]
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(the_loop(portal)) == 1 and the_loop(portal) != [first])
    assert fetch(port, "/healthz") == (200, "ok\n")

    left = children(portal)
    portal.send_signal(signal.SIGTERM)
    assert portal.wait(PATIENCE_SECONDS) == 0
    assert fetch(port, "/healthz")[0] == 0
    assert not any(is_running(pid) for pid in left)
    assert "Traceback" not in (tmp_path / "output").read_text()


def test_a_port_in_use_is_refused_in_one_line(portal: subprocess.Popen[str], port: int, tmp_path: Path) -> None:
    wait_for(lambda: fetch(port, "/healthz")[0] == 200)
    environment = {**os.environ, "PORT": str(port), "CSS_DATABASE_URL": f"sqlite:///{tmp_path}/second.db"}
    second = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "serve"],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert second.returncode == 1 and second.stderr.startswith(f"Error: PORT: {port} on ")
    assert len(second.stderr.splitlines()) == 1
