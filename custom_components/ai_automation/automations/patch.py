"""Change one automation in the list as text: only the values that differ, every other byte as it was."""

import codecs
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
import json
import re
from typing import Any, NamedTuple

from homeassistant.util.yaml import dump
import yaml

from .text import NotAList, compose

_REMARK = re.compile(r"(?:^|(?<=\s))#[^\r\n]*", re.MULTILINE)


class Edit(NamedTuple):
    """Characters that something else takes the place of."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """Where an automation stands."""

    node: yaml.MappingNode
    text: str
    """The whole file without its mark of byte order."""
    bom: bytes

    @property
    def span(self) -> tuple[int, int]:
        """Return where it begins and where its last line ends, in bytes from the start of the file."""
        start = self.node.start_mark.index
        end = _line_end(self.text, _end(self.node, self.text))
        return self._bytes(start), self._bytes(end)

    def _bytes(self, at: int) -> int:
        """Return how many bytes stand before a character."""
        return len(self.bom) + len(self.text[:at].encode())


def find_item(content: bytes, automation_id: str) -> Item | None:
    """Return where an automation stands, None where it does not or stands twice; NotAList for what can't be read."""
    bom = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    try:
        text = content[len(bom) :].decode()
    except UnicodeDecodeError as err:
        raise NotAList(f"it is not UTF-8 text ({err})") from err
    node = compose(text)
    if not isinstance(node, yaml.SequenceNode):
        raise NotAList("it does not hold a list")
    found = [
        item
        for item in node.value
        if isinstance(item, yaml.MappingNode) and _id(item) == automation_id
    ]
    return Item(found[0], text, bom) if len(found) == 1 else None


def _id(node: yaml.MappingNode) -> str | None:
    """Return the id that an automation has in the text."""
    for key, value in node.value:
        if key.value == "id" and isinstance(value, yaml.ScalarNode):
            return str(value.value)
    return None


def remarks(text: bytes) -> Counter[str]:
    """Return what looks like remarks in a part of the file, and how often it is there.

    A `#` behind a space inside a text looks like one, too: that asks the owner once too often.
    """
    return Counter(found.strip() for found in _REMARK.findall(text.decode()))


def patched(item: Item, old: Mapping[str, Any], new: Mapping[str, Any]) -> bytes:
    """Return the file with an automation changed; NotAList where that would change more."""
    text = item.text
    newline = "\r\n" if "\r\n" in text else "\n"
    edits = sorted(_edits(item.node, old, new, text))
    for start, end, written in reversed(edits):
        text = text[:start] + written.replace("\n", newline) + text[end:]
    return item.bom + text.encode()


def _edits(node: yaml.Node, old: Any, new: Any, text: str) -> Iterator[Edit]:
    """Yield what must be written elsewise to turn one value into another."""
    if old == new:
        return
    if node.tag.startswith("!"):
        raise NotAList(f"a part that changes is kept elsewhere ({node.tag})")
    if isinstance(node, yaml.MappingNode) and _is_more(old, new):
        yield from _mapping_edits(node, old, new, text)
    elif isinstance(node, yaml.SequenceNode) and _is_longer(old, new):
        for child, was, becomes in zip(node.value, old, new, strict=False):
            yield from _edits(child, was, becomes, text)
        yield from _appended(node, new[len(old) :], text)
    else:
        yield _replaced(node, new, text)


def _is_more(old: Any, new: Any) -> bool:
    """Return whether a mapping has kept all its keys."""
    both = isinstance(old, Mapping) and isinstance(new, Mapping)
    return both and old.keys() <= new.keys()


def _is_longer(old: Any, new: Any) -> bool:
    """Return whether a list that is not empty became no shorter."""
    return isinstance(old, list) and isinstance(new, list) and 0 < len(old) <= len(new)


