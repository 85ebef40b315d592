"""From changes to what people did."""

from collections.abc import Iterable
from typing import Any

import pytest

from custom_components.ai_automation.history.acts import Move, acts_of, gather
from custom_components.ai_automation.model.act import Act, Attribution, Cause, Change

from .past import ANA, BEN, START


def change(
    after: float, state: str, entity_id: str = "light.a", old: str = "off"
) -> Change:
    return Change(
        state_id=int(after * 10),
        at=START + after,
        entity_id=entity_id,
        old=old,
        state=state,
        context_id=f"c{after}",
    )


def moves_of(
    *parts: tuple[float, str, str, Cause], thing: str = "light.a"
) -> list[Move]:
    return gather(
        (
            (
                change(after, state, entity_id),
                Attribution(cause=cause, reason="test"),
            )
            for after, state, entity_id, cause in parts
        ),
        thing,
    )


def chain(
    *states: tuple[float, str], thing: str = "light.a", **fields: Any
) -> list[Move]:
    """Return moves by hand, each from the state of the one before."""
    moves, old = [], fields.pop("old", "off")
    for after, state in states:
        moves.append(
            Move(
                **{
                    "at": START + after,
                    "last": START + after,
                    "entity_id": thing,
                    "old": old,
                    "state": state,
                    "state_id": int(after),
                    "cause": Cause.PHYSICAL,
                    "told": Cause.PHYSICAL,
                    "context_id": None,
                    "user_id": None,
                    "entity_ids": (thing,),
                    **fields,
                }
            )
        )
        old = state
    return moves


def acts(moves: Iterable[Move], **changes: Any) -> list[tuple[float, str]]:
    return [(act.at - START, act.state) for act in told(moves, **changes)]


def told(moves: Iterable[Move], **changes: Any) -> list[Act]:
    return acts_of(moves, **{"starts": (), "without_users": frozenset(), **changes})


class TestMoves:
    """Parts that change one after another."""

    def test_bulbs_are_one_move(self) -> None:
        (move,) = moves_of(
            (0, "on", "light.a", Cause.PHYSICAL),
            (0.4, "on", "light.b", Cause.PHYSICAL),
            (9, "on", "light.c", Cause.PHYSICAL),
        )
        assert (move.at, move.state_id) == (START, 0)
        assert move.entity_ids == ("light.a", "light.b", "light.c")
        assert move.weight == 3

    def test_another_state_or_a_pause_is_another_move(self) -> None:
        moves = moves_of(
            (0, "on", "light.a", Cause.PHYSICAL),
            (2, "off", "light.a", Cause.PHYSICAL),
            (4, "on", "light.b", Cause.PHYSICAL),
            (15, "on", "light.a", Cause.PHYSICAL),
        )
        assert [m.at - START for m in moves] == [0, 2, 4, 15]

    @pytest.mark.parametrize(
        ("one", "other", "speaks"),
        [
            (Cause.PHYSICAL, Cause.PERSON, Cause.PERSON),
            (Cause.PHYSICAL, Cause.AUTOMATION, Cause.AUTOMATION),
            (Cause.DERIVED, Cause.PHYSICAL, Cause.PHYSICAL),
            (Cause.RESTORE, Cause.UNKNOWN, Cause.RESTORE),
        ],
    )
    def test_the_most_certain_cause_speaks_for_all(
        self, one: Cause, other: Cause, speaks: Cause
    ) -> None:
        for first, second in ((one, other), (other, one)):
            (move,) = moves_of(
                (0, "on", "light.a", first), (1, "on", "light.b", second)
            )
            assert move.cause is speaks
            assert move.weight == 1
            assert move.context_id == ("c0" if first is speaks else "c1")


class TestSecondThoughts:
    """What was not meant, or not for long."""

    def test_a_flip_is_left_out(self) -> None:
        assert acts(chain((0, "on"), (2, "off"))) == []
        assert acts(chain((0, "on"), (200, "off"))) == [(0, "on"), (200, "off")]

    def test_what_is_passed_on_the_way_is_left_out(self) -> None:
        (act,) = told(chain((0, "b"), (1, "c"), (2, "d"), thing="select.a", old="a"))
        assert (act.old, act.state, act.at - START) == ("a", "d", 2)

    def test_what_is_undone_within_two_minutes_is_left_out(self) -> None:
        assert acts(chain((0, "on"), (120, "off"))) == []
        assert acts(chain((0, "on"), (121, "off"))) == [(0, "on"), (121, "off")]
        assert acts(chain((0, "on"), (60, "off"), (90, "on"))) == [(90, "on")]

    def test_going_on_to_another_state_is_no_undoing(self) -> None:
        moves = chain((0, "heat"), (60, "cool"), thing="climate.a")
        assert acts(moves) == [(0, "heat"), (60, "cool")]

    def test_another_thing_undoes_nothing(self) -> None:
        other = chain((60, "off"), thing="light.b", old="on")
        assert acts([*chain((0, "on")), *other]) == [(0, "on"), (60, "off")]

    def test_a_player_that_begins_to_play_was_switched_on(self) -> None:
        moves = chain((0, "on"), (20, "playing"), thing="media_player.a")
        assert acts(moves) == [(0, "on")]
        later = chain((0, "on"), (70, "playing"), thing="media_player.a")
        assert acts(later) == [(0, "on"), (70, "playing")]


class TestWhoseActs:
    """Whose doing counts."""

    @pytest.mark.parametrize("cause", list(Cause))
    def test_only_what_people_did(self, cause: Cause) -> None:
        human = {Cause.PERSON, Cause.PHYSICAL, Cause.VOICE, Cause.SCRIPT}
        assert bool(acts(chain((0, "on"), cause=cause))) is (cause in human)

    def test_nobody_who_is_left_out(self) -> None:
        moves = [
            *chain((0, "on"), user_id=ANA),
            *chain((0, "on"), thing="light.b", user_id=BEN),
        ]
        (act,) = told(moves, without_users={ANA})
        assert act.user_id == BEN

    def test_nothing_soon_after_a_start(self) -> None:
        moves = chain((0, "on"), (300, "off"))
        assert acts(moves, starts=(START - 100,)) == [(300, "off")]
        assert acts(moves, starts=(START - 130, START + 500)) == [
            (0, "on"),
            (300, "off"),
        ]

    def test_order_is_that_of_time(self) -> None:
        moves = [*chain((50, "on")), *chain((10, "on"), thing="light.b")]
        assert [act.entity_id for act in told(moves)] == ["light.b", "light.a"]


class TestScripts:
    """A script or scene and all that it moves is one act."""

    def test_effects_belong_to_the_script(self) -> None:
        moves = [
            *chain((0, "on"), thing="script.relax", cause=Cause.SCRIPT, context_id="x"),
            *chain((1, "on"), cause=Cause.SCRIPT, context_id="x"),
            *chain((1, "on"), thing="light.b", cause=Cause.SCRIPT, context_id="y"),
        ]
        script, alone = told(moves)
        assert script.entity_id == "script.relax"
        assert script.entity_ids == ("light.a", "script.relax")
        assert alone.entity_id == "light.b"

    def test_the_end_of_a_script_is_no_act(self) -> None:
        moves = chain((0, "on"), (500, "off"), thing="script.relax")
        assert acts(moves) == [(0, "on")]
