"""Reads and writes a recorded house as a folder."""

from collections.abc import Iterator, Mapping, Sequence
import csv
from dataclasses import MISSING, asdict, fields
import gzip
import json
from pathlib import Path
import re
from sys import intern
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .nouns import (
    Area,
    Automation,
    Device,
    Entity,
    EventRow,
    Floor,
    House,
    HouseError,
    Person,
    StateRow,
    User,
)

HOME, STATES, EVENTS = "home.json", "states.csv.gz", "events.csv.gz"
PARTS: Mapping[str, type] = {
    "floors": Floor,
    "areas": Area,
    "devices": Device,
    "entities": Entity,
    "users": User,
    "people": Person,
    "automations": Automation,
}
SCALARS: Mapping[str, type | tuple[type, ...]] = {
    "name": str,
    "time_zone": str,
    "latitude": (int, float),
    "longitude": (int, float),
    "elevation": (int, float),
    "country": str,
    "language": str,
    "start": (int, float),
    "end": (int, float),
}
ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.ASCII)
HEX = re.compile(r"[0-9a-f]{32}", re.ASCII)


def read_house(folder: Path) -> House:
    """Read a house; never looks at what was planted in it."""
    home = _read_home(folder / HOME)
    known = frozenset(entity.entity_id for entity in home["entities"])
    return House(
        **home,
        states=tuple(_read_states(folder / STATES, known)),
        events=tuple(_read_events(folder / EVENTS)),
    )


def write_house(house: House, folder: Path) -> None:
    """Write a house as a folder that `read_house` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    home = {key: getattr(house, key) for key in SCALARS}
    home |= {part: [_told(item) for item in getattr(house, part)] for part in PARTS}
    (folder / HOME).write_text(json.dumps(home, indent=1, ensure_ascii=False) + "\n")
    _write_rows(folder / STATES, StateRow, house.states)
    _write_rows(folder / EVENTS, EventRow, house.events)


def _told(item: Any) -> dict[str, Any]:
    defaults = {
        field.name: field.default
        for field in fields(item)
        if field.name in ("confirm_after", "failure", "comment")
    }
    return {
        key: value
        for key, value in asdict(item).items()
        if key not in defaults or value != defaults[key]
    }


def _write_rows(path: Path, row_type: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    # No file name and no time in the header: the same house is the same bytes.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        lines = _Lines(file)
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(row_type._fields)
        writer.writerows((f"{row[0]:.3f}", *row[1:]) for row in rows)


class _Lines:
    """Lets the csv module write text into a binary file."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file

    def write(self, line: str) -> int:
        """Write one line."""
        return self._file.write(line.encode())


def _read_home(path: Path) -> dict[str, Any]:
    try:
        home = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise HouseError(
            f"{path} is missing: name a folder that holds a recorded house"
        ) from None
    except (OSError, ValueError) as err:
        raise HouseError(f"{path} cannot be read, repair it: {err}") from None
    if not isinstance(home, dict):
        raise HouseError(f"{path} must hold a JSON object")
    for key, kind in SCALARS.items():
        if not isinstance(home.get(key), kind):
            raise HouseError(f"{path} lacks a usable '{key}': add it")
    try:
        ZoneInfo(home["time_zone"])
    except ZoneInfoNotFoundError, ValueError, OSError:
        raise HouseError(
            f"{path}: time zone {home['time_zone']!r} is unknown, name an IANA zone"
        ) from None
    return {key: home[key] for key in SCALARS} | {
        part: _parse(path, part, kind, home.get(part, []))
        for part, kind in PARTS.items()
    }


def _parse(path: Path, part: str, kind: type, raw: Any) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise HouseError(f"{path}: '{part}' must be a list")
    names = {field.name: field for field in fields(kind)}
    parsed = []
    for number, item in enumerate(raw):
        where = f"{path}: {part}[{number}]"
        if not isinstance(item, dict):
            raise HouseError(f"{where} must be an object")
        for name, field in names.items():
            if field.default is MISSING and not item.get(name):
                raise HouseError(f"{where} lacks '{name}': add it")
        if not re.fullmatch(r"\w+\.\w+", item.get("entity_id", "a.b")):
            raise HouseError(f"{where}: {item['entity_id']!r} is no entity id")
        values = {key: item[key] for key in names if key in item}
        if "labels" in values:
            values["labels"] = tuple(values["labels"])
        parsed.append(kind(**values))
    return tuple(parsed)


def _read_states(path: Path, known: frozenset[str]) -> Iterator[StateRow]:
    check = _Checks(path)
    for line, row in _rows(path, StateRow._fields):
        t, entity_id, state, context_id, parent_id, user_id, attributes = row
        if entity_id not in known:
            raise HouseError(
                f"{path} line {line}: {entity_id!r} is not among the entities of"
                f" {HOME}, add it there"
            )
        yield StateRow(
            check.time(line, t),
            intern(entity_id),
            intern(state),
            *check.context(line, context_id, parent_id, user_id),
            check.json(line, attributes) if attributes else "",
        )


def _read_events(path: Path) -> Iterator[EventRow]:
    check = _Checks(path)
    for line, row in _rows(path, EventRow._fields):
        t, event_type, data, context_id, parent_id, user_id = row
        yield EventRow(
            check.time(line, t),
            intern(event_type),
            check.json(line, data or "{}"),
            *check.context(line, context_id, parent_id, user_id),
        )


def _rows(path: Path, header: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    try:
        with gzip.open(path, "rt", newline="", encoding="utf-8") as file:
            reader = csv.reader(file)
            if next(reader, None) != list(header):
                raise HouseError(f"{path}: the first line must be {','.join(header)}")
            for row in reader:
                if len(row) != len(header):
                    raise HouseError(
                        f"{path} line {reader.line_num}: {len(row)} columns, write"
                        f" {len(header)}"
                    )
                yield reader.line_num, row
    except FileNotFoundError:
        raise HouseError(f"{path} is missing: add it, even if it has no rows") from None
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as err:
        raise HouseError(f"{path} cannot be read, repair it: {err}") from None


class _Checks:
    """Checks the fields of one file's rows, in order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = float("-inf")
        self._objects: set[str] = set()

    def time(self, line: int, text: str) -> float:
        """Return the row's time; it must not be before the row above."""
        try:
            t = float(text)
        except ValueError:
            self._fail(line, f"{text!r} is no time in seconds")
        if not t >= self._last:
            self._fail(line, "is older than the line above, sort the rows by time")
        self._last = t
        return t

    def context(
        self, line: int, *ids: str
    ) -> tuple[str | None, str | None, str | None]:
        """Return context, parent and user, None for what is empty."""
        patterns = (ULID, ULID, HEX)
        for text, pattern in zip(ids, patterns, strict=True):
            if text and not pattern.fullmatch(text):
                self._fail(line, f"{text!r} is no id of a context or user")
        context_id, parent_id, user_id = (text or None for text in ids)
        return context_id, parent_id, intern(user_id) if user_id else None

    def json(self, line: int, text: str) -> str:
        """Return the text of a JSON object, shared between the rows that repeat it."""
        text = intern(text)
        if text not in self._objects:
            try:
                parsed = json.loads(text)
            except ValueError:
                parsed = None
            if not isinstance(parsed, dict):
                self._fail(line, f"{text!r} is no JSON object")
            self._objects.add(text)
        return text

    def _fail(self, line: int, why: str) -> NoReturn:
        raise HouseError(f"{self._path} line {line}: {why}")
