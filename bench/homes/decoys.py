"""What looks like a habit in a made-up home and is none: machines, coincidences, habits that ended."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
import random
from uuid import NAMESPACE_URL, uuid5

from custom_components.ai_automation.model.routine import RoutineKind

from ..demo_home.place import Thing
from ..demo_home.recording import Context
from ..house import Automation
from .habits import Habit, Manner
from .plan import HOUR, MINUTE, Plan
from .truth import Decoy, Goal, Part, Planted, action, clock_text
from .world import World, other_than, rest_of

MACHINE_USER = uuid5(NAMESPACE_URL, "supervisor").hex
FADED_AFTER = 14
"""Days after which a habit that fades is no more."""
_SWITCHED = ("light", "switch", "fan")


@dataclass(kw_only=True)
class Trick:
    """One decoy, and how it goes on."""

    decoy: Decoy
    things: tuple[str, ...]
    """What nothing else is planted on."""
    machine: bool = True
    """Whether people leave those alone."""
    wire: Callable[[World], None] = field(default=lambda _: None)
    plan: Callable[[World, date], None] = field(default=lambda _w, _d: None)


class Decoys:
    """Chooses the decoys of a home, before anybody lives there."""

    def __init__(self, plan: Plan, chance: random.Random) -> None:
        """Choose about one for every six things that people control."""
        self._plan = plan
        self._chance = chance
        self.tricks: list[Trick] = []
        self._taken: set[str] = plan.bulbs
        able = len(self._free(*_SWITCHED, "climate", "cover"))
        ways = list(self._ways())
        first = plan.seed * 5 % len(ways)
        for way in ways[first:] + ways[:first]:
            if len(self.tricks) >= min(len(ways), able // 4):
                break
            if (trick := way()) is not None:
                self.tricks.append(trick)
                self._taken.update(trick.things)

    @property
    def taken(self) -> set[str]:
        """Return the things that are used up."""
        return self._taken

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
        return (*(trick.decoy for trick in self.tricks), *mechanical, *groups)

    def wire(self, world: World) -> None:
        """Let the decoys see what happens."""
        for trick in self.tricks:
            if trick.machine:
                world.busy.update(trick.things)
            trick.wire(world)

    def plan(self, world: World, day: date) -> None:
        """Queue a day."""
        for trick in self.tricks:
            trick.plan(world, day)

    def _ways(self) -> Iterator[Callable[[], Trick | None]]:
        yield self._automated_by_motion
        yield self._timer_of_another_hub
        yield self._faded
        yield self._coincidence
        yield self._automated_by_time
        yield self._opposite_people
        yield self._sensor_of_another_hub
        yield self._answers_late
        yield self._derived
        yield self._restarted
        yield self._machine_account
        yield self._integration

    def _free(self, *domains: str) -> list[Thing]:
        found = [
            thing
            for thing in self._plan.things
            if thing.entity_id.partition(".")[0] in domains
            and thing.entity_id not in self._taken
            and thing.area
        ]
        self._chance.shuffle(found)
        return found

    def _one(self, *domains: str) -> Thing | None:
        return next((t for t in self._free(*domains) if not t.late), None)

    def _by_motion(self) -> tuple[Thing, Thing] | None:
        """Return a light and the motion sensor of its room."""
        return next(
            (
                (light, sensor)
                for light in self._free("light")
                for sensor in self._plan.sensing(light.area, "motion")
            ),
            None,
        )

    # machines
    def _automated_by_motion(self) -> Trick | None:
        if (pair := self._by_motion()) is None:
            return None
        light, sensor = (thing.entity_id for thing in pair)
        wait = self._chance.choice((60, 120, 300))
        dark = {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"}
        on = self._automate(
            {"trigger": "state", "entity_id": sensor, "to": "on"},
            [(light, "on")],
            [dark],
        )
        off = self._automate(
            {
                "trigger": "state",
                "entity_id": sensor,
                "to": "off",
                "for": {"seconds": wait},
            },
            [(light, "off")],
        )

        def wire(world: World) -> None:
            turn = [0]

            def run(automation: str, context: Context, state: str, at: int) -> None:
                if at == turn[0]:
                    source = f"state of {sensor}"
                    world.diary.run_automation(
                        automation, source, context, {light: state}
                    )

            def moved(_old: str, state: str, context: Context) -> None:
                turn[0] += 1
                if state == "on" and world.is_dark:
                    run(on, context, "on", turn[0])
                elif state == "off":
                    world.diary.after(wait, run, off, context, "off", turn[0])

            world.diary.listen(sensor, moved)

        return Trick(
            decoy=_never(light, "automation_state", "already automated by motion"),
            things=(light,),
            machine=False,
            wire=wire,
        )

    def _automated_by_time(self) -> Trick | None:
        if (thing := self._one("light", "switch", "climate", "cover")) is None:
            return None
        return self._timed(thing, "automation_time", "already automated at fixed times")

    def _answers_late(self) -> Trick | None:
        thing = next((t for t in self._free("switch") if t.late), None)
        if thing is None:
            return None
        why = "confirms the automation's command so late that its row names nobody"
        return self._timed(thing, "automation_late", why)

    def _timed(self, thing: Thing, kind: str, why: str) -> Trick:
        entity_id = thing.entity_id
        runs = []
        for hour, state in self._hours(entity_id):
            at = clock_text(hour * HOUR)
            trigger = {"trigger": "time", "at": at}
            runs.append((hour, state, self._automate(trigger, [(entity_id, state)])))

        def plan(world: World, day: date) -> None:
            for hour, state, automation in runs:
                moment = world.plan.clock(day, hour * HOUR) + world.chance.uniform(
                    0, 0.4
                )
                world.diary.at(
                    moment,
                    world.diary.run_automation,
                    automation,
                    "time",
                    None,
                    {entity_id: state},
                )

        return Trick(decoy=_never(entity_id, kind, why), things=(entity_id,), plan=plan)

    def _hours(self, entity_id: str) -> list[tuple[float, str]]:
        """Return when a machine uses a thing and when it puts it back."""
        used = other_than(entity_id, rest_of(entity_id))
        begin = round(self._chance.uniform(6, 18) * 4) / 4
        end = begin + round(self._chance.uniform(1, 5) * 4) / 4
        return [(begin, used), (end, rest_of(entity_id))]

    def _timer_of_another_hub(self) -> Trick | None:
        def switch(world: World, entity_id: str, state: str) -> None:
            world.diary.machine("other_hub", entity_id, state)

        why = "switched by its own timer on the same second every day"
        return self._clockwork("other_hub", why, switch, 0.3)

    def _machine_account(self) -> Trick | None:
        def switch(world: World, entity_id: str, state: str) -> None:
            world.diary.call_by("machine_user", MACHINE_USER, entity_id, state)

        why = "the account of a program switches it"
        return self._clockwork("machine_user", why, switch, 240)

    def _integration(self) -> Trick | None:
        def switch(world: World, entity_id: str, state: str) -> None:
            world.diary.call_by("integration", None, entity_id, state)

        why = "an integration calls the action"
        return self._clockwork("integration", why, switch, 240)

    def _clockwork(
        self,
        kind: str,
        why: str,
        switch: Callable[[World, str, str], None],
        spread: float,
    ) -> Trick | None:
        """Return something that a machine moves at fixed times, give or take some seconds."""
        if (thing := self._one("switch", "climate", "light")) is None:
            return None
        entity_id = thing.entity_id
        hours = self._hours(entity_id)

        def plan(world: World, day: date) -> None:
            for hour, state in hours:
                moment = world.plan.clock(day, hour * HOUR)
                moment += world.chance.uniform(0, spread)
                world.diary.at(moment, switch, world, entity_id, state)

        return Trick(decoy=_never(entity_id, kind, why), things=(entity_id,), plan=plan)

    def _sensor_of_another_hub(self) -> Trick | None:
        if (pair := self._by_motion()) is None:
            return None
        light, sensor = (thing.entity_id for thing in pair)

        def wire(world: World) -> None:
            turn = [0]

            def run(state: str, at: int) -> None:
                if at == turn[0]:
                    world.diary.machine("other_hub", light, state)

            def moved(_old: str, state: str, _context: Context) -> None:
                turn[0] += 1
                wait = 0.5 if state == "on" else 120.0
                wait += world.chance.uniform(0, 0.4)
                world.diary.after(wait, run, state, turn[0])

            world.diary.listen(sensor, moved)

        why = "another hub switches it 0.5 s after the sensor and 120 s after it clears"
        return Trick(decoy=_never(light, "other_hub", why), things=(light,), wire=wire)

    def _derived(self) -> Trick | None:
        if (light := self._one("light")) is None:
            return None
        name = f"{light.name} copy"
        copy = f"switch.{light.entity_id.partition('.')[2]}_copy"
        self._plan.add(Thing(copy, name, light.area, "template"))

        def wire(world: World) -> None:
            def follow(_old: str, state: str, context: Context) -> None:
                world.diary.after(0.012, world.diary.mirror, copy, state, context)

            world.diary.listen(light.entity_id, follow)

        why = "a template that shows a light"
        return Trick(decoy=_never(copy, "derived", why), things=(copy,), wire=wire)

    def _restarted(self) -> Trick | None:
        """Return a plug that is on whenever Home Assistant comes back, some nights at about the same time."""
        if (thing := self._one("switch")) is None:
            return None
        entity_id = thing.entity_id
        hour = self._chance.uniform(9, 20)

        def plan(world: World, day: date) -> None:
            if world.chance.random() < 0.35:
                moment = world.plan.clock(day, hour * HOUR + world.chance.gauss(0, 240))
                world.diary.at(moment, world.restart, frozenset({entity_id}))

        why = "comes on when Home Assistant starts, and nobody switched it"
        decoy = Decoy(kind="restart", must_not=((entity_id, "on"),), why=why)
        return Trick(decoy=decoy, things=(entity_id,), machine=False, plan=plan)

    # people
    def _coincidence(self) -> Trick | None:
        """Return something used every evening at no fixed moment."""
        if (thing := self._one(*_SWITCHED)) is None:
            return None
        entity_id = thing.entity_id

        def plan(world: World, day: date) -> None:
            begun = world.plan.clock(day, world.chance.uniform(17.5, 22.5) * HOUR)
            ended = begun + world.chance.uniform(10, 100) * MINUTE
            world.diary.at(begun, world.touch, entity_id, "on", "wall")
            world.diary.at(ended, world.touch, entity_id, "off", "wall")

        why = "used at no fixed moment, only shares the rhythm of the day"
        decoy = _never(entity_id, "coincidence", why)
        return Trick(decoy=decoy, things=(entity_id,), plan=plan)

    def _faded(self) -> Trick | None:
        """Return a habit of the first two weeks."""
        if (thing := self._one("switch", "light")) is None:
            return None
        goal = (thing.entity_id, "on")
        planted = Planted(
            routine_id="faded",
            kind=RoutineKind.CLOCK,
            trigger={
                "trigger": "time",
                "at": clock_text(round(self._chance.uniform(18, 21.5) * 12) * 300),
            },
            targets=(goal,),
            follow=0.95,
            spread=240,
        )
        habits: list[Habit] = []
        last = self._plan.first + timedelta(days=FADED_AFTER)

        def wire(world: World) -> None:
            who = world.plan.residents[0]
            manner = Manner(who=who, via="wall", median=0.0)
            habits.append(Habit(planted, manner, world))

        def plan(_world: World, day: date) -> None:
            if day < last:
                habits[0].plan(day)

        decoy = Decoy(
            kind="faded",
            must_not=(goal,),
            why="a habit that ended after two weeks",
            active_until=self._plan.clock(last, 0),
            habit=planted,
        )
        return Trick(
            decoy=decoy, things=(goal[0],), machine=False, wire=wire, plan=plan
        )

    def _opposite_people(self) -> Trick | None:
        """Return what one person switches on every evening and another soon switches off."""
        if len(self._plan.residents) < 2:
            return None
        if (thing := self._one("light", "switch", "fan")) is None:
            return None
        entity_id = thing.entity_id
        hour = self._chance.uniform(18, 21)
        one, other = self._plan.residents[:2]

        def plan(world: World, day: date) -> None:
            moment = world.plan.clock(day, hour * HOUR + world.chance.gauss(0, 240))
            world.diary.at(moment, world.touch, entity_id, "on", "app", one)
            back = moment + world.chance.uniform(3, 14) * MINUTE
            if world.chance.random() < 0.7:
                world.diary.at(back, world.touch, entity_id, "off", "app", other)
            else:
                back += world.chance.uniform(0.5, 3) * HOUR
                world.diary.at(back, world.touch, entity_id, "off", "app", one)

        why = "one switches it on, another takes it back"
        return Trick(
            decoy=_never(entity_id, "opposite_people", why),
            things=(entity_id,),
            plan=plan,
        )

    def _automate(
        self, trigger: Part, goals: Sequence[Goal], conditions: Sequence[Part] = ()
    ) -> str:
        """Give the home an automation and return its entity id."""
        number = len(self._plan.automations) + 1
        entity_id = f"automation.own_{number}"
        self._plan.automations.append(
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


def _never(entity_id: str, kind: str, why: str) -> Decoy:
    """Return a decoy on all that a thing can do."""
    used = other_than(entity_id, rest_of(entity_id))
    goals = ((entity_id, used), (entity_id, rest_of(entity_id)))
    return Decoy(kind=kind, must_not=goals, why=why)
