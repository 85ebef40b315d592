"""Runs and acts with sensible defaults, for tests that care about one of their fields."""

from typing import Any

from custom_components.ai_automation.model.act import Act, Cause
from custom_components.ai_automation.model.run import AnalysisRun, RunTrigger
from custom_components.ai_automation.model.suggestion import Deployment
from tests.builders import NOON


def run(run_id: str = "run-1", **changes: Any) -> AnalysisRun:
    """Return a run that has begun."""
    return AnalysisRun(
        **{
            "run_id": run_id,
            "trigger": RunTrigger.NIGHTLY,
            "started": NOON,
            **changes,
        }
    )


def act(at: float, entity_id: str = "light.hall", **changes: Any) -> Act:
    """Return an act at a wall switch."""
    return Act(
        **{
            "at": at,
            "entity_id": entity_id,
            "old": "off",
            "state": "on",
            "cause": Cause.PHYSICAL,
            "entity_ids": (entity_id,),
            **changes,
        }
    )


def deployment(suggestion_id: str = "s1", **changes: Any) -> Deployment:
    """Return what switching a suggestion on wrote."""
    return Deployment(
        **{
            "suggestion_id": suggestion_id,
            "automation_id": f"ai_automation_{suggestion_id}",
            "entity_id": "automation.hall",
            "deployed": NOON,
            "user_id": "0" * 32,
            "config": {"alias": "Hall", "triggers": [], "actions": []},
            "text": b"- alias: Hall\n",
            "before": b"# mine \xff\r\n[]\n",
            **changes,
        }
    )
