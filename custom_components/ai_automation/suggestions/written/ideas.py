"""Ideas of a language model: what history cannot show, marked as such, and kept only where it would not annoy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from ...language.prompt import Prompt, text_of
from ...language.provider import Message, Role
from ...model.act import Act
from ...model.home import ExistingAutomation, HomeContext
from ...model.routine import Routine
from ...model.suggestion import Category, Origin, Risk, Suggestion, SuggestionStatus
from ...phrases import phrase
from ...routines.timeline import Timeline
from ...routines.trial import firings
from ..conflicts import find_conflicts
from ..duplicates import find_automation, find_known
from ..proof import counted_days, often
from ..safety import is_security
from ..words import title_of
from .catalog import Catalog
from .form import automation_schema, definitions
from .reader import Written
from .request import words_of_request
from .seeds import Seed
from .wording import LANGUAGES, instructed

PROMPT = "ideas_v1"
A_DAY = 6.0
"""More firings a day than this are noise: people switch a thing about that often themselves."""
NIGHT_SHARE = 0.1
"""Share of firings between eleven and six that may move something; more would wake somebody."""
AGAINST = 0.2
"""Share of firings that may come within ten minutes of somebody wanting the opposite by hand."""
_SOON = 600.0
_NIGHT = (23, 6)


class Annoying(Exception):  # said of an idea, not of an error
    """An idea that is not kept; the argument says why, as a key of `idea_dropped`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What ideas are held against."""

    timeline: Timeline
    acts: tuple[Act, ...]
    automations: tuple[ExistingAutomation, ...]
    known: Sequence[Suggestion]
    skip_duplicates: bool


def idea_prompt(
    seed: Seed, home: HomeContext, catalog: Catalog, instructions: str
) -> Prompt:
    """Return what a language model is told of a seed; reads a file."""
    rules = text_of(PROMPT, language=LANGUAGES.get(home.language, home.language))
    head = '["id", "name", "area", "kind", "states", "numbers that can be set"]'
    return Prompt(
        name=PROMPT,
        messages=(
            Message(role=Role.SYSTEM, text=rules, ours=True),
            Message(role=Role.USER, text=f"In common: {seed.hint}.", ours=True),
            *instructed(instructions),
            Message(role=Role.USER, text=f"{head}\n{catalog.text}"),
        ),
        schema={
            "type": "object",
            "properties": {
                "automation": {"anyOf": [{"type": "null"}, automation_schema()]}
            },
            "required": ["automation"],
            "additionalProperties": False,
            "$defs": definitions(catalog.ids),
        },
        answer_tokens=900,
    )


def suggestion_of(
    written: Written, home: HomeContext, past: Past, *, run_id: str, now: float
) -> Suggestion:
    """Return an idea as a suggestion; Annoying where it should not be kept. Takes a while.

    It claims no proof: it has no evidence and no confidence, and its description says only
    how often it would have run.
    """
    routine = written.when
    fired = _fired(routine, written, home, past)
    title, description = words_of_request(
        written, title_of(routine, home, notices=written.notices), home
    )
    days = round(past.timeline.recorded_days)
    said = phrase(
        home.language,
        "idea" if fired else "idea_never",
        days=counted_days(days, home.language),
        often=often(fired, home.language),
    )
    told = phrase(
        home.language, "description", title=description.rstrip("."), proof=said
    )
    secured = any(is_security(home.entities[t.entity_id]) for t in routine.targets)
    first = home.entities.get(next(iter(written.entity_ids), ""))
    return Suggestion(
        suggestion_id=uuid4().hex,
        origin=Origin.IDEA,
        kind=routine.kind,
        status=SuggestionStatus.NEW,
        created=now,
        updated=now,
        run_id=run_id,
        offered=False,
        fingerprint=routine.fingerprint,
        title=title,
        description=told,
        category=Category.SECURITY if secured else Category(written.category),
        area_id=first.area_id if first else None,
        entity_ids=written.entity_ids,
        confidence=0.0,
        worth=0.0,
        risk=Risk.SECURITY if secured else Risk.NORMAL,
        warnings=(
            *((phrase(home.language, "warning_security"),) if secured else ()),
            *(
                one.words
                for one in find_conflicts(routine, past.automations, past.timeline)
            ),
        ),
        automation={**written.automation, "alias": title, "description": told},
        routine=written.routine,
    )


def _fired(routine: Routine, written: Written, home: HomeContext, past: Past) -> int:
    """Return how often an idea would have run; Annoying where that or something else speaks against it."""
    if not written.entity_ids:
        raise Annoying("nothing")
    if written.routine is not None:
        if find_known(routine, past.known, past.timeline):
            raise Annoying("known")
        if past.skip_duplicates and find_automation(
            routine, past.automations, past.timeline
        ):
            raise Annoying("automated")
    times = [
        float(t) for t in firings(routine.triggers, routine.conditions, past.timeline)
    ]
    if len(times) > A_DAY * max(1.0, past.timeline.recorded_days):
        raise Annoying("often")
    if written.routine is not None:
        _look_at_people(times, routine, home, past)
    return len(times)


def _look_at_people(
    times: list[float], routine: Routine, home: HomeContext, past: Past
) -> None:
    """Raise Annoying where an idea would wake people, or be at odds with them."""
    if not times:
        raise Annoying("never")
    zone = ZoneInfo(home.time_zone)
    hours = [datetime.fromtimestamp(t, zone).hour for t in times]
    at_night = sum(hour >= _NIGHT[0] or hour < _NIGHT[1] for hour in hours)
    if at_night > NIGHT_SHARE * len(times):
        raise Annoying("night")
    wanted = {t.entity_id: t.state for t in routine.targets}
    other = [
        act.at
        for act in past.acts
        if act.entity_id in wanted and act.state != wanted[act.entity_id]
    ]
    against = sum(any(abs(t - at) <= _SOON for at in other) for t in times)
    if against > AGAINST * len(times):
        raise Annoying("against_people")
