"""A home before anybody lives there: what in it is still free, and what has been put to a purpose."""

from collections.abc import Sequence
import random

from ..demo_home.place import Thing
from ..house import Automation
from .plan import Plan
from .truth import Goal, Part, action
from .world import other_than, rest_of


class Site:
    """Gives things away, each for one purpose."""

    def __init__(self, plan: Plan, chance: random.Random) -> None:
        """Start with everything free but the bulbs of groups."""
        self.plan = plan
        self.chance = chance
        self._taken: set[str] = set(plan.bulbs)

    def take(self, *entity_ids: str) -> None:
        """Keep things for one purpose."""
        self._taken.update(entity_ids)

    def is_free(self, thing: Thing) -> bool:
        """Return whether a thing has no purpose yet."""
        return thing.entity_id not in self._taken

    def free(self, *domains: str, area: str | None = None) -> list[Thing]:
        """Return the free things of some domains that stand in a room, in any order."""
        found = [
            thing
            for thing in self.plan.things
            if thing.entity_id.partition(".")[0] in domains
            and thing.area
            and area in (None, thing.area)
            and self.is_free(thing)
        ]
        self.chance.shuffle(found)
        return found

    def quick(self, *domains: str) -> Thing | None:
        """Return a free thing that answers at once."""
        return next((t for t in self.free(*domains) if not t.late), None)

    def lit_by_motion(self) -> tuple[Thing, Thing] | None:
        """Return a free light and the motion sensor of its room."""
        return next(
            (
                (light, sensor)
                for light in self.free("light")
                for sensor in self.plan.sensing(light.area, "motion")
            ),
            None,
        )

    def automate(
        self, trigger: Part, goals: Sequence[Goal], conditions: Sequence[Part] = ()
    ) -> str:
        """Give the home an automation and return its entity id."""
        number = len(self.plan.automations) + 1
        entity_id = f"automation.own_{number}"
        self.plan.automations.append(
            Automation(
                id=f"17000000{number:05}",
                entity_id=entity_id,
                config={
                    "alias": f"Own {number}",
                    "triggers": [trigger],
                    "conditions": list(conditions),
                    "actions": [action(*goal) for goal in goals],
                    "mode": "restart",
                },
            )
        )
        return entity_id


def used(thing: Thing) -> Goal:
    """Return a thing with the state people use it in."""
    entity_id = thing.entity_id
    return entity_id, other_than(entity_id, rest_of(entity_id))
