"""Finds a Chromium, or installs one; a machine without a browser fails, it never skips."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright

AS_ROOT = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class NoBrowserError(Exception):
    """No browser was found and none could be installed."""


def find(playwright: Playwright) -> str:
    """The path of a Chromium: E2E_CHROMIUM, Playwright's own, one on PATH, else a fresh one.

    Raises NoBrowserError.
    """
    named = os.environ.get("E2E_CHROMIUM")
    if named and not Path(named).exists():
        raise NoBrowserError(f"E2E_CHROMIUM: no such file: {named}")
    return named or _installed(playwright) or _install(playwright)


def arguments() -> list[str]:
    """Command-line switches: as root Chromium runs only without its sandbox."""
    return AS_ROOT if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _installed(playwright: Playwright) -> str | None:
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else shutil.which("chromium") or shutil.which("chromium-browser")


def _install(playwright: Playwright) -> str:
    _try([sys.executable, "-m", "playwright", "install", "chromium"])
    if not _installed(playwright) and _is_debian_root():
        _try(["apt-get", "update"])
        _try(["apt-get", "install", "-y", "--no-install-recommends", "chromium"])
    found = _installed(playwright)
    if not found:
        raise NoBrowserError("no Chromium: set E2E_CHROMIUM, or run: playwright install chromium")
    return found


def _is_debian_root() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def _try(command: list[str]) -> None:
    print("$", *command, file=sys.stderr)
    subprocess.run(command, check=False, stdout=sys.stderr)
