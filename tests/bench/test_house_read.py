"""Reading and writing the folder of a recorded house."""

from collections.abc import Callable
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from bench.house import HouseError, read_house, write_house

from .houses import ANA, SHARED, START, event, first_states, house, needs_flat, row


def _rewrite_home(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    def rewrite(folder: Path) -> None:
        home = json.loads((folder / "home.json").read_text())
        change(home)
        (folder / "home.json").write_text(json.dumps(home))

    return rewrite


def _rows(name: str, *lines: str) -> Callable[[Path], None]:
    def rewrite(folder: Path) -> None:
        path = folder / name
        header = gzip.decompress(path.read_bytes()).split(b"\n")[0]
        text = b"\n".join([header, *(line.encode() for line in lines)]) + b"\n"
        path.write_bytes(gzip.compress(text))

    return rewrite


def _file(name: str, content: bytes | None) -> Callable[[Path], None]:
    def rewrite(folder: Path) -> None:
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(content)

    return rewrite


def test_what_is_written_is_read(tmp_path: Path) -> None:
    told = house(
        states=[*first_states(), row(START + 9.125, "light.hall", "on", user=ANA)],
        events=[event(START + 9.125, "call_service", domain="light")],
    )
    write_house(told, tmp_path)
    assert read_house(tmp_path) == told


def test_the_same_house_is_written_as_the_same_bytes(tmp_path: Path) -> None:
    told = house()
    folders = (tmp_path / "a", tmp_path / "b")
    for folder in folders:
        write_house(told, folder)
    for name in ("home.json", "states.csv.gz", "events.csv.gz"):
        first, second = ((folder / name).read_bytes() for folder in folders)
        assert first == second


def test_what_was_planted_is_never_read(tmp_path: Path) -> None:
    write_house(house(), tmp_path)
    (tmp_path / "truth.json").mkdir()
    assert read_house(tmp_path).name == "Test house"


@needs_flat
def test_a_house_for_development() -> None:
    flat = read_house(SHARED / "flat-1")
    assert flat.time_zone == "America/Chicago"
    assert len(flat.entities) == 59
    assert len(flat.states) == 15093
    assert len(flat.events) == 1109
    assert flat.states[0].t == flat.start
    assert flat.users[1].system_generated


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_file("home.json", None), "is missing: name a folder"),
        (_file("home.json", b"{"), "repair it"),
        (_file("home.json", b"[]"), "must hold a JSON object"),
        (_rewrite_home(lambda home: home.pop("latitude")), "'latitude': add it"),
        (
            _rewrite_home(lambda home: home.update(time_zone="Moon/Crater")),
            "name an IANA zone",
        ),
        (_rewrite_home(lambda home: home.update(areas={})), "'areas' must be a list"),
        (
            _rewrite_home(lambda home: home["areas"].append("hall")),
            r"areas\[2\] must be an object",
        ),
        (
            _rewrite_home(lambda home: home["areas"][0].pop("name")),
            r"areas\[0\] lacks 'name'",
        ),
        (
            _rewrite_home(lambda home: home["entities"][0].update(entity_id="sun")),
            "'sun' is no entity id",
        ),
        (_file("states.csv.gz", None), "is missing: add it"),
        (_file("states.csv.gz", b"t,entity_id"), "repair it"),
        (
            _file("states.csv.gz", gzip.compress(b"t,x\n")),
            "first line must be t,entity",
        ),
        (_file("events.csv.gz", gzip.compress(b"")), "first line must be t,event_type"),
        (_rows("states.csv.gz", "1.0,light.hall,on"), "line 2: 3 columns, write 7"),
        (_rows("states.csv.gz", "now,light.hall,on,,,,"), "'now' is no time"),
        (_rows("states.csv.gz", "nan,light.hall,on,,,,"), "sort the rows"),
        (
            _rows("states.csv.gz", "2.0,light.hall,on,,,,", "1.0,light.hall,off,,,,"),
            "line 3: is older than the line above",
        ),
        (
            _rows("states.csv.gz", "1.0,light.attic,on,,,,"),
            "'light.attic' is not among",
        ),
        (_rows("states.csv.gz", "1.0,light.hall,on,ABC,,,"), "'ABC' is no id"),
        (_rows("states.csv.gz", f"1.0,light.hall,on,,,{ANA.upper()},"), "is no id"),
        (_rows("states.csv.gz", "1.0,light.hall,on,,,,[]"), "is no JSON object"),
        (_rows("events.csv.gz", "1.0,call_service,{,,,"), "is no JSON object"),
    ],
)
def test_a_damaged_house_is_told_in_one_line(
    tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    write_house(house(), tmp_path)
    damage(tmp_path)
    with pytest.raises(HouseError, match=message) as error:
        read_house(tmp_path)
    assert "\n" not in str(error.value)
    assert str(tmp_path) in str(error.value)
