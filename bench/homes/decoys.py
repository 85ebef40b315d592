"""What looks like a habit in a made-up home and is none."""

from datetime import date

from . import machine_decoys as machines, people_decoys as people
from .site import Site
from .trick import Trick
from .truth import Decoy
from .world import World

WAYS = (
    machines.automated_by_motion,
    machines.timer_of_another_hub,
    people.faded,
    people.coincidence,
    machines.automated_by_time,
    people.opposite_people,
    machines.sensor_of_another_hub,
    machines.answers_late,
    machines.derived,
    machines.restarted,
    machines.machine_account,
    machines.integration,
    people.scripted,
    machines.adaptive,
    people.hostile_name,
)


class Decoys:
    """Chooses the decoys of a home, before anybody lives there."""

    def __init__(self, site: Site) -> None:
        """Choose about one for every four things that people control."""
        self._plan = site.plan
        self._tricks: list[Trick] = []
        able = len(site.free("light", "switch", "fan", "climate", "cover"))
        first = site.plan.seed * 5 % len(WAYS)
        for way in WAYS[first:] + WAYS[:first]:
            if len(self._tricks) >= min(len(WAYS), able // 4):
                break
            if (trick := way(site)) is not None:
                self._tricks.append(trick)
                site.take(*trick.things)

    def told(self) -> tuple[Decoy, ...]:
        """Return the decoys themselves."""
        locks = self._plan.in_room("hall", "lock")
        doors = self._plan.sensing("hall", "door")
        mechanical = [
            Decoy(
                kind="mechanical",
                must_not=((lock.entity_id, "unlocked"),),
                why="unlocking comes with using the door",
            )
            for lock in locks
            if doors
        ]
        groups = [
            Decoy(
                kind="group",
                must_not=tuple((m, s) for m in members for s in ("on", "off")),
                why="a group and its bulbs move together",
                triggers=frozenset((group, *members)),
            )
            for group, members in sorted(self._plan.groups.items())
        ]
        return (*(trick.decoy for trick in self._tricks), *mechanical, *groups)

    def wire(self, world: World) -> None:
        """Let the decoys see what happens."""
        for trick in self._tricks:
            if trick.machine:
                world.busy.update(trick.things)
            trick.wire(world)

    def plan(self, world: World, day: date) -> None:
        """Queue a day."""
        for trick in self._tricks:
            trick.plan(world, day)
