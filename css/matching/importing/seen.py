"""Whether a file said something before, and where: on disk, so that memory does not grow with the file."""

import sqlite3
from hashlib import blake2b


class Seen:
    """What was seen, in a temporary database that goes with its connection, and only as digests."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)  # a private file, unlinked as soon as it is open
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID")

    def before(self, kind: str, value: str, line: int) -> int | None:
        """The line where this value of a kind stood first; None when it is this one, which is kept."""
        key = blake2b(f"{kind}\x1f{value}".encode(), digest_size=16).digest()
        if self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, line)).rowcount:
            return None
        (first,) = self._database.execute("SELECT line FROM seen WHERE key = ?", (key,)).fetchone()
        return int(first)

    def close(self) -> None:
        """Forget everything."""
        self._database.close()
