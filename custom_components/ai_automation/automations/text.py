"""Add to the list of automations as text, and cut from it, every other byte as it was."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.yaml import Secrets, dump, parse_yaml
import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NotAList(Exception):  # said of the file
    """A file is no list of automations that text can be added to; the argument says why."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a new automation goes."""

    at: int
    """Bytes from the start of the file."""
    removed: bytes
    """What makes room for it: the brackets of an empty list."""
    indent: int
    """Spaces before the dash."""


def add(before: bytes, config: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Return the file with one more automation, and the bytes that were added."""
    spot = find_spot(before)
    newline = b"\r\n" if b"\r\n" in before else b"\n"
    lines = dump([dict(config)]).rstrip("\n").split("\n")
    margin = " " * spot.indent
    item = newline.join(f"{margin}{line}".rstrip().encode() for line in lines)
    head, tail = before[: spot.at], before[spot.at + len(spot.removed) :]
    starts_line = not head or head.endswith((b"\n", codecs.BOM_UTF8))
    text = item if starts_line else newline + item
    if starts_line and not tail and not spot.removed:
        text += newline
    return head + text + tail, text


def find_spot(before: bytes) -> Spot:
    """Return where an automation is added: after the last one, in place of an empty list."""
    bom = len(codecs.BOM_UTF8) if before.startswith(codecs.BOM_UTF8) else 0
    try:
        text = before[bom:].decode()
    except UnicodeDecodeError as err:
        raise NotAList(f"it is not UTF-8 text ({err})") from err
    node = compose(text)
    if node is None or _is_null(node):
        return Spot(len(before), b"", 0)
    if not isinstance(node, yaml.SequenceNode):
        raise NotAList("it does not hold a list")
    if not node.flow_style:
        return Spot(len(before), b"", node.start_mark.column)
    if node.value:
        raise NotAList("its list is written in brackets on one line")
    start = bom + len(text[: node.start_mark.index].encode())
    end = bom + len(text[: node.end_mark.index].encode())
    return Spot(start, before[start:end], 0)


def compose(text: str) -> yaml.Node | None:
    """Return the tree of a text; tags are not followed, so no secret is read."""
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as err:
        raise NotAList(" ".join(str(err).split())) from err


def _is_null(node: yaml.Node) -> bool:
    """Return whether a document is there and empty, as after three dashes."""
    return isinstance(node, yaml.ScalarNode) and not node.value


def cut(current: bytes, text: bytes, before: bytes) -> bytes:
    """Return the file without the bytes that were added; a list that is empty again gets its brackets back."""
    rest = current.replace(text, b"", 1)
    spot = find_spot(before)
    if (
        spot.removed
        and rest == before[: spot.at] + before[spot.at + len(spot.removed) :]
    ):
        return before
    return rest


def load(content: bytes, path: Path) -> list[Any]:
    """Return the automations of a file as Home Assistant reads them, secrets included."""
    try:
        stream = _Named(content.decode("utf-8-sig"), str(path))
        loaded = parse_yaml(stream, Secrets(path.parent))
    except (HomeAssistantError, UnicodeDecodeError, yaml.YAMLError) as err:
        raise NotAList(" ".join(str(err).split())) from err
    if not loaded:
        return []
    if not isinstance(loaded, list):
        raise NotAList("it does not hold a list")
    return loaded


class _Named(StringIO):
    """A text that the loader takes for a file, so that it finds what is included."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


def found_elsewhere(configuration: bytes, path: Path) -> str | None:
    """Return how configuration.yaml holds the automations, None where it includes this file or says nothing."""
    try:
        root = compose(configuration.decode("utf-8-sig"))
    except NotAList, UnicodeDecodeError:
        return None
    found = []
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        name = str(key.value)
        if name != "automation" and not name.startswith("automation "):
            continue
        if not isinstance(value, yaml.ScalarNode):
            found.append(f"{name}: …")
        elif value.tag == "!include" and path.parent / value.value == path:
            return None
        else:
            tag = value.tag if value.tag.startswith("!") else ""
            found.append(f"{name}: {tag} {value.value}".rstrip())
    return found[0] if found else None
