"""Argon2id at OWASP's minimum or above, one at a time, and a queue that ends."""

import threading
from collections.abc import Iterator
from statistics import median
from time import perf_counter

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from css.accounts.password.hashing import Hasher, HasherBusy
from tests.builders import PASSWORD, hasher, password_hash

WEAKER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def test_the_parameters_are_owasps_minimum_or_above() -> None:
    """Argon2id with 19 MiB and two passes, or 46 MiB and one (OWASP Password Storage Cheat Sheet)."""
    found = extract_parameters(password_hash())
    assert found.type is Type.ID and found.parallelism == 1
    assert found.memory_cost >= 19 * 1024 and found.time_cost >= 2
    assert found.salt_len >= 16 and found.hash_len >= 32


def test_only_the_right_password_is_right() -> None:
    assert hasher().verify(password_hash(), PASSWORD)
    assert not hasher().verify(password_hash(), PASSWORD + " ")
    assert not hasher().verify(password_hash(), "")


def test_the_same_password_never_has_the_same_hash() -> None:
    assert hasher().hash(PASSWORD) != password_hash()


@pytest.mark.parametrize("password", ["ünïcode 🐴", "a\x00b", "日本語", " ", "x" * 128])
def test_any_characters_are_hashed_whole(password: str) -> None:
    made = hasher().hash(password)
    assert hasher().verify(made, password) and not hasher().verify(made, password[:-1])


def test_the_keyboard_that_composed_the_letters_does_not_matter() -> None:
    assert hasher().verify(hasher().hash("pe\u00f1a"), "pen\u0303a")


@pytest.mark.parametrize("nothing", [None, "", "not a hash", "$argon2id$"])
def test_without_a_hash_no_password_is_right(nothing: str | None) -> None:
    assert not hasher().verify(nothing, "nobody has this password")


def test_an_unknown_email_costs_the_same_time() -> None:
    known, unknown = [], []
    for _ in range(5):
        for stored, times in ((password_hash(), known), (None, unknown)):
            began = perf_counter()
            hasher().verify(stored, "wrong")
            times.append(perf_counter() - began)
    assert median(unknown) > median(known) / 2


def test_a_hash_with_weaker_parameters_is_made_anew() -> None:
    renewed = hasher().renewed(WEAKER.hash(PASSWORD), PASSWORD)
    assert renewed and hasher().verify(renewed, PASSWORD)
    assert extract_parameters(renewed) == extract_parameters(password_hash())
    assert hasher().renewed(password_hash(), PASSWORD) is None


@pytest.fixture
def busy() -> Iterator[Hasher]:
    """A hasher whose every place is taken until the test is over."""
    made, done, begun = Hasher(queue=2), threading.Event(), threading.Event()

    def wait() -> bool:
        begun.set()
        return done.wait(10)

    threads = [threading.Thread(target=made._queued, args=(wait,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    begun.wait(10)
    while made._places._value:  # type: ignore[attr-defined]
        pass
    yield made
    done.set()
    for thread in threads:
        thread.join()


def test_who_finds_the_queue_full_is_told_at_once(busy: Hasher) -> None:
    with pytest.raises(HasherBusy):
        busy.hash(PASSWORD)
    with pytest.raises(HasherBusy):
        busy.verify(password_hash(), PASSWORD)


def test_a_stronger_hash_is_left_for_another_time_in_a_rush(busy: Hasher) -> None:
    assert busy.renewed(WEAKER.hash(PASSWORD), PASSWORD) is None


def test_a_place_is_free_again_whatever_came_of_the_work() -> None:
    made = Hasher(queue=1)
    with pytest.raises(ZeroDivisionError):
        made._queued(lambda: 1 // 0)
    assert made.verify(password_hash(), PASSWORD)


def test_one_thread_does_all_the_hashing() -> None:
    made = Hasher()
    threads: set[int] = set()
    for _ in range(3):
        made._queued(lambda: threads.add(threading.get_ident()))
    assert len(threads) == 1 and threading.get_ident() not in threads
