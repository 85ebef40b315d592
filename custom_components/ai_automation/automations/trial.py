"""One run of a suggestion's actions on the real devices, and everything put back afterwards."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from homeassistant.const import EVENT_CALL_SERVICE, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Context, Event, HomeAssistant, State, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.helpers.script import Script
from homeassistant.helpers.state import async_reproduce_state
import voluptuous as vol

from ..const import DOMAIN, LOGGER
from ..home.states import asked_state
from ..home.targets import TARGET_KEYS, async_action_targets
from .prepared import Prepared

LONGEST_SECONDS = 60
"""A script with delays is cut off after this."""
SLOW_SECONDS = 15
"""A device is waited for so long."""
HOLD_SECONDS = 5
"""What was done can be looked at for so long before it is put back."""
_SETTINGS = (
    "brightness",
    "color_temp_kelvin",
    "rgb_color",
    "effect",
    "temperature",
    "target_temp_high",
    "target_temp_low",
    "preset_mode",
    "fan_mode",
    "humidity",
    "percentage",
    "current_position",
    "current_tilt_position",
    "volume_level",
    "source",
)
"""Attributes that tell what somebody set a thing to."""
_NO_STATE = (None, STATE_UNAVAILABLE, STATE_UNKNOWN)
_ON_ITS_WAY: Mapping[str, str] = {
    "opening": "open",
    "closing": "closed",
    "locking": "locked",
    "unlocking": "unlocked",
    "returning": "docked",
    "buffering": "playing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialStep:
    """What one called action did to one thing."""

    action: str
    entity_id: str | None
    """None for what is aimed at nothing, such as a notification."""
    before: str | None
    after: str | None
    wanted: str | None
    """The state that was asked for, None where that is not known beforehand."""
    set_before: Mapping[str, Any] = field(default_factory=dict)
    """What it was set to, such as brightness, by attribute."""
    set_after: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Return whether what was asked for happened, as far as it can be told."""
        if self.entity_id is not None and self.after in _NO_STATE:
            return False
        return self.wanted is None or is_reached(self.after, self.wanted)


