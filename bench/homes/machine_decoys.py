"""Decoys that machines are behind: automations, other hubs, programs, templates and restarts."""

from collections.abc import Callable
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from ..demo_home.place import Thing
from ..demo_home.recording import Context
from .people_decoys import at_no_fixed_moment
from .plan import HOUR
from .site import Site
from .trick import Trick, never
from .truth import Decoy, clock_text
from .world import World, other_than, rest_of

MACHINE_USER = uuid5(NAMESPACE_URL, "supervisor").hex


def automated_by_motion(site: Site) -> Trick | None:
    """Return a light that automations switch by motion."""
    if (pair := site.lit_by_motion()) is None:
        return None
    light, sensor = (thing.entity_id for thing in pair)
    wait = site.chance.choice((60, 120, 300))
    dark = {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"}
    on = site.automate(
        {"trigger": "state", "entity_id": sensor, "to": "on"},
        [(light, "on")],
        [dark],
    )
    off = site.automate(
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
                world.diary.run_automation(automation, source, context, {light: state})

        def moved(_old: str, state: str, context: Context) -> None:
            turn[0] += 1
            if state == "on" and world.is_dark:
                run(on, context, "on", turn[0])
            elif state == "off":
                world.diary.after(wait, run, off, context, "off", turn[0])

        world.diary.listen(sensor, moved)

    return Trick(
        decoy=never(light, "automation_state", "already automated by motion"),
        things=(light,),
        machine=False,
        wire=wire,
    )


def automated_by_time(site: Site) -> Trick | None:
    """Return something that automations switch at fixed times."""
    if (thing := site.quick("light", "switch", "climate", "cover")) is None:
        return None
    return _timed(site, thing, "automation_time", "already automated at fixed times")


def answers_late(site: Site) -> Trick | None:
    """Return something that answers an automation so late that nobody is named."""
    thing = next((t for t in site.free("switch") if t.late), None)
    if thing is None:
        return None
    why = "confirms the automation's command so late that its row names nobody"
    return _timed(site, thing, "automation_late", why)


def _timed(site: Site, thing: Thing, kind: str, why: str) -> Trick:
    entity_id = thing.entity_id
    runs = []
    for hour, state in _hours(site, entity_id):
        at = clock_text(hour * HOUR)
        trigger = {"trigger": "time", "at": at}
        runs.append((hour, state, site.automate(trigger, [(entity_id, state)])))

    def plan(world: World, day: date) -> None:
        for hour, state, automation in runs:
            moment = world.plan.clock(day, hour * HOUR) + world.chance.uniform(0, 0.4)
            world.diary.at(
                moment,
                world.diary.run_automation,
                automation,
                "time",
                None,
                {entity_id: state},
            )

    return Trick(decoy=never(entity_id, kind, why), things=(entity_id,), plan=plan)


def _hours(site: Site, entity_id: str) -> list[tuple[float, str]]:
    """Return when a machine uses a thing and when it puts it back."""
    used = other_than(entity_id, rest_of(entity_id))
    begin = round(site.chance.uniform(6, 18) * 4) / 4
    end = begin + round(site.chance.uniform(1, 5) * 4) / 4
    return [(begin, used), (end, rest_of(entity_id))]


def timer_of_another_hub(site: Site) -> Trick | None:
    """Return something that another hub's timer switches."""

    def switch(world: World, entity_id: str, state: str) -> None:
        world.diary.machine("other_hub", entity_id, state)

    why = "switched by its own timer on the same second every day"
    return _clockwork(site, "other_hub", why, switch, 0.3)


def machine_account(site: Site) -> Trick | None:
    """Return something that a program's account switches."""

    def switch(world: World, entity_id: str, state: str) -> None:
        world.diary.call_by("machine_user", MACHINE_USER, entity_id, state)

    why = "the account of a program switches it"
    return _clockwork(site, "machine_user", why, switch, 240)


def integration(site: Site) -> Trick | None:
    """Return something that an integration switches."""

    def switch(world: World, entity_id: str, state: str) -> None:
        world.diary.call_by("integration", None, entity_id, state)

    why = "an integration calls the action"
    return _clockwork(site, "integration", why, switch, 240)


def _clockwork(
    site: Site,
    kind: str,
    why: str,
    switch: Callable[[World, str, str], None],
    spread: float,
) -> Trick | None:
    """Return something that a machine moves at fixed times, give or take some seconds."""
    if (thing := site.quick("switch", "climate", "light")) is None:
        return None
    entity_id = thing.entity_id
    hours = _hours(site, entity_id)

    def plan(world: World, day: date) -> None:
        for hour, state in hours:
            moment = world.plan.clock(day, hour * HOUR)
            moment += world.chance.uniform(0, spread)
            world.diary.at(moment, switch, world, entity_id, state)

    return Trick(decoy=never(entity_id, kind, why), things=(entity_id,), plan=plan)


def sensor_of_another_hub(site: Site) -> Trick | None:
    """Return a light that another hub switches by motion."""
    if (pair := site.lit_by_motion()) is None:
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
    return Trick(decoy=never(light, "other_hub", why), things=(light,), wire=wire)


def derived(site: Site) -> Trick | None:
    """Return a template that shows a light."""
    if (light := site.quick("light")) is None:
        return None
    name = f"{light.name} copy"
    copy = f"switch.{light.entity_id.partition('.')[2]}_copy"
    site.plan.add(Thing(copy, name, light.area, "template"))

    def wire(world: World) -> None:
        def follow(_old: str, state: str, context: Context) -> None:
            world.diary.after(0.012, world.diary.mirror, copy, state, context)

        world.diary.listen(light.entity_id, follow)

    why = "a template that shows a light"
    return Trick(decoy=never(copy, "derived", why), things=(copy,), wire=wire)


def restarted(site: Site) -> Trick | None:
    """Return a plug that is on whenever Home Assistant comes back, some nights at about the same time."""
    if (thing := site.quick("switch")) is None:
        return None
    entity_id = thing.entity_id
    hour = site.chance.uniform(9, 20)

    def plan(world: World, day: date) -> None:
        if world.chance.random() < 0.35:
            moment = world.plan.clock(day, hour * HOUR + world.chance.gauss(0, 240))
            world.diary.at(moment, world.restart, frozenset({entity_id}))

    why = "comes on when Home Assistant starts, and nobody switched it"
    decoy = Decoy(kind="restart", must_not=((entity_id, "on"),), why=why)
    return Trick(decoy=decoy, things=(entity_id,), machine=False, plan=plan)


def adaptive(site: Site) -> Trick | None:
    """Return a light, used at no fixed moment, whose brightness an integration sets anew while it is on."""
    if (light := site.quick("light")) is None:
        return None
    entity_id = light.entity_id
    why = "an integration sets its brightness every half an hour"
    trick = at_no_fixed_moment(entity_id, "adaptive_lighting", why)

    def wire(world: World) -> None:
        turn = [0]

        def adapt(at: int) -> None:
            if at == turn[0] and world.diary.states[entity_id] == "on":
                world.diary.brighten(entity_id, world.chance.randint(80, 255))
                world.diary.after(1800, adapt, at)

        def switched(_old: str, state: str, _context: Context) -> None:
            turn[0] += 1
            if state == "on":
                world.diary.after(1800, adapt, turn[0])

        world.diary.listen(entity_id, switched)

    trick.wire = wire
    return trick
