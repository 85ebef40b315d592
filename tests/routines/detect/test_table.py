"""The table of what is close to acts says what looking at each pair would say."""

from itertools import pairwise
import random

from hypothesis import given, settings, strategies as st
import numpy as np

from custom_components.ai_automation.routines.chance import PARTS
from custom_components.ai_automation.routines.detect.table import Reach, Table
from custom_components.ai_automation.routines.trial import DEBOUNCE, debounced

from ..small import at, timeline

DAYS = 3
REACHES: tuple[Reach, ...] = ((120, 900), (0.0, 60.0), (-1.0, 90.0))
PAST = timeline({}, days=DAYS)


def is_close(act: float, fired: list[float], reach: Reach) -> bool:
    early, late = reach
    return any(-early <= act - one <= late for one in fired)


@given(st.integers(0, 10_000), st.integers(0, 19), st.integers(0, 3))
@settings(max_examples=80, deadline=None)
def test_it_says_of_each_pair_what_is_so(seed: int, triggers: int, goals: int) -> None:
    rnd = random.Random(seed)
    moments = [at(0, "00:00") + n * 30 for n in range(DAYS * 2880)]
    acts = [sorted(rnd.sample(moments, rnd.randint(0, 8))) for _ in range(goals)]
    fired = [
        debounced(np.array(sorted(rnd.sample(moments, rnd.randint(1, 400)))))
        for _ in range(triggers)
    ]
    first = np.cumsum([0, *(len(some) for some in acts)])
    every = np.array([one for some in acts for one in some], dtype=np.float64)
    table = Table(first, every, PAST, REACHES)
    for some in fired:
        table.add(some)
    table.finish()
    for reach in REACHES:
        expected = np.array(
            [[is_close(one, f.tolist(), reach) for one in every] for f in fired],
            dtype=np.bool_,
        ).reshape(triggers, len(every))
        bits = np.unpackbits(table.close(reach), axis=0, count=triggers)
        assert np.array_equal(bits, expected)
        for n, (begin, end) in enumerate(pairwise(first.tolist())):
            hits = expected[:, begin:end].sum(axis=1).tolist()
            assert table.hits()[reach][:, n].tolist() == hits
    clock = table.by_clock()
    assert clock.shape == (triggers, PARTS)
    for row, some in zip(clock, fired, strict=True):
        parts = (PAST.calendar.clock(some) // 300).astype(int)
        assert row.tolist() == np.bincount(parts, minlength=PARTS).tolist()


def test_the_first_act_of_all_is_not_close_to_the_last_firing_of_another() -> None:
    late = np.array([at(DAYS - 1, "23:59:59")])
    table = Table(np.array([0, 1]), np.array([at(0, "00:00")]), PAST, REACHES)
    table.add(late)
    table.add(late - DEBOUNCE)
    table.finish()
    assert table.hits()[120, 900].tolist() == [[0], [0]]
