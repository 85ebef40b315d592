"""Suggestions for a recorded house are replayed on the week after."""

from datetime import datetime
from pathlib import Path
import random
import sys
from unittest.mock import patch

import pytest

from bench.forward import Total, forward, main, tell
from bench.house import House, write_house
from bench.office import convert

from .test_office import TRACE, needs_trace


def office(days: int, seen_until: int, latest: int = 50) -> str:
    """Return a trace: someone comes at about nine, and switches on the lamp up to some day; motion is noticed all day."""
    lines = ["time,entity_id,state,role"]
    chance = random.Random(3)
    for day in range(days):
        date = f"2019-04-{1 + day:02}"
        came, soon, off = (
            chance.randrange(*r) for r in ((5, latest), (8, 59), (10, 59))
        )
        lines += [
            f"{date} 09:{came:02}:00,binary_sensor.door,on,sensor",
            f"{date} 09:{came:02}:05,binary_sensor.door,off,sensor",
            f"{date} 09:{came:02}:{soon:02},light.lamp,on,action",
            f"{date} 1{day % 8}:{off}:{soon:02},light.lamp,off,action",
        ]
        if day >= seen_until:
            lines[-2:] = []
        lines += [
            f"{date} {hour:02}:59:59,sensor.door_temperature,{hour},sensor"
            for hour in (0, 5, 11, 17, 23)
        ]
    return "\n".join([lines[0], *sorted(lines[1:])]) + "\n"


def made(tmp_path: Path, days: int = 28, seen_until: int = 28) -> House:
    """Return the house of such a trace."""
    path = tmp_path / "events.csv"
    path.write_text(office(days, seen_until))
    return convert(path)


def test_a_habit_that_goes_on(tmp_path: Path) -> None:
    steps = forward(made(tmp_path))
    assert [step.acts for step in steps] == [14, 14]
    [shown] = steps[0].shown
    assert (shown.right, shown.wrong) == (7, 0)
    total = Total.of(steps)
    assert (total.right, total.wrong, total.foreseen, total.acts) == (14, 0, 14, 28)
    assert total.weeks == pytest.approx(2, abs=0.1)


def test_a_habit_that_ends(tmp_path: Path) -> None:
    first, second = forward(made(tmp_path, seen_until=17))
    [shown] = first.shown
    assert (shown.right, shown.wrong) == (3, 4)
    assert first.acts == 6
    assert second.acts == 0
    assert "precision 0.43 (3 right, 4 wrong), recall 0.50 (3 of 6 acts)" in str(
        Total.of([first])
    )


def test_nothing_first_is_nothing(tmp_path: Path) -> None:
    total = Total.of(forward(made(tmp_path)), first=0)
    assert (total.right, total.foreseen, total.acts) == (0, 0, 28)


def test_what_was_not_recorded_is_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    lines = office(28, 28, latest=12).splitlines()
    kept = [
        x
        for x in lines
        if "binary_sensor" not in x and not "2019-04-16" <= x < "2019-04-20"
    ]
    path.write_text("\n".join(kept))
    step = forward(convert(path))[0]
    assert step.acts == 6
    assert step.days == pytest.approx(2.3, abs=0.3)
    [shown] = step.shown
    assert shown.offered.kind == "clock"
    assert (shown.right, shown.wrong) == (3, 0)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "house"
    write_house(made(tmp_path), folder)
    with patch.object(sys, "argv", ["forward", str(folder), "--first-days", "21"]):
        assert main() == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].endswith("1 suggestions, then 6.6 recorded days with 14 acts")
    assert told[-1].startswith("first 3: precision 1.00 (7 right, 0 wrong)")


def test_no_house(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with patch.object(sys, "argv", ["forward", str(tmp_path)]):
        assert main() == 2
    assert "home.json" in capsys.readouterr().err


@needs_trace
def test_the_real_office() -> None:
    house = convert(TRACE)
    steps = forward(house)
    total = Total.of(steps)
    assert total.right >= 0.6 * (total.right + total.wrong)
    assert total.foreseen >= 0.25 * total.acts
    assert total.wrong <= 2 * len(steps)
    assert all("right" not in line or "wrong" in line for line in tell(steps, house))
    assert datetime.fromtimestamp(steps[0].until, house.zone).day == 29