def _mapping_edits(
    node: yaml.MappingNode, old: Mapping[str, Any], new: Mapping[str, Any], text: str
) -> Iterator[Edit]:
    """Yield the edits of the values that differ, and of the keys that are new."""
    nodes = {str(key.value): (key, value) for key, value in node.value}
    for name, becomes in new.items():
        if name in old:
            if old[name] == becomes:
                continue
            if name not in nodes:
                raise NotAList("a part that changes is merged from elsewhere")
            key, value = nodes[name]
            if not node.flow_style and _becomes_other(value, becomes):
                yield _filled(key, value, becomes, text)
            else:
                yield from _edits(value, old[name], becomes, text)
        elif node.flow_style:
            at = _end(node, text) - 1
            comma = ", " if node.value else ""
            yield Edit(at, at, f"{comma}{json.dumps(name)}: {json.dumps(becomes)}")
        else:
            at = _line_end(text, _end(node, text))
            yield Edit(at, at, _lines({name: becomes}, node.start_mark.column))


def _is_empty(node: yaml.Node) -> bool:
    """Return whether a value is nothing or brackets with nothing between them."""
    if node.tag == "tag:yaml.org,2002:null":
        return True
    return not node.value and node.start_mark.line == node.end_mark.line


def _becomes_other(node: yaml.Node, new: Any) -> bool:
    """Return whether a value begins on another line than before."""
    if _is_empty(node):
        return True
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    return block and not _is_alike(node, new)


def _is_alike(node: yaml.Node, new: Any) -> bool:
    """Return whether a list is a list again, or a mapping one, with something in it."""
    kind = list if isinstance(node, yaml.SequenceNode) else dict
    return isinstance(new, kind) and bool(new)


def _filled(key: yaml.Node, value: yaml.Node, new: Any, text: str) -> Edit:
    """Return the edit that gives a key its value."""
    colon = text.index(":", key.end_mark.index) + 1
    column = key.start_mark.column
    if isinstance(new, list) and new:
        written = _lines(new, column)
    elif isinstance(new, dict) and new:
        written = _lines(new, column + 2)
    else:
        written = f" {json.dumps(new)}"
    return Edit(colon, max(colon, _end(value, text)), written)


def _appended(node: yaml.SequenceNode, more: list[Any], text: str) -> Iterator[Edit]:
    """Yield the edit that adds to a list that is not empty."""
    if not more:
        return
    end = _end(node.value[-1], text)
    if node.flow_style:
        yield Edit(end, end, "".join(f", {json.dumps(one)}" for one in more))
    else:
        at = _line_end(text, end)
        yield Edit(at, at, _lines(more, node.start_mark.column))


def _replaced(node: yaml.Node, new: Any, text: str) -> Edit:
    """Return the edit that writes a value anew."""
    start, end = node.start_mark.index, _end(node, text)
    if isinstance(node, yaml.ScalarNode) and not isinstance(new, dict | list):
        return Edit(start, end, _scalar(new, node.style))
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    if block and _is_alike(node, new):
        lines = _lines(new, node.start_mark.column).lstrip("\n ")
        return Edit(start, end, lines)
    return Edit(start, end, json.dumps(new))


def _scalar(value: Any, style: str | None) -> str:
    """Return a single value, in the quotes that were there."""
    if isinstance(value, str) and style == "'":
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)


def _lines(value: Any, column: int) -> str:
    """Return a value as lines of their own, each with the margin before it."""
    margin = " " * column
    return "".join(f"\n{margin}{line}" for line in dump(value).rstrip("\n").split("\n"))


def _end(node: yaml.Node, text: str) -> int:
    """Return where the text of a node ends, blank lines and remarks behind it left out."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last, text)
    end: int = node.end_mark.index
    while end > node.start_mark.index and text[end - 1] in "\r\n":
        end -= 1
    return end


def _line_end(text: str, at: int) -> int:
    """Return the end of the line that a place is on."""
    end = text.find("\n", at)
    if end < 0:
        return len(text)
    return end - 1 if end > at and text[end - 1] == "\r" else end
