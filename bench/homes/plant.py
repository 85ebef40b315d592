"""Plants habits of every kind in a made-up home, and lets people live by them."""

from dataclasses import replace
from datetime import date

from custom_components.ai_automation.model.routine import RoutineKind

from .habits import Forgetting, Habit, Manner, Opening
from .kinds import WAYS
from .site import Site
from .truth import Planted
from .world import World

_ROUNDS = 3


class Planter:
    """Chooses what the people of a home are used to."""

    def __init__(self, site: Site, world: World) -> None:
        """Start with nothing planted."""
        self.habits: list[Habit] = []
        self._openings: list[Opening] = []
        self._site = site
        self._world = world

    def plant(self, count: int) -> None:
        """Plant about so many habits, kind by kind in turn as far as the home has things."""
        ways = list(WAYS.values())
        first = self._site.plan.seed % len(ways)
        for way in (ways[first:] + ways[:first]) * _ROUNDS:
            if len(self.habits) >= count:
                return
            planted = way(self._site)
            if planted is not None and not self._begins_alike(planted):
                name = f"r{len(self.habits) + 1}"
                self._add(replace(planted, routine_id=name))

    def _begins_alike(self, planted: Planted) -> bool:
        """Tell whether another habit begins with the same: the two would be one."""
        return any(h.planted.trigger == planted.trigger for h in self.habits)

    def _add(self, planted: Planted) -> None:
        world, chance = self._world, self._site.chance
        who = chance.choice(self._site.plan.residents)
        loose, median, sigma = True, 0.0, 0.5
        via = chance.choice(("wall", "wall", "app", "voice"))
        match planted.kind:
            case RoutineKind.FOLLOW:
                median = chance.choice((6.0, 12.0, 25.0, 45.0, 80.0))
            case RoutineKind.LEFT_ON:
                median, sigma, via, loose = 40.0, 0.6, "app", False
                Forgetting(planted.targets[0][0], world)
            case RoutineKind.PRESENCE:
                median = chance.choice((30.0, 60.0, 90.0))
                via = "app" if planted.targets[0][1] == "off" else via
            case RoutineKind.THRESHOLD:
                median, sigma = chance.choice((60.0, 120.0, 180.0)), 0.6
            case RoutineKind.BUNDLE:
                median, sigma = 16.0, 0.5
                hours = chance.choice(((6.5, 9.5), (17.0, 22.5), (18.5, 22.5)))
                self._openings.append(Opening(planted.bundle[0], hours, world))
                world.busy.add(planted.bundle[0][0])
        manner = Manner(who=who, via=via, median=median, sigma=sigma, loose=loose)
        self.habits.append(Habit(planted, manner, world))
        self._site.take(*(e for e, _ in (*planted.targets, *planted.bundle)))
        if planted.kind is RoutineKind.FOLLOW:
            self._site.take(planted.trigger["entity_id"])

    def plan(self, day: date) -> None:
        """Queue a day."""
        for habit in self.habits:
            habit.plan(day)
            habit.prepare(day)
        for opening in self._openings:
            opening.plan(day)
