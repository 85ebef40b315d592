"""Automations are added to and cut from a file as text, all else byte for byte the same."""

from pathlib import Path

from homeassistant.util.yaml import dump
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ai_automation.automations.text import (
    NotAList,
    add,
    cut,
    found_elsewhere,
    load,
)

PATH = Path("/config/automations.yaml")
NEW = {
    "id": "new",
    "alias": "Léa's “light”: - [x] #1 💡",
    "description": "a\nb",
    "triggers": [{"trigger": "state", "to": "on", "for": {"minutes": 5}}],
    "actions": [{"delay": "00:00:05"}, {"at": "07:00:00", "b": ["22:10:00"]}],
}


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"\n\n",
        b"# mine\n",
        b"# mine, no newline",
        b"---\n",
        b"--- # x\n",
        b"[]",
        b"[]\n",
        b"# a\n[ ] # b\n# c\n",
        b"--- []\n",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf[]\n",
        b"\xef\xbb\xbf- id: a\n",
        b"- id: a\n  alias: b",
        b"- id: a\r\n  alias: b\r\n# end\r\n\r\n",
        b"- id: a\r\n  alias: b",
        b"  - id: a # x\n    alias: 'b'\n\n\n",
        b"---\n# first\n-   id: a\n    alias: >-\n      b\n      c\n",
        b'- id: "a"\n  x: |+\n    b\n\n\n',
        "- id: a\n  alias: é 💡\n".encode(),
    ],
)
def test_add_and_cut(before: bytes) -> None:
    """One is added behind all others, and cutting it gives the very same file."""
    after, text = add(before, NEW)
    assert load(after, PATH) == [*load(before, PATH), NEW]
    assert after.count(text) == 1
    assert cut(after, text, before) == before
    if b"\r\n" in before:
        assert after.count(b"\n") == after.count(b"\r\n")
    assert after.endswith(b"\n") or not before.endswith(b"\n")


def test_later_additions_stay() -> None:
    """What was added behind is kept when the first is cut."""
    first, text = add(b"[]\n", NEW)
    second, other = add(first, {"id": "other"})
    rest = cut(second, text, b"[]\n")
    assert load(rest, PATH) == [{"id": "other"}]
    assert load(cut(rest, other, first), PATH) == []
    assert cut(cut(second, other, first), text, b"[]\n") == b"[]\n"


ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.text(min_size=1, max_size=5),
            "alias": st.text(max_size=20),
            "x": st.one_of(
                st.booleans(), st.integers(), st.none(), st.text(max_size=90)
            ),
        }
    ),
    max_size=3,
)


@given(
    items=ITEMS,
    newline=st.sampled_from(["\n", "\r\n"]),
    margin=st.sampled_from(["", "  "]),
    tail=st.sampled_from(["", "# end\n", "\n\n", "  # x"]),
)
@settings(max_examples=150, deadline=None)
def test_add_and_cut_anything(
    items: list[dict[str, object]], newline: str, margin: str, tail: str
) -> None:
    """Whatever the file holds, nothing else changes."""
    lines = dump(items).splitlines() if items else []
    text = "".join(f"{margin}{line}{newline}" for line in lines) + tail
    before = text.encode()
    try:
        known = load(before, PATH)
    except NotAList:
        return
    after, added = add(before, NEW)
    assert after.startswith(before)
    assert load(after, PATH) == [*known, NEW]
    assert cut(after, added, before) == before


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (b"[{id: a}]\n", "brackets"),
        (b"id: a\n", "list"),
        (b"just words\n", "list"),
        (b"- id: a\n\talias: b\n", "tab"),
        (b"- id: [\n", "parsing"),
        (b"- id: a\n---\n- id: b\n", "single document"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_what_is_no_list(before: bytes, reason: str) -> None:
    """A file that text can't be added to is refused with the reason."""
    with pytest.raises(NotAList, match=reason):
        add(before, NEW)


def test_load_finds_secrets_and_includes(tmp_path: Path) -> None:
    """The file is read as Home Assistant reads it."""
    (tmp_path / "secrets.yaml").write_text("code: '1234'\n")
    (tmp_path / "one.yaml").write_text("id: b\n")
    path = tmp_path / "automations.yaml"
    content = b"- id: a\n  alias: !secret code\n- !include one.yaml\n"
    assert load(content, path) == [{"id": "a", "alias": "1234"}, {"id": "b"}]
    with pytest.raises(NotAList, match="not defined"):
        load(b"- id: !secret none\n", path)
    with pytest.raises(NotAList, match="list"):
        load(b"id: a\n", path)
    with pytest.raises(NotAList):
        load(b"\xff", path)


@pytest.mark.parametrize(
    ("configuration", "found"),
    [
        ("automation: !include automations.yaml\n", None),
        (
            "automation: !include ./automations.yaml\nautomation a: !include x.yaml\n",
            None,
        ),
        ("automation a: []\nautomation: !include automations.yaml\n", None),
        ("default_config:\nhttp: !secret x\n", None),
        ("", None),
        ("- a\n", None),
        ("a: [\n", None),
        (
            "automation: !include_dir_merge_list automations/\n",
            "automation: !include_dir_merge_list automations/",
        ),
        (
            "automation manual: !include own.yaml\n",
            "automation manual: !include own.yaml",
        ),
        ("automation:\n  - id: x\n", "automation: …"),
        ("automation:\n", "automation:"),
        ("automation: !secret key\n", "automation: !secret key"),
    ],
)
def test_where_the_automations_are(configuration: str, found: str | None) -> None:
    """What configuration.yaml says is told without resolving a secret."""
    assert found_elsewhere(configuration.encode(), PATH) == found
