"""What must not matter to the search: order, names, hash seeds, whole weeks, and what has nothing to do with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
import os
from pathlib import Path
import random
import subprocess
import sys
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ai_automation.model.evidence import Finding, Found
from custom_components.ai_automation.model.routine import Routine, RoutineKind
from custom_components.ai_automation.routines.find import find
from custom_components.ai_automation.routines.timeline import Suns

from .drawn import HABITS, Recipe, home, later, new_names, recipes, renamed, shuffled
from .homes import ROOMS, HomeMaker, Made

ROOT = Path(__file__).parents[2]
WEEK = 7 * 86400


def search(made: Made) -> Found:
    return find(made.history, made.home, made.suns)


@pytest.fixture(scope="module")
def full() -> Made:
    """Give a home with every kind of habit."""
    return home(1)


def test_drawn_homes_have_something_to_find(full: Made) -> None:
    assert {f.routine.kind for f in search(full).findings} == set(RoutineKind)
    for seed in range(20):
        chance = random.Random(seed)
        habits = tuple(chance.sample(HABITS, 2))
        assert len(search(home(seed, habits)).findings) >= 2


@given(recipe=recipes, seed=st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_order_changes_nothing(recipe: Recipe, seed: int) -> None:
    made = recipe.made()
    found = search(made)
    assert found.findings
    assert search(shuffled(made, seed)) == found


@given(recipe=recipes, seed=st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_names_change_nothing_but_names(recipe: Recipe, seed: int) -> None:
    made = recipe.made()
    names = new_names(made, seed)
    found, again = search(made), search(renamed(made, names))
    assert found.findings
    assert [_told(f) for f in again.findings] == [
        _told(replace(f, routine=_renamed(f.routine, names))) for f in found.findings
    ]
    assert again.tested == found.tested


def _told(finding: Finding) -> tuple[Any, ...]:
    """Return what a finding says, whatever the order of its things."""
    routine = finding.routine
    targets = frozenset(routine.targets)
    return replace(routine, targets=()), targets, finding.evidence, finding.confidence


def _renamed(routine: Routine, names: Mapping[str, str]) -> Routine:
    """Return a routine about the same things with other names."""

    def new[P](part: P) -> P:
        old = getattr(part, "entity_id", None)
        return replace(part, entity_id=names.get(old, old)) if old else part  # type: ignore[type-var]

    return replace(
        routine,
        triggers=tuple(map(new, routine.triggers)),
        conditions=tuple(map(new, routine.conditions)),
        targets=tuple(map(new, routine.targets)),
    )


@given(recipe=recipes, weeks=st.integers(-200, 200))
@settings(max_examples=10, deadline=None)
def test_whole_weeks_change_nothing(recipe: Recipe, weeks: int) -> None:
    """Where clocks never change, and with the sun moved, too."""
    made = recipe.made("Asia/Kathmandu")
    found = search(made)
    assert found.findings
    moved = replace(
        made,
        history=later(made.history, weeks * WEEK),
        suns=Suns(
            {
                day + timedelta(weeks=weeks): (_later(rise, weeks), _later(fall, weeks))
                for day, (rise, fall) in made.suns.times.items()
            }
        ),
    )
    again = search(moved)
    assert [_lasting(f) for f in again.findings] == [
        _lasting(f) for f in found.findings
    ]
    for one, other in zip(again.findings, found.findings, strict=True):
        assert [e.at for e in one.evidence.examples] == pytest.approx(
            [e.at + weeks * WEEK for e in other.evidence.examples], abs=1e-3
        )


def _later(mark: float | None, weeks: int) -> float | None:
    return None if mark is None else mark + weeks * WEEK


def _lasting(finding: Finding) -> tuple[Any, ...]:
    """Return what a finding says, whenever it was."""
    told = finding.evidence
    return (
        finding.routine,
        finding.confidence,
        finding.worth,
        (told.fired, told.right, told.wrong, told.noop, told.missed),
        (told.days, told.saved_per_week, told.interval, told.p_value),
        [(e.verdict, e.cause, e.state_id) for e in told.examples],
    )


@given(
    seed=st.integers(0, 10_000),
    habit=st.sampled_from(HABITS),
    things=st.integers(1, 30),
    sensors=st.integers(0, 30),
)
@settings(max_examples=10, deadline=None, derandomize=True)
def test_noise_removes_no_strong_habit(
    seed: int, habit: Any, things: int, sensors: int
) -> None:
    made = home(seed, (habit,), noise=0)
    found = search(made)
    (finding, *_) = found.findings
    noisy = search(_with_noise(made, seed, things, sensors))
    about = {t for f in noisy.findings for t in f.routine.targets}
    assert set(finding.routine.targets) <= about
    assert finding.routine.kind in {f.routine.kind for f in noisy.findings}


def _with_noise(made: Made, seed: int, things: int, sensors: int) -> Made:
    """Return a home with things used and sensors that fire at no particular time besides."""
    make = HomeMaker(seed + 1)
    for n in range(things):
        room = make.random.choice(ROOMS)
        thing = make.add(f"switch.{room}_noise_{n}", "off")
        make.noise(thing, ("on", "off"), make.random.uniform(0.5, 3))
    for n in range(sensors):
        room = make.random.choice(ROOMS)
        sensor = make.add(f"binary_sensor.{room}_noise_{n}", "off", "motion")
        for _ in range(make.random.randrange(10, 400)):
            at = make.random.uniform(make.start, make.end)
            make.do(at, sensor, "on", human=False)
            make.do(at + 60, sensor, "off", human=False)
    noise = make.made()
    past, other = made.history, noise.history
    return replace(
        made,
        history=replace(
            past,
            tracks={**other.tracks, **past.tracks},
            acts=tuple(sorted((*past.acts, *other.acts), key=lambda act: act.at)),
            machine_times={**other.machine_times, **past.machine_times},
        ),
        home=replace(made.home, entities={**noise.home.entities, **made.home.entities}),
    )


def test_hash_seeds_change_nothing(full: Made) -> None:
    """Sets of texts come in another order in every process."""
    program = (
        "from tests.routines.test_properties import home, search;"
        " print(repr(search(home(1))))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]
    assert told[0].strip() == repr(search(full))
