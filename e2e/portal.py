"""The portal under test: one that runs already (BASE_URL), or one started here."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from e2e.cities import ENCINITAS, SHIPPED, City

ROOT = Path(__file__).resolve().parents[1]
FLASK = [sys.executable, "-m", "flask", "--app", "app"]
START_SECONDS = 60
STOP_SECONDS = 15
LAST_WORDS = 4000
STAFF_EMAIL = "reviewer@example.org"
STAFF_PASSWORD = "Counter-Desk-7305"


class PortalError(Exception):
    """The portal did not start or stop as it should; the message ends with what it last said."""


@dataclass(frozen=True)
class Portal:
    """Where the portal is, and who works there. `add_staff` takes email, name, password and role of one more;
    `command` runs `flask …` there; `providers`: the addresses to which it sends people to sign in.
    """

    city: City
    base_url: str
    inbox_url: str
    staff_email: str | None
    staff_password: str | None
    log: Path | None = None
    add_staff: Callable[..., None] | None = None
    command: Callable[..., str] | None = None
    providers: frozenset[str] = frozenset()

    def last_words(self) -> str:
        """The end of what it said, where we can read it."""
        return self.log.read_text(errors="replace")[-LAST_WORDS:] if self.log else ""

    def at(self, path: str) -> str:
        return self.base_url + path


def running() -> Portal | None:
    """The portal that BASE_URL names, if it names one (CITY, INBOX and the staff member belong to it)."""
    base_url = os.environ.get("BASE_URL", "").rstrip("/")
    if not base_url:
        return None
    return Portal(
        city=SHIPPED[os.environ.get("CITY") or ENCINITAS.name],
        base_url=base_url,
        inbox_url=os.environ.get("INBOX") or f"{base_url}/dev/inbox",
        staff_email=os.environ.get("STAFF_EMAIL"),
        staff_password=os.environ.get("STAFF_PASSWORD"),
    )


class OwnPortal:
    """The real thing, as `make run` starts it, with a database in a folder of its own."""

    def __init__(self, folder: Path, city: City) -> None:
        port = _free_port()
        self.base_url = f"http://localhost:{port}"
        self.log = folder / "portal.log"
        inbox = f"{self.base_url}/dev/inbox"
        self.portal = Portal(
            city, self.base_url, inbox, STAFF_EMAIL, STAFF_PASSWORD, self.log, self.add_staff, self.command
        )
        self.environment = _environment(folder, city, port)
        self._process: subprocess.Popen[bytes] | None = None

    def sign_in_with(self, issuers: Iterable[str], environment: Mapping[str, str]) -> None:
        """Residents may, with these providers. To be said before it starts."""
        self.portal = replace(self.portal, providers=frozenset(issuers))
        self.environment = {**self.environment, **environment}

    def start(self) -> Portal:
        """Start, wait until it is ready and add a staff member. Raises PortalError."""
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*FLASK, "serve"], cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait()
        self.add_staff(STAFF_EMAIL, "Rosa Reviewer", STAFF_PASSWORD)
        return self.portal

    def add_staff(self, email: str, name: str, password: str, role: str = "reviewer") -> None:
        """As the city's IT does it."""
        self.command("staff", "add", email, "--name", name, "--role", role, "--password-stdin", typed=password)

    def command(self, *words: str, typed: str = "") -> str:
        """`flask …` on the portal's machine; what it said. Raises PortalError."""
        done = subprocess.run(
            [*FLASK, *words],
            cwd=ROOT,
            env=self.environment,
            input=typed,
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise PortalError(f"flask {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def stop(self) -> None:
        """Ask it to stop and wait; raises PortalError if it does not, or leaves a server behind."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise PortalError(f"it did not stop in {STOP_SECONDS} s\n{self.portal.last_words()}") from None
        if _answers(self.base_url + "/healthz"):
            raise PortalError("it stopped and left a server behind")

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while not _answers(self.base_url + "/readyz"):
            if self._process is None or self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise PortalError(f"it is not ready at {self.base_url}\n{self.portal.last_words()}")
            time.sleep(0.1)


def _environment(folder: Path, city: City, port: int) -> Mapping[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CSS_", "FLASK_"))}
    return inherited | {
        "PORT": str(port),
        "CSS_JURISDICTION": city.profile(folder),
        "CSS_STAFF_SECOND_FACTOR": "required" if city.second_factor else "off",
        "CSS_DATABASE_URL": f"sqlite:///{folder / 'css.db'}",
        "CSS_SECRET_KEY": secrets.token_urlsafe(48),
        "CSS_LIMITS_SCALE": "1000",
    }


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False
