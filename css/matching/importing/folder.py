"""The folder where files that staff hand in wait: web workers write there, the background loop reads and deletes.

Names are random; what a file was called is only ever shown. The folder and its files are for this user alone.
"""

import os
import re
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from css.core import tokens

UNKNOWN_KEPT = timedelta(hours=1)
"""A file that no import names may be one that is just coming in: it is left alone for so long after its last byte."""
_OURS = re.compile(r"[a-z]{20}")  # css.core.tokens.new_public_id


class Folder:
    """The folder; it is made when the first file comes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def path(self, name: str) -> Path:
        """Where the file of that name is kept."""
        return self._path / name

    def new(self) -> tuple[str, BinaryIO]:
        """An empty file to be written and read, and its name."""
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = tokens.new_public_id()
        return name, os.fdopen(os.open(self.path(name), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")

    def delete(self, name: str) -> None:
        """Away with it, if it is there."""
        self.path(name).unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Every file of ours that is there: whatever else somebody keeps in this folder is not to be swept."""
        return list(filter(_OURS.fullmatch, os.listdir(self._path))) if self._path.is_dir() else []

    def sweep(self, needed: Collection[str], known: Collection[str], now: datetime) -> None:
        """Delete what was needed once, and what was never handed in to its end."""
        for name in set(self.names()).difference(needed):
            with suppress(FileNotFoundError):
                if name in known or self._written(name) <= now - UNKNOWN_KEPT:
                    self.delete(name)

    def _written(self, name: str) -> datetime:
        return datetime.fromtimestamp(self.path(name).stat().st_mtime, UTC)
