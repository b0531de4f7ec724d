"""Secrets are random and long enough, digests part their pieces, and a test's clock moves only when told."""

import re
from datetime import UTC, datetime, timedelta

from css.core import tokens
from css.core.clock import FixedClock, SystemClock


def test_a_token_has_256_random_bits_and_fits_a_url() -> None:
    made = {tokens.new_token() for _ in range(100)}
    assert len(made) == 100 and all(re.fullmatch(r"[\w-]{43}", token) for token in made)


def test_a_public_id_says_nothing_and_fits_its_column() -> None:
    made = {tokens.new_public_id() for _ in range(100)}
    assert len(made) == 100 and all(re.fullmatch(r"[a-z]{20}", one) for one in made)


def test_a_code_is_always_six_digits_even_when_it_begins_with_zeros() -> None:
    made = [tokens.new_code() for _ in range(500)]
    assert all(re.fullmatch(r"[0-9]{6}", code) for code in made)
    assert len(set(made)) > 450 and any(code.startswith("0") for code in made)


def test_a_reference_number_cannot_be_misread() -> None:
    made = "".join(tokens.new_reference(2026) for _ in range(200))
    assert re.fullmatch(r"(R-2026-[B-Z2-9]{5})+", made)
    assert not set("AEIOU01L") & set(made.replace("R-2026-", ""))


def test_a_digest_parts_its_pieces() -> None:
    assert tokens.digest("ab", "c") != tokens.digest("a", "bc") != tokens.digest("abc")
    assert re.fullmatch(r"[0-9a-f]{64}", tokens.digest("ñ", "日本"))


def test_two_digests_are_the_same_or_not() -> None:
    assert tokens.same("a" * 64, "a" * 64)
    assert not tokens.same("a" * 64, "b" * 64) and not tokens.same("", "a" * 64)


def test_the_machines_clock_knows_its_time_zone() -> None:
    assert abs(SystemClock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_fixed_clock_moves_only_when_told_to() -> None:
    clock = FixedClock(datetime(2026, 11, 20, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(seconds=1, minutes=2, hours=3, days=4)
    assert clock.now() == datetime(2026, 11, 24, 3, 2, 1, tzinfo=UTC)


def test_the_number_of_a_receipt_never_holds_what_reads_like_a_code() -> None:
    made = [tokens.new_receipt(2026) for _ in range(2000)]
    assert not [number for number in made if re.search(r"\d{5}", number)]
    assert all(re.fullmatch(r"S-2026-[2-9B-Z]{4}-[2-9B-Z]{4}", number) for number in made)
