"""Ending on SIGTERM or SIGINT.

A handler may come in the middle of anything, even of another handler; putting into a SimpleQueue is the one thing
documented as safe there (an Event's lock is not).
"""

import queue
import signal


class Stop:
    """Whether somebody asked this process to end."""

    def __init__(self) -> None:
        self._asked: queue.SimpleQueue[None] = queue.SimpleQueue()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._asked.put(None))

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until asked, or so many seconds; says whether it was asked."""
        try:
            self._asked.get(timeout=seconds)
        except queue.Empty:
            return False
        return True
