"""Things that move together."""

import pytest

from custom_components.ai_automation.history.groups import find_groups
from custom_components.ai_automation.history.rows import Rows
from custom_components.ai_automation.model.home import Entity

from .past import entity, home


def toggling(
    entity_id: str, times: int, *, shift: float = 0.0, every: float = 1000.0
) -> Rows:
    moments = [100.0 + n * every + shift for n in range(times)]
    return rows_of(entity_id, "off", *moments)


def rows_of(entity_id: str, before: str, *moments: float) -> Rows:
    """Return rows that go to and fro between off and on."""
    rows = Rows(entity_id)
    states = ("off", "on") if before == "off" else ("on", "off")
    rows.extend((0.0, *moments), (states[n % 2] for n in range(len(moments) + 1)))
    return rows


def groups(rows: list[Rows], *entities: Entity) -> dict[str, tuple[str, ...]]:
    known = {e.entity_id for e in entities}
    others = [r.entity_id for r in rows if r.entity_id not in known]
    return find_groups(rows, home(*entities, *others))


def test_bulbs_that_move_within_five_seconds() -> None:
    rows = [
        toggling("light.lamp_1", 10),
        toggling("light.lamp_2", 10, shift=4.9),
        toggling("light.far", 10, shift=15.0),
    ]
    assert groups(rows) == {"light.lamp_1": ("light.lamp_1", "light.lamp_2")}


def test_chains_are_one_group() -> None:
    rows = [toggling(f"light.{n}", 10, shift=n * 4.0) for n in range(3)]
    assert groups(rows) == {"light.0": ("light.0", "light.1", "light.2")}


@pytest.mark.parametrize("names", [("light.a", "light.b"), ("light.b", "light.a")])
def test_both_must_move_together(names: tuple[str, str]) -> None:
    moments = [100.0 + n * 1000.0 for n in range(10)]
    often = sorted([*moments, *(m + d for m in moments for d in (300.0, 600.0))])
    states = ["off", *(("on", "off")[n % 2] for n in range(10))]
    seldom, busy = Rows(names[0]), Rows(names[1])
    seldom.extend((0.0, *moments), states)
    # Every third change of the busy one is to the state the other takes just then.
    busy.extend(
        (0.0, *often), (states[1 + n // 3] + "x" * (n % 3) for n in range(-1, 30))
    )
    assert groups([seldom, busy]) == {}


def test_seven_of_ten_are_enough_and_six_are_not() -> None:
    def partly(entity_id: str, together: int) -> Rows:
        moments = [100.0 + n * 1000.0 + 400.0 * (n >= together) for n in range(10)]
        return rows_of(entity_id, "off", *moments)

    assert groups([toggling("light.a", 10), partly("light.b", 7)])
    assert not groups([toggling("light.a", 10), partly("light.b", 6)])


def test_opposite_states_are_not_together() -> None:
    opposite = rows_of("light.b", "on", *(100.0 + n * 1000.0 for n in range(10)))
    assert groups([toggling("light.a", 10), opposite]) == {}


def test_few_changes_prove_nothing() -> None:
    rows = [toggling("light.a", 4), toggling("light.b", 4)]
    assert groups(rows) == {}


def test_coming_back_together_proves_nothing() -> None:
    rows = []
    for name in ("light.a", "light.b"):
        one = Rows(name)
        one.extend((n * 500.0 for n in range(20)), ["off", "unavailable"] * 10)
        rows.append(one)
    assert groups(rows) == {}


def test_only_things_of_a_kind_unless_one_wraps_the_other() -> None:
    rows = [toggling("light.plug", 10), toggling("switch.plug", 10)]
    assert groups(rows) == {}
    wrapper = entity("light.plug", platform="switch_as_x")
    hidden = entity("switch.plug", hidden=True)
    assert groups(rows, wrapper, hidden) == {
        "light.plug": ("light.plug", "switch.plug")
    }


def test_scripts_are_not_looked_at() -> None:
    rows = [toggling("script.a", 10), toggling("script.b", 10)]
    assert groups(rows) == {}
    assert groups([]) == {}


def test_the_group_itself_stands_for_its_members() -> None:
    rows = [toggling("light.b1", 10), toggling("light.ceiling_lamp", 10)]
    group = entity("light.ceiling_lamp", platform="group")
    assert list(groups(rows, group)) == ["light.ceiling_lamp"]
    assert list(groups(rows, entity("light.b1", hidden=True))) == ["light.ceiling_lamp"]
    hidden_group = entity("light.ceiling_lamp", platform="group", hidden=True)
    assert list(groups(rows, hidden_group)) == ["light.b1"]
