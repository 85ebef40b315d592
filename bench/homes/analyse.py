"""The fast way from a recorded house to suggestions: the integration's own parts, without a Home Assistant.

The house is written as a recorder's database and read by the integration's own statements,
so that causes, acts and tracks are those of a real home. Only Home Assistant's own validation of an
automation is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
import tempfile
import threading
from typing import Any

from astral import Observer
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from custom_components.ai_automation.history import Scope
from custom_components.ai_automation.history.assemble import Assembly
from custom_components.ai_automation.history.numbers import Numbers
from custom_components.ai_automation.history.query import Query
from custom_components.ai_automation.history.recorder import read
from custom_components.ai_automation.history.recording import Recording
from custom_components.ai_automation.history.scope import Relevant
from custom_components.ai_automation.history.telling import telling_numbers
from custom_components.ai_automation.home.states import asked_state
from custom_components.ai_automation.model.evidence import Found, NearMiss
from custom_components.ai_automation.model.home import (
    Area,
    Device,
    Effect,
    Entity,
    ExistingAutomation,
    HomeContext,
    Person,
    User,
)
from custom_components.ai_automation.model.suggestion import Suggestion
from custom_components.ai_automation.model.track import History
from custom_components.ai_automation.routines.find import find
from custom_components.ai_automation.routines.timeline import Suns, Timeline
from custom_components.ai_automation.suggestions.draft import Draft, draft_all
from custom_components.ai_automation.suggestions.safety import problems

from ..house import House, write_recorder
from ..house.config import complete
from .plan import suns_between

DAY = 86400.0
_AT_ONCE = 900
"""How many values one statement of SQLite may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """What a run came to."""

    until: float
    history: History
    home: HomeContext
    suggestions: tuple[Suggestion, ...]
    near_misses: tuple[NearMiss, ...]
    tested: int


class Archive:
    """A house as a recorder's database, for as many runs as are wanted."""

    def __init__(self, house: House) -> None:
        """Write the database."""
        self.house = complete(house)
        self.home = home_of(self.house)
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "house.db"
        write_recorder(self.house, path)
        self._engine = create_engine(f"sqlite:///{path}")
        self.suns = suns_of(self.house)

    def close(self) -> None:
        """Forget the database."""
        self._engine.dispose()
        self._folder.cleanup()

    def history(self, until: float) -> History:
        """Return what was known at a moment."""
        scope = Scope()
        recording = Recording(
            relevant=Relevant.of(self.home, scope),
            start=self.house.start,
            until=self.house.start,
            end=until,
        )
        with Session(self._engine) as session:
            query = Query(
                session=session,
                since=self.house.start,
                end=until,
                at_once=_AT_ONCE,
                stop=threading.Event(),
            )
            read(query, recording)
            history = Assembly(
                recording=recording,
                home=self.home,
                scope=scope,
                end=until,
                log=(),
                targets=None,
            ).history()
            numbers = Numbers()
            telling = telling_numbers(self.home, scope, history.acts)
            numbers.read(
                telling,
                start=self.house.start,
                end=until,
                late=0.0,
                session=session,
                at_once=_AT_ONCE,
                stop=threading.Event(),
            )
        return replace(history, series=numbers.series(telling, until))

    def analyse(self, until: float) -> Analysed:
        """Return what is suggested at a moment, best first."""
        history = self.history(until)
        found = find(history, self.home, self.suns)
        return Analysed(
            until=until,
            history=history,
            home=self.home,
            suggestions=tuple(self._drafted(history, found, until)),
            near_misses=found.near_misses,
            tested=found.tested,
        )

    def _drafted(
        self, history: History, found: Found, until: float
    ) -> Iterator[Suggestion]:
        draft = Draft(
            home=self.home,
            timeline=Timeline(history, self.home, self.suns),
            automations=self.home.automations,
            known=(),
            purpose=frozenset(),
            run_id="accuracy",
            now=until,
        )
        for suggestion in draft_all(draft, found.findings).suggestions:
            if not problems(suggestion.automation, self.home):
                yield suggestion


def suns_of(house: House) -> Suns:
    """Return sunrise and sunset of all days that a house was recorded, and around them."""
    first = datetime.fromtimestamp(house.start, house.zone).date()
    last = datetime.fromtimestamp(house.end, house.zone).date()
    one = timedelta(days=1)
    observer = Observer(house.latitude, house.longitude, house.elevation)
    return Suns(suns_between(observer, house.zone, first - one, last + one))


def home_of(house: House) -> HomeContext:
    """Return the snapshot of the home that its registries would give."""
    places = {device.device_id: device.area_id for device in house.devices}
    entities = {
        e.entity_id: Entity(
            entity_id=e.entity_id,
            name=e.name,
            area_id=e.area_id or places.get(e.device_id or ""),
            device_id=e.device_id,
            platform=e.platform,
            device_class=e.device_class,
            unit_of_measurement=e.unit_of_measurement,
            entity_category=e.entity_category,
            supported_features=e.supported_features,
            labels=frozenset(e.labels),
            hidden=e.hidden,
        )
        for e in house.entities
        if not e.disabled
    }
    return HomeContext(
        version=1,
        time_zone=house.time_zone,
        latitude=house.latitude,
        longitude=house.longitude,
        elevation=house.elevation,
        language=house.language,
        areas={a.area_id: Area(area_id=a.area_id, name=a.name) for a in house.areas},
        devices={
            d.device_id: Device(device_id=d.device_id, name=d.name, area_id=d.area_id)
            for d in house.devices
        },
        entities=entities,
        people={
            p.entity_id: Person(entity_id=p.entity_id, name=p.name, user_id=p.user_id)
            for p in house.people
        },
        users={
            u.user_id: User(user_id=u.user_id, name=u.name, machine=u.system_generated)
            for u in house.users
        },
        automations=tuple(
            ExistingAutomation(
                entity_id=one.entity_id,
                automation_id=one.id,
                alias=str(one.config["alias"]),
                config=one.config,
                trigger_entities=_triggering(one.config),
                effects=tuple(_effects(one.config)),
            )
            for one in sorted(house.automations, key=lambda one: one.entity_id)
            if one.enabled
        ),
    )


def _triggering(config: Mapping[str, Any]) -> frozenset[str]:
    """Return the entities that start an automation of a made-up home."""
    return frozenset(
        trigger["entity_id"] for trigger in config["triggers"] if "entity_id" in trigger
    )


def _effects(config: Mapping[str, Any]) -> Iterator[Effect]:
    """Yield what an automation of a made-up home does: its steps name their entities."""
    for step in config["actions"]:
        service = step["action"].partition(".")[2]
        targets = step["target"]["entity_id"]
        for entity_id in [targets] if isinstance(targets, str) else targets:
            state = asked_state(
                entity_id.partition(".")[0], service, step.get("data", {})
            )
            yield Effect(entity_id=entity_id, state=state)
