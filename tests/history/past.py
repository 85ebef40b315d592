"""Homes with a past, for the tests of the history."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, HomeAssistant
import numpy as np
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.ai_automation.model.home import (
    Area,
    Entity,
    HomeContext,
    Person,
    User,
)
from custom_components.ai_automation.model.track import History

START = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
"""A Monday midnight."""
HOUR = 3600.0
DAY = 24 * HOUR

ANA = "a" * 32
BEN = "b" * 32
ADDON = "c" * 32


def entity(entity_id: str, **changes: Any) -> Entity:
    """Return an entity of a platform with things of its own."""
    return Entity(
        **{"entity_id": entity_id, "name": entity_id, "platform": "hue", **changes}
    )


def home(*entities: Entity | str, **changes: Any) -> HomeContext:
    """Return a home of Ana, Ben and an add-on."""
    made = [entity(e) if isinstance(e, str) else e for e in entities]
    return HomeContext(
        **{
            "version": 1,
            "time_zone": "UTC",
            "latitude": 52.5,
            "longitude": 13.4,
            "areas": {
                "hall": Area(area_id="hall", name="Hall", floor_id="ground"),
            },
            "entities": {e.entity_id: e for e in made},
            "people": {
                "person.ana": Person(entity_id="person.ana", name="Ana", user_id=ANA),
                "person.ben": Person(entity_id="person.ben", name="Ben", user_id=BEN),
            },
            "users": {
                ANA: User(user_id=ANA, name="Ana"),
                BEN: User(user_id=BEN, name="Ben"),
                ADDON: User(user_id=ADDON, name="Supervisor", machine=True),
            },
            **changes,
        }
    )


class Past:
    """Writes a past through a real recorder."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
        """Begin at START."""
        self.hass = hass
        self._freezer = freezer
        freezer.move_to(datetime.fromtimestamp(START, UTC))

    def move_to(self, after: float) -> None:
        """Let it be so many seconds after START."""
        self._freezer.move_to(datetime.fromtimestamp(START + after, UTC))

    def state(
        self,
        after: float,
        entity_id: str,
        state: str,
        context: Context | None = None,
        attributes: Mapping[str, Any] | None = None,
    ) -> None:
        """Write a state; without a context as a device does that reports by itself."""
        self.move_to(after)
        self.hass.states.async_set(entity_id, state, attributes, context=context)

    def states(self, entity_id: str, rows: Iterable[tuple[float, str]]) -> None:
        """Write states that a device reports by itself."""
        for after, state in rows:
            self.state(after, entity_id, state)

    def call(self, after: float, action: str, context: Context, **fields: Any) -> None:
        """Write the call of an action."""
        domain, _, service = action.partition(".")
        self.event(
            after,
            "call_service",
            context,
            domain=domain,
            service=service,
            service_data=fields,
        )

    def event(
        self, after: float, event_type: str, context: Context | None = None, **data: Any
    ) -> None:
        """Write an event."""
        self.move_to(after)
        self.hass.bus.async_fire(event_type, data, context=context)

    async def async_recorded(self) -> None:
        """Wait until everything is in the database."""
        await self.hass.async_block_till_done()
        await async_wait_recording_done(self.hass)


def told(history: History) -> list[tuple[float, str, str, str]]:
    """Return the acts, short: hours after START, entity, state and cause."""
    return [
        (round((a.at - START) / HOUR, 3), a.entity_id, a.state, str(a.cause))
        for a in history.acts
    ]


def assert_same(one: History, other: History) -> None:
    """Check that two histories say the same, however they were read."""
    for name in ("start", "end", "acts", "groups", "gaps", "starts", "hub_rules"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.causes == other.causes
    assert one.tracks.keys() == other.tracks.keys()
    for entity_id, track in one.tracks.items():
        same = other.tracks[entity_id]
        assert track.states == same.states, entity_id
        assert np.array_equal(track.codes, same.codes), entity_id
        assert np.array_equal(track.times, same.times), entity_id
    assert one.machine_times.keys() == other.machine_times.keys()
    for key, times in one.machine_times.items():
        assert np.array_equal(times, other.machine_times[key]), key
