"""The copy of what a provider publishes: in threads, and when the clock is put right."""

import threading
from itertools import count

from css.core.clock import FixedClock
from css.social.protocol.cache import Kept


def test_a_copy_of_the_future_is_not_used(clock: FixedClock) -> None:
    """The clock was put back: nobody knows how old the copy is."""
    numbers = count(1)
    kept = Kept(lambda: next(numbers), clock)
    assert (kept.get(), kept.get()) == (1, 1)
    clock.advance(seconds=-1)
    assert (kept.get(), kept.get()) == (2, 2)


def test_while_one_fetches_another_the_rest_use_the_old_one(clock: FixedClock) -> None:
    """A slow provider holds up one thread an hour, not each that comes by."""
    numbers, asked, answer = count(1), threading.Event(), threading.Event()

    def fetch() -> int:
        number = next(numbers)
        if number > 1:
            asked.set()
            assert answer.wait(5)
        return number

    kept = Kept(fetch, clock)
    assert kept.get() == 1
    clock.advance(hours=1)
    patient = threading.Thread(target=kept.get)
    patient.start()
    assert asked.wait(5) and kept.get() == 1 and patient.is_alive()
    answer.set()
    patient.join(5)
    assert kept.get() == 2
