"""What is too bright or too loud for an automation that acts while people sleep."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..model.routine import ClockTrigger, Condition, TimeCondition, Trigger
from .parse import parse_when
from .reading import NotInClosedForm, either
from .safety import Problem, steps
from .settings import settings_of

BEGIN, END = 0, 5 * 3600
"""Seconds after midnight between which nearly everybody sleeps."""
MOST: Mapping[tuple[str, str], float] = {
    ("light", "brightness_pct"): 80,
    ("media_player", "volume_level"): 0.5,
}
"""By domain and setting, what is still bearable then."""


def night_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what an automation that acts at night alone sets too high."""
    try:
        triggers, conditions = parse_when(config)
    except NotInClosedForm:
        return
    if not _is_of_night(triggers, conditions):
        return
    for step in steps(either(config, "actions", "action")):
        for setting in settings_of(step):
            most = MOST.get((setting.entity_id.partition(".")[0], setting.name))
            if most is not None and setting.value > most:
                yield Problem(
                    key="problem_night",
                    placeholders={
                        "entity": setting.entity_id,
                        "name": setting.name,
                        "value": f"{setting.value:g}",
                        "most": f"{most:g}",
                    },
                )


def _is_of_night(
    triggers: tuple[Trigger, ...], conditions: tuple[Condition, ...]
) -> bool:
    """Return whether an automation acts at night and at no other time."""
    return all(
        isinstance(trigger, ClockTrigger) and BEGIN <= trigger.at < END
        for trigger in triggers
    ) or any(
        isinstance(condition, TimeCondition)
        and BEGIN <= condition.after < condition.before <= END
        for condition in conditions
    )
