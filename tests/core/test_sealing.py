"""What is sealed can be read again with the key, and by nobody else."""

import pytest

from css.core.sealing import BrokenSeal, Sealer

OLD, NEW = "o" * 40, "n" * 40
SECRET = "JBSWY3DPEHPK3PXP ñ 日本"


def test_what_was_sealed_is_opened_with_the_same_key() -> None:
    assert Sealer([OLD]).open(Sealer([OLD]).seal(SECRET)) == SECRET
    assert Sealer([OLD]).open(Sealer([OLD]).seal("")) == ""


def test_a_seal_tells_nothing_and_is_another_each_time() -> None:
    sealed = {Sealer([OLD]).seal(SECRET) for _ in range(20)}
    assert len(sealed) == 20 and not any("JBSWY" in one for one in sealed)


def test_a_secret_fits_its_column() -> None:
    assert len(Sealer([OLD]).seal("A" * 32)) <= 300


def test_a_new_key_takes_over_and_the_old_one_still_opens() -> None:
    both = Sealer([NEW, OLD])
    assert both.open(Sealer([OLD]).seal(SECRET)) == SECRET
    assert Sealer([NEW]).open(both.seal(SECRET)) == SECRET


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(BrokenSeal):
        Sealer([NEW]).open(Sealer([OLD]).seal(SECRET))


def test_whatever_letter_is_changed_it_is_broken() -> None:
    sealed = Sealer([OLD]).seal(SECRET)
    for place in range(0, len(sealed.rstrip("=")) - 1, 7):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(BrokenSeal):
            Sealer([OLD]).open(changed)


@pytest.mark.parametrize("odd", ["", "x", "é", "\0", "\ud800", "=", "a b\n", "gAAAAA" + "A" * 100, "日" * 500])
def test_garbage_is_a_broken_seal(odd: str) -> None:
    with pytest.raises(BrokenSeal):
        Sealer([OLD]).open(odd)
