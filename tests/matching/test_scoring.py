"""Who looks like whom."""

from dataclasses import replace

import pytest

from css.matching.scoring import LEGACY, Alike, Person, Sought, compare, score

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


def beside(there: Person, *heres: Person) -> Alike:
    """Somebody, as they told who they are, beside a legacy account."""
    return Sought(heres or (MARISOL,), LEGACY).beside(there)


def test_of_what_somebody_told_more_than_once_the_best_counts() -> None:
    married = replace(MARISOL, name="Marisol Gomez", phones=("303-555-0199",))
    alike = beside(MARISOL, married, MARISOL)
    rows = {row.field: row for row in alike.rows}
    assert alike.score == 100 and rows["name"].same and rows["phone"].same
    assert rows["name"].here == "Marisol Gomez; Marisol Peña" and rows["company"].here == "Peña Tile & Stone"


def test_a_name_in_the_middle_may_be_missing_in_an_old_system() -> None:
    assert beside(replace(MARISOL, name="Marisol Ana Peña")).score == 100
    assert beside(replace(MARISOL, name="Ana Peña")).score < 100


def test_an_email_of_the_old_system_that_differs_says_nothing() -> None:
    alike = beside(replace(MARISOL, email="old@example.com"))
    assert alike.score == 100 and {row.field: row.same for row in alike.rows}["email"] is None


def test_a_number_of_a_record_weighs_most_however_it_is_written() -> None:
    told = replace(MARISOL, record_numbers=("bld 2019/0042",))
    has = beside(replace(MARISOL, name="Theo Okafor", record_numbers=("BLD-2019-0042",)), told)
    has_not = beside(replace(MARISOL, phones=("303-555-0199",)), told)
    assert has.score > has_not.score and has.rows[-1].same and has_not.rows[-1].same is None


def test_an_old_account_of_which_little_is_known_is_less_alike_than_one_of_which_much_is_the_same() -> None:
    little = Person("", "", MARISOL.phones, "", "", "", "")
    much = replace(MARISOL, name="Marisol Pena-Ruiz")
    assert 0 < beside(little).score < beside(much).score


def test_another_zip_is_another_place_in_the_same_city() -> None:
    there = {row.field: row.same for row in beside(replace(MARISOL, zip_code="92023")).rows}
    assert there["city"] is False
    assert {row.field: row.same for row in beside(replace(MARISOL, city="Leucadia")).rows}["city"] is True
