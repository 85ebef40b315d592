"""The text of one automation changes where its values differ, and nowhere else."""

import json
from pathlib import Path
from typing import Any

from homeassistant.util.yaml import dump
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ai_automation.automations.patch import find_item, patched
from custom_components.ai_automation.automations.text import NotAList, load
from custom_components.ai_automation.home.plain import as_plain

PATH = Path("/nowhere/automations.yaml")
HEAD = """\
# Mine
- id: '1'
  alias: First   # keep
  triggers: []
  actions: []

"""
TAIL = """
# between
- id: '3'
  alias: Last
  triggers: []
  actions: []
# the end"""
PLAYS = {"condition": "state", "entity_id": "media_player.tv", "state": "off"}


def change(item: str, **new: Any) -> str:
    """Return the text of an automation after a change; what stands around it must stay."""
    content = (HEAD + item + TAIL).encode()
    items = as_plain(load(content, PATH))
    found = find_item(content, "2")
    assert found is not None
    wanted = {**items[1], **new}
    after = patched(found, items[1], wanted)
    assert as_plain(load(after, PATH)) == [items[0], wanted, items[2]]
    text = after.decode()
    assert text.startswith(HEAD)
    assert text.endswith(TAIL)
    return text[len(HEAD) : -len(TAIL)]


def triggers(wait: Any) -> list[Any]:
    """Return triggers with a wait."""
    return [
        {"trigger": "state", "entity_id": "binary_sensor.a", "to": "off", "for": wait}
    ]


WAITING = """\
- id: '2'
  alias: Second  # mine too
  mode: restart
  triggers:
  # when it is still
  - trigger: state
    entity_id: binary_sensor.a
    to: 'off'
    for: {wait}  # long enough?
  conditions: []
  actions:
  - action: light.turn_off
    target: {{area_id: hall}}   # all of them
"""


@pytest.mark.parametrize(
    ("was", "wait", "becomes"),
    [
        ("{minutes: 15}", {"minutes": 25}, "{minutes: 25}"),
        ("'00:15:00'", "00:25:00", "'00:25:00'"),
        ('"00:15:00"', "00:25:00", '"00:25:00"'),
        ("900", 1500, "1500"),
        ("\n      minutes: 15", {"minutes": 25}, "\n      minutes: 25"),
        ("\n      hours: 0", {"hours": 0, "minutes": 5}, None),
        ("{hours: 0}", {"hours": 0, "minutes": 5}, '{hours: 0, "minutes": 5}'),
    ],
)
def test_a_wait_is_the_only_thing_that_changes(
    was: str, wait: Any, becomes: str | None
) -> None:
    item = WAITING.format(wait=was)
    if becomes is None:  # a line of its own, behind the remark
        expected = item.replace(
            "hours: 0  # long enough?", "hours: 0  # long enough?\n      minutes: 5"
        )
    else:
        expected = WAITING.format(wait=becomes)
    assert change(item, triggers=triggers(wait)) == expected


@pytest.mark.parametrize("empty", ["[]", "", "{}", "   []", "null"])
def test_a_first_condition(empty: str) -> None:
    item = WAITING.format(wait="900").replace(
        "conditions: []", f"conditions: {empty}".rstrip()
    )
    expected = WAITING.format(wait="900").replace(
        "  conditions: []\n",
        "  conditions:\n"
        "  - condition: state\n"
        "    entity_id: media_player.tv\n"
        "    state: 'off'\n",
    )
    assert change(item, conditions=[PLAYS]) == expected


def test_conditions_where_there_were_none() -> None:
    item = WAITING.format(wait="900").replace("  conditions: []\n", "")
    expected = (
        item.rstrip("\n")
        + """
  conditions:
  - condition: state
    entity_id: media_player.tv
    state: 'off'
"""
    )
    assert change(item, conditions=[PLAYS]) == expected


@pytest.mark.parametrize(
    ("was", "added"),
    [
        (
            "\n  - condition: sun  # dark\n    after: sunset   # really",
            "\n  - condition: state\n    entity_id: media_player.tv\n    state: 'off'",
        ),
        (
            "\n      - condition: sun\n        after: sunset\n      # last remark",
            None,
        ),
    ],
)
def test_a_second_condition_comes_behind_the_first(was: str, added: str | None) -> None:
    item = WAITING.format(wait="900").replace("conditions: []", f"conditions:{was}")
    after = change(item, conditions=[{"condition": "sun", "after": "sunset"}, PLAYS])
    if added is not None:
        assert after == item.replace(was, was + added)
    else:
        assert "      # last remark\n" in after
        assert after.count("\n      - condition") == 2