@dataclass(slots=True, kw_only=True)
class TrialResult:
    """What a test came to."""

    steps: list[TrialStep] = field(default_factory=list)
    error: str | None = None
    """What ended the actions early."""
    restored: list[str] = field(default_factory=list)
    not_restored: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Return whether everything happened, and nothing is left behind."""
        happened = self.error is None and all(step.ok for step in self.steps)
        return happened and not self.not_restored


class Trial:
    """A test that runs until it is over, or until somebody has seen enough."""

    def __init__(
        self, hass: HomeAssistant, prepared: Prepared, context: Context
    ) -> None:
        """Keep how everything that may be moved is now."""
        self._hass = hass
        self._prepared = prepared
        self._context = context
        self._enough = asyncio.Event()
        self._settled = asyncio.Event()
        self._result = TrialResult()
        states = (hass.states.get(entity_id) for entity_id in prepared.movable)
        self.kept = tuple(state for state in states if state is not None)

    @callback
    def async_end(self) -> None:
        """Let the actions and the waiting end now."""
        self._enough.set()
        self._settled.set()

    async def async_run(
        self, *, hold: bool, slow: float = SLOW_SECONDS, held: float = HOLD_SECONDS
    ) -> TrialResult:
        """Run the actions, wait for slow devices and, to hold, give time to look."""
        stop = self._hass.bus.async_listen(EVENT_CALL_SERVICE, self._async_called)
        try:
            await self._async_act()
        finally:
            stop()
        await _async_until(
            self._hass,
            {step.entity_id for step in self._result.steps if step.entity_id},
            self._is_settled,
            slow,
            over=self._settled,
        )
        self._look_again()
        if hold:
            with suppress(TimeoutError):
                async with asyncio.timeout(held):
                    await self._enough.wait()
        return self._result

    async def async_put_back(self, *, slow: float = SLOW_SECONDS) -> None:
        """Bring back what was moved, unless a person moved it since; say what could not be."""
        result = self._result
        moved = [state for state in self.kept if self._is_ours_to_restore(state)]
        left = await async_bring_back(self._hass, moved, self._context, slow=slow)
        result.not_restored = left
        result.restored = [s.entity_id for s in moved if s.entity_id not in left]

    async def _async_act(self) -> None:
        """Run the actions until they end, fail, take too long or are cut off."""
        script = Script(
            self._hass,
            [dict(action) for action in self._prepared.actions],
            f"Test of {self._prepared.title}",
            DOMAIN,
            running_description="test",
            logger=LOGGER,
        )
        run = self._hass.async_create_task(script.async_run(context=self._context))
        enough = self._hass.async_create_task(self._enough.wait())
        try:
            await asyncio.wait(
                (run, enough),
                timeout=LONGEST_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not run.done():
                await script.async_stop()
                self._result.error = "The actions took too long and were cut off"
                if self._enough.is_set():
                    self._result.error = "The test was cut off"
            else:
                await run
        except (HomeAssistantError, vol.Invalid) as err:
            self._result.error = str(err) or type(err).__name__
        finally:
            enough.cancel()
            run.cancel()
            await script.async_unload()

    @callback
    def _async_called(self, event: Event[Any]) -> None:
        """Note an action that is called under the test, and how its targets are just before."""
        if self._context.id not in (event.context.id, event.context.parent_id):
            return
        domain, service = event.data["domain"], event.data["service"]
        data = event.data["service_data"]
        target = {key: data[key] for key in TARGET_KEYS if key in data}
        found = sorted(async_action_targets(self._hass, domain, service, target))
        aimed: list[str | None] = [*found] if found else [None]
        for entity_id in aimed:
            self._note(f"{domain}.{service}", entity_id, data)

    def _note(
        self, action: str, entity_id: str | None, data: Mapping[str, Any]
    ) -> None:
        """Add a step; what a thing was before it is what it came to in the step before."""
        now = _state(self._hass, entity_id)
        steps = self._result.steps
        for index, step in enumerate(steps):
            if step.entity_id == entity_id is not None and step.after is None:
                steps[index] = replace(
                    step, after=now, wanted=None, set_after=_set(self._hass, entity_id)
                )
        domain, _, service = action.partition(".")
        wanted = None
        if entity_id is not None:
            own = entity_id.partition(".")[0]
            wanted = asked_state(
                own if domain == "homeassistant" else domain, service, data
            )
        steps.append(
            TrialStep(
                action=action,
                entity_id=entity_id,
                before=now,
                after=None,
                wanted=wanted,
                set_before=_set(self._hass, entity_id),
            )
        )

    def _look_again(self) -> None:
        """Note how everything is after all."""
        self._result.steps = [
            step
            if step.after is not None
            else replace(
                step,
                after=_state(self._hass, step.entity_id),
                set_after=_set(self._hass, step.entity_id),
            )
            for step in self._result.steps
        ]

    def _is_settled(self) -> bool:
        """Return whether everything has the state that was last asked of it."""
        return all(
            step.after is not None
            or step.wanted is None
            or _state(self._hass, step.entity_id) == step.wanted
            for step in self._result.steps
        )

    def _is_ours_to_restore(self, was: State) -> bool:
        """Return whether a thing differs and no person moved it after the test."""
        now = self._hass.states.get(was.entity_id)
        if now is None or not _differs(was, now):
            return False
        by_test = self._context.id in (now.context.id, now.context.parent_id)
        return by_test or now.context.user_id is None


async def async_bring_back(
    hass: HomeAssistant,
    states: Sequence[State],
    context: Context,
    *,
    slow: float = SLOW_SECONDS,
) -> list[str]:
    """Bring things to former states; return those that did not get there."""
    wanted = [state for state in states if state.state not in _NO_STATE]
    for state in wanted:
        try:
            await async_reproduce_state(hass, state, context=context)
        except (HomeAssistantError, vol.Invalid, ValueError) as err:
            LOGGER.warning("%s could not be put back: %s", state.entity_id, err)

    def _left() -> list[str]:
        return [
            state.entity_id
            for state in states
            if not is_reached(_state(hass, state.entity_id), state.state)
        ]

    await _async_until(hass, {s.entity_id for s in states}, lambda: not _left(), slow)
    return _left()


async def _async_until(
    hass: HomeAssistant,
    entity_ids: Collection[str],
    is_over: Callable[[], bool],
    seconds: float,
    *,
    over: asyncio.Event | None = None,
) -> None:
    """Wait until something about things is over, for some seconds at most."""
    over = over or asyncio.Event()

    @callback
    def _look(_event: object = None) -> None:
        if is_over():
            over.set()

    stop = async_track_state_change_event(hass, entity_ids, _look)
    _look()
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await over.wait()
    finally:
        stop()


def is_reached(state: str | None, wanted: str) -> bool:
    """Return whether a thing is as wanted, or on its way there."""
    return state is not None and wanted in (state, _ON_ITS_WAY.get(state))


def _differs(was: State, now: State) -> bool:
    """Return whether a thing is not as it was; what it is set to counts too."""
    return was.state != now.state or dict(was.attributes) != dict(now.attributes)


def _set(hass: HomeAssistant, entity_id: str | None) -> dict[str, Any]:
    """Return what a thing is set to."""
    state = hass.states.get(entity_id) if entity_id else None
    return (
        {name: state.attributes[name] for name in _SETTINGS if name in state.attributes}
        if state
        else {}
    )


def _state(hass: HomeAssistant, entity_id: str | None) -> str | None:
    """Return the state of a thing."""
    state = hass.states.get(entity_id) if entity_id else None
    return state.state if state else None
