"""Argon2id on one thread of its own, behind a short queue.

More than two hashes at once on two cores lose throughput, and hashing on the request threads makes every other
page wait; so one thread hashes and what does not fit the queue is told to come back.
"""

import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP Password Storage: Argon2id, 19 MiB, two passes, one lane.
MEMORY_KIB = 19 * 1024
PASSES = 2
QUEUE = 16

T = TypeVar("T")


class HasherBusy(Exception):
    """The queue is full; try again in a few seconds."""


class Hasher:
    """Hashes and verifies passwords, one at a time."""

    def __init__(self, queue: int = QUEUE) -> None:
        self._argon2 = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="argon2")
        self._places = threading.BoundedSemaphore(queue)
        self._nobodys = self._argon2.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The password's hash; raises HasherBusy."""
        return self._queued(lambda: self._argon2.hash(_normal(password)))

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right. No hash (an unknown email) costs the same time. Raises HasherBusy."""
        return self._queued(lambda: self._verify(password_hash, password))

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash was made with weaker parameters than today's and should be made anew at sign-in."""
        return self._argon2.check_needs_rehash(password_hash)

    def _verify(self, password_hash: str | None, password: str) -> bool:
        try:
            right = self._argon2.verify(password_hash or self._nobodys, _normal(password))
            return right and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False

    def _queued(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise HasherBusy
        try:
            return self._thread.submit(work).result()
        finally:
            self._places.release()


def _normal(password: str) -> str:
    """The same characters whichever keyboard composed them (NIST SP 800-63B-4 §3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
