"""Who looks like whom."""

from dataclasses import replace

import pytest

from css.matching.scoring import Person, compare, score

MARISOL = Person(
    name="Marisol Peña",
    email="marisol@example.com",
    phones=("", "760-555-0142"),
    company="Peña Tile & Stone",
    address="505 South Vulcan Avenue",
    city="Encinitas",
    zip_code="92024-1234",
)


def same(there: Person) -> dict[str, bool | None]:
    return {row.field: row.same for row in compare(MARISOL, there)}


def test_everything_that_is_written_otherwise_and_means_the_same_is_the_same() -> None:
    there = Person(
        name="PENA, Marisol",
        email="Marisol@Example.com",
        phones=("+1 (760) 555 0142", "760-555-9999"),
        company="pena tile stone",
        address="505 S. Vulcan Ave",
        city="encinitas",
        zip_code="92024",
    )
    assert set(same(there).values()) == {True}
    assert score(MARISOL, there) == 100


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "Dolores Quintero"), ("company", "Ames Solar"), ("address", "88 W D St"), ("city", "Carlsbad")],
)
def test_a_field_that_differs_says_so_and_makes_them_less_alike(field: str, value: str) -> None:
    there = replace(MARISOL, **{field: value})
    assert [name for name, alike in same(there).items() if alike is False] == [field]
    assert 0 < score(MARISOL, there) < 100


def test_a_field_left_empty_says_nothing() -> None:
    there = replace(MARISOL, company="", phones=("", ""))
    assert same(there)["company"] is None and same(there)["phone"] is None
    assert score(MARISOL, there) == 100


def test_an_email_that_differs_says_nothing_for_no_two_accounts_share_one() -> None:
    assert score(MARISOL, replace(MARISOL, email="other@example.com")) == 100


def test_a_near_spelling_counts_more_than_another_name() -> None:
    near, far = (replace(MARISOL, name=name) for name in ("Marisol Pena-Ruiz", "Theodore Okafor"))
    assert score(MARISOL, near) > score(MARISOL, far)


def test_two_people_of_whom_nothing_is_known_are_not_alike() -> None:
    nobody = Person("", "", (), "", "", "", "")
    assert score(nobody, MARISOL) == 0
    assert score(nobody, nobody) == 0
