"""Tests of stretches of time."""

import numpy as np

from custom_components.ai_automation.routines.past.stretches import (
    covers,
    joined,
    seconds_within,
    without,
)


def test_stretches_that_overlap_are_one() -> None:
    assert joined([(5.0, 6.0), (1.0, 3.0), (2.0, 4.0), (7.0, 7.0)]) == (
        (1.0, 4.0),
        (5.0, 6.0),
    )
    times = np.array([0.0, 1.0, 3.9, 4.0])
    assert covers([(1.0, 4.0)], times).tolist() == [False, True, True, False]


def test_what_lies_in_a_span_is_left_out_its_end_is_not() -> None:
    times = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert without(times, [(2.0, 4.0)]).tolist() == [1.0, 4.0, 5.0]
    assert without(times, [(2.2, 2.8), (9.0, 10.0)]).tolist() == times.tolist()
    assert without(times, [(0.0, 1.5), (4.5, 9.0)]).tolist() == [2.0, 3.0, 4.0]
    assert without(times, []).tolist() == times.tolist()


def test_seconds_within_are_those_of_the_part_that_is_asked_about() -> None:
    assert seconds_within([(0.0, 10.0), (20.0, 30.0)], 5.0, 22.0) == 7.0
