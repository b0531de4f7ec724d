"""Argon2id on one thread of its own, behind a short queue.

More than two hashes at once on two cores lose throughput, and hashing on the request threads makes every other
page wait; so one thread hashes and what does not fit the queue is told to come back.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from css.accounts.password.passwords import normal

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
        return self._queued(lambda: self._argon2.hash(normal(password)))

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right. No hash (an unknown email) costs the same time. Raises HasherBusy."""
        return self._queued(lambda: self._verify(password_hash, password))

    def renewed(self, password_hash: str, password: str) -> str | None:
        """The right password's hash with today's parameters, or None where the stored one has them already.

        In a rush it is left for another time: a sign-in is not refused for it.
        """
        if not self._argon2.check_needs_rehash(password_hash):
            return None
        with suppress(HasherBusy):
            return self.hash(password)
        return None

    def _verify(self, password_hash: str | None, password: str) -> bool:
        try:
            right = self._argon2.verify(password_hash or self._nobodys, normal(password))
            return right and bool(password_hash)
        except (VerificationError, InvalidHashError):
            return False

    def _queued(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise HasherBusy
        try:
            return self._thread.submit(work).result()
        finally:
            self._places.release()
