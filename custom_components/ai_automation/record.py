"""What a run writes down: what was read, what it came to, and why it is silent."""

from collections import Counter
from typing import Any

from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN, MINIMUM_DAYS
from .model.evidence import Found
from .model.home import HomeContext
from .model.run import AnalysisRun, RunStatus
from .model.suggestion import SuggestionStatus
from .model.track import History
from .suggestions import Made
from .suggestions.hubs import hub_words
from .suggestions.revisions import Revisions

DAY = 86400
SILENCE_ENTRIES = 20


def count(run: AnalysisRun, history: History) -> None:
    """Write down what was read."""
    run.counts |= {
        "rows": history.rows,
        "acts": len(history.acts),
        "days": int((history.end - history.start) / DAY),
    } | {f"cause_{cause.value}": n for cause, n in sorted(history.causes.items())}


def conclude(
    run: AnalysisRun, home: HomeContext, history: History, found: Found, made: Made
) -> None:
    """Write down what the run came to, and explain silence."""
    run.counts |= {
        "new": len(made.new),
        "updated": len(made.updated),
        "withdrawn": len(made.withdrawn),
        "dropped": len(made.dropped),
    }
    shown = sorted(
        (s for s in [*made.new, *made.updated] if s.status is SuggestionStatus.NEW),
        key=lambda s: (-s.worth, s.fingerprint),
    )
    run.suggestions = [s.suggestion_id for s in shown]
    run.status = RunStatus.COMPLETED if shown else RunStatus.NOTHING_FOUND
    acts = Counter(act.entity_id for act in history.acts)
    run.silence = {
        "acts": dict(acts.most_common(SILENCE_ENTRIES)),
        "near_misses": [
            {
                "entity_ids": [target.entity_id for target in miss.routine.targets],
                "states": [target.state for target in miss.routine.targets],
                "kind": miss.routine.kind.value,
                "reason": miss.reason,
                "right": miss.right,
                "wrong": miss.wrong,
                "needed": miss.needed,
            }
            for miss in found.near_misses[:SILENCE_ENTRIES]
        ],
        "dropped": [
            {"title": dropped.title, "reason": dropped.reason}
            for dropped in made.dropped
        ],
        "other_hubs": [
            {
                "entity_id": rule.entity_id,
                "state": rule.state,
                "after": rule.after,
                "after_state": rule.after_state,
                "seconds": round(rule.lag, 1),
                "times": rule.times,
                "undone": rule.undone,
                "message": hub_words(rule, home),
            }
            for rule in history.hub_rules
        ],
    }
    if not shown:
        why = why_silent(history)
        run.reason, run.detail = why.translation_key, str(why)


def in_trouble(revisions: Revisions) -> list[dict[str, Any]]:
    """Return the automations that do not do well and that no change would mend."""
    return [
        {
            "entity_id": report.automation,
            "trouble": report.trouble.value,
            "undone": report.undone,
            "runs": report.runs,
        }
        for report in revisions.reports
    ]


def why_silent(history: History) -> HomeAssistantError:
    """Return the first reason that explains why nothing was found, in words."""
    days = (history.end - history.start) / DAY
    if not history.tracks:
        key = "nothing_to_read"
    elif days < MINIMUM_DAYS:
        key = "too_little_history"
    elif not history.acts:
        key = "no_acts"
    else:
        key = "no_regular_habit"
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={
            "days": f"{days:.1f}",
            "minimum": str(MINIMUM_DAYS),
            "acts": str(len(history.acts)),
        },
    )
