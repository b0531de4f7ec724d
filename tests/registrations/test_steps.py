"""The way through the steps: in order, never skipped, always open behind one."""

import pytest

from css.registrations.steps import Place, Way

STEPS = ("acknowledgement", "personal-info", "address", "signature")


def way(*finished: str) -> Way:
    return Way(STEPS, frozenset(finished))


@pytest.mark.parametrize("count", range(4))
def test_a_resident_resumes_at_the_first_unfinished_step(count: int) -> None:
    assert way(*STEPS[:count]).first_unfinished == STEPS[count]


def test_a_step_made_wrong_is_where_to_resume_though_later_ones_are_finished() -> None:
    assert way("acknowledgement", "address").first_unfinished == "personal-info"


def test_when_all_is_finished_the_last_step_is_where_to_submit() -> None:
    assert way(*STEPS).first_unfinished == "signature"


def test_a_step_opens_once_every_step_before_it_is_finished() -> None:
    opened = [step for step in STEPS if way("acknowledgement", "personal-info").may_open(step)]
    assert opened == ["acknowledgement", "personal-info", "address"]


def test_a_finished_step_beyond_an_unfinished_one_stays_shut() -> None:
    assert not way("acknowledgement", "address").may_open("address")


def test_a_step_of_another_city_does_not_open() -> None:
    assert not Way(STEPS[:3], frozenset(STEPS)).may_open("signature")


def test_all_is_finished_when_each_step_is() -> None:
    assert way(*STEPS).is_finished
    assert not way(*STEPS[1:]).is_finished


def test_each_step_knows_its_number_and_its_neighbours() -> None:
    assert [way().number(step) for step in STEPS] == [1, 2, 3, 4]
    assert [way().before(step) for step in STEPS] == [None, *STEPS[:-1]]
    assert [way().after(step) for step in STEPS] == [*STEPS[1:], None]
    assert [way().is_last(step) for step in STEPS] == [False, False, False, True]


def test_a_bar_is_done_only_if_its_step_is_finished() -> None:
    walked = way("acknowledgement", "address")
    places = [walked.place(step, here="personal-info") for step in STEPS]
    assert places == [Place.DONE, Place.HERE, Place.DONE, Place.AHEAD]
    assert way().place("acknowledgement", here="address") is Place.AHEAD
