"""A copy of what a provider publishes: fetched seldom, used for a while when it can't be fetched again."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from css.core.clock import Clock
from css.social.protocol.failures import Failure, Unreachable

T = TypeVar("T")
FRESH = timedelta(hours=1)
USABLE = timedelta(hours=24)  # where a fresh one can't be had
FAILED = timedelta(seconds=10)  # so long after a failure nobody waits for another
RENEWED = timedelta(minutes=1)  # strangers make us ask for keys no oftener, whatever tokens they bring


class Kept(Generic[T]):
    """Shared by a worker's threads. `fetch` raises Failure."""

    def __init__(self, fetch: Callable[[], T], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._copy: tuple[T, datetime] | None = None
        self._failure: tuple[str, datetime] | None = None
        self._fetching = threading.Lock()

    def get(self) -> T:
        """The copy, or a new one when it is old; raises Unreachable."""
        return self._copy[0] if self._copy and self._is_younger(self._copy[1], FRESH) else self._newer()

    def renewed(self) -> T:
        """A new copy because something is missing in this one, but no oftener than once a minute."""
        return self._copy[0] if self._copy and self._is_younger(self._copy[1], RENEWED) else self._newer()

    def _newer(self) -> T:
        old = self._copy if self._copy and self._is_younger(self._copy[1], USABLE) else None
        if self._failure and self._is_younger(self._failure[1], FAILED):
            if old:
                return old[0]
            raise Unreachable(self._failure[0])
        if old is None:  # several may fetch it at once: a queue would hold up more threads than the line allows
            return self._fetched()
        return self._fetched_or(old[0])

    def _fetched_or(self, old: T) -> T:
        if not self._fetching.acquire(blocking=False):
            return old
        try:
            return self._fetched()
        except Unreachable:
            return old
        finally:
            self._fetching.release()

    def _fetched(self) -> T:
        try:
            new = self._fetch()
        except Failure as failure:
            self._failure = (str(failure), self._clock.now())
            raise Unreachable(str(failure)) from None
        self._copy, self._failure = (new, self._clock.now()), None
        return new

    def _is_younger(self, moment: datetime, age: timedelta) -> bool:
        return timedelta() <= self._clock.now() - moment < age  # not where the clock was put back