def test_conditions_in_brackets() -> None:
    item = WAITING.format(wait="900").replace("[]", "[{condition: x}]  # one")
    after = change(item, conditions=[{"condition": "x"}, PLAYS])
    assert '[{condition: x}, {"condition": "state"' in after
    assert after.count("]  # one") == 1


def test_one_condition_that_is_no_list_becomes_one() -> None:
    item = WAITING.format(wait="900").replace(
        "conditions: []", "conditions:\n    condition: x\n    y: 1"
    )
    change(item, conditions=[{"condition": "x", "y": 1}, PLAYS])


def test_triggers_are_written_anew_where_they_are_others() -> None:
    item = WAITING.format(wait="900")
    new = [{"trigger": "time", "at": "07:00:00"}]
    after = change(item, triggers=new)
    assert "# all of them" in after
    assert "07:00:00" in after


def test_line_ends_and_byte_order_mark_stay() -> None:
    content = (
        b"\xef\xbb\xbf"
        + (HEAD + WAITING.format(wait="900") + TAIL)
        .replace("\n", "\r\n")
        .replace("First", "Erst\u00e4")
        .encode()
    )
    items = as_plain(load(content, PATH))
    found = find_item(content, "2")
    assert found is not None
    after = patched(found, items[1], {**items[1], "conditions": [PLAYS]})
    assert after.startswith(b"\xef\xbb\xbf# Mine\r\n")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert as_plain(load(after, PATH))[1]["conditions"] == [PLAYS]
    start, end = found.span
    assert content[start:].startswith(b"id: '2'")
    assert content[:end].endswith(b"# all of them")


def test_what_is_kept_elsewhere_is_not_written_out() -> None:
    content = WAITING.format(wait="!secret wait").encode()
    found = find_item(content, "2")
    assert found is not None
    old = {"triggers": triggers("900")}
    with pytest.raises(NotAList, match="!secret"):
        patched(found, old, {"triggers": triggers("1500")})


def test_what_is_merged_is_not_written_out() -> None:
    content = b"- &x\n  id: '1'\n  a: 1\n- <<: *x\n  id: '2'\n"
    found = find_item(content, "2")
    assert found is not None
    with pytest.raises(NotAList, match="merged"):
        patched(found, {"id": "2", "a": 1}, {"id": "2", "a": 2})


@pytest.mark.parametrize(
    "content",
    [b"- id: '1'\n", b"- id: '2'\n- id: '2'\n", b"- alias: x\n", b"- 2\n"],
    ids=["not there", "twice", "no id", "no mapping"],
)
def test_what_is_not_found(content: bytes) -> None:
    assert find_item(content, "2") is None


@pytest.mark.parametrize("content", [b"\xff", b"a: 1", b"", b"["])
def test_what_is_no_list(content: bytes) -> None:
    with pytest.raises(NotAList):
        find_item(content, "2")


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 99),
    st.text("aä'\"#:-{}[] \n", max_size=6),
)
PARTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    ),
    max_leaves=8,
)
CONFIGS = st.dictionaries(st.sampled_from(["alias", "x", "triggers"]), PARTS)


@given(CONFIGS, CONFIGS, st.sampled_from(["block", "flow"]))
@settings(max_examples=200, deadline=None)
def test_a_change_is_exact_or_told(
    old: dict[str, Any], new: dict[str, Any], style: str
) -> None:
    """Whatever is changed, what stands around stays, and the former bytes fit back."""
    old, new = {"id": "2", **old}, {"id": "2", **old, **new}
    text = dump([old]) if style == "block" else f"- {json.dumps(old)}\n"
    content = (HEAD + text + TAIL.lstrip("\n")).encode()
    items = as_plain(load(content, PATH))
    found = find_item(content, "2")
    assert found is not None
    after = patched(found, items[1], new)
    assert after.startswith(HEAD.encode())
    assert after.endswith(
        b"- id: '3'\n  alias: Last\n  triggers: []\n  actions: []\n# the end"
    )
    try:
        changed = as_plain(load(after, PATH))
    except NotAList:
        return  # nothing is written then
    if changed != [items[0], new, items[2]]:
        return
    again = find_item(after, "2")
    assert again is not None
    (start, end), (first, last) = again.span, found.span
    assert after[:start] + content[first:last] + after[end:] == content
