"""The actions of AI Automation; all of them are for administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Any, cast

from homeassistant.components.automation import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, service
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
import voluptuous as vol

from . import decisions, watching
from .answers import (
    deployment_answer,
    evidence_answer,
    payload_answer,
    suggestion_answer,
    version_answer,
    watch_answer,
)
from .const import CONF_DAYS, DEFAULT_DAYS, DEFAULT_WATCH_DAYS, DOMAIN, LONGEST_REQUEST
from .coordinator import AiAutomationConfigEntry
from .home.expand import async_expanded
from .model.home import HomeContext
from .model.outcome import weeks
from .model.routine import Routine
from .model.run import RunTrigger
from .model.suggestion import Suggestion, SuggestionStatus
from .model.watch import Watch
from .store import outcomes, payloads, suggestions as stored, watches as stored_watches
from .store.database import Database


class Service(StrEnum):
    """Names of the actions."""

    ANALYZE = "analyze"
    ASK = "ask"
    GET_SUGGESTIONS = "get_suggestions"
    REFINE = "refine"
    TEST = "test"
    STOP_TEST = "stop_test"
    REPLAY = "replay"
    ACCEPT = "accept"
    SNOOZE = "snooze"
    DISMISS = "dismiss"
    RESTORE = "restore"
    UNDO = "undo"
    FORGET = "forget"
    GET_PAYLOADS = "get_payloads"


ATTR_CONFIG = "config"
ATTR_CONFIRM = "confirm"
ATTR_CONVERSATION_ID = "conversation_id"
ATTR_DAYS = "days"
ATTR_DRY_RUN = "dry_run"
ATTR_EVERYTHING = "everything"
ATTR_EXCLUDE = "exclude"
ATTR_LIMIT = "limit"
ATTR_MODE = "mode"
ATTR_OFFSET = "offset"
ATTR_PERSON = "person"
ATTR_REASON = "reason"
ATTR_RESTORE = "restore"
ATTR_STATUS = "status"
ATTR_SUGGESTION_ID = "suggestion_id"
ATTR_TARGET = "target"
ATTR_TEXT = "text"

DAYS = vol.All(vol.Coerce(int), vol.Range(min=1, max=400))
SUGGESTION = {vol.Required(ATTR_SUGGESTION_ID): cv.string}

ANALYZE_SCHEMA = vol.Schema(
    {vol.Optional(ATTR_DAYS): DAYS, vol.Optional(ATTR_TARGET): cv.TARGET_FIELDS}
)
TEXT = vol.All(cv.string, vol.Strip, vol.Length(min=1, max=LONGEST_REQUEST))
ASK_SCHEMA = vol.Schema(
    {vol.Required(ATTR_TEXT): TEXT, vol.Optional(ATTR_CONVERSATION_ID): cv.string}
)
REFINE_SCHEMA = vol.Schema({**SUGGESTION, vol.Required(ATTR_TEXT): TEXT})
GET_SUGGESTIONS_SCHEMA = vol.Schema(
    {
        vol.Optional(ATTR_STATUS): vol.All(
            cv.ensure_list, [vol.Coerce(SuggestionStatus)]
        ),
        vol.Optional(ATTR_LIMIT, default=50): vol.All(
            vol.Coerce(int), vol.Range(min=1, max=500)
        ),
        vol.Optional(ATTR_OFFSET, default=0): cv.positive_int,
    }
)
REPLAY_SCHEMA = vol.Schema(
    {
        vol.Exclusive(ATTR_SUGGESTION_ID, "what"): cv.string,
        vol.Exclusive(ATTR_ENTITY_ID, "what"): cv.entity_domain(AUTOMATION_DOMAIN),
        vol.Exclusive(ATTR_CONFIG, "what"): dict,
        vol.Optional(ATTR_DAYS): DAYS,
    }
)
ACCEPT_SCHEMA = vol.Schema(
    {
        **SUGGESTION,
        vol.Optional(ATTR_MODE, default="act"): vol.In(["act", "watch"]),
        vol.Optional(ATTR_DAYS, default=DEFAULT_WATCH_DAYS): vol.All(
            vol.Coerce(int), vol.Range(min=1, max=60)
        ),
        vol.Optional(ATTR_CONFIRM, default=False): cv.boolean,
    }
)
TEST_SCHEMA = vol.Schema(
    {
        **SUGGESTION,
        vol.Optional(ATTR_DRY_RUN, default=False): cv.boolean,
        vol.Optional(ATTR_RESTORE, default=True): cv.boolean,
        vol.Optional(ATTR_CONFIRM, default=False): cv.boolean,
    }
)
SNOOZE_SCHEMA = vol.Schema({**SUGGESTION, vol.Optional(ATTR_DAYS, default=7): DAYS})
DISMISS_SCHEMA = vol.Schema(
    {
        **SUGGESTION,
        vol.Optional(ATTR_REASON): cv.string,
        vol.Optional(ATTR_EXCLUDE, default="nothing"): vol.In(
            ["nothing", "entity", "area"]
        ),
    }
)
SUGGESTION_SCHEMA = vol.Schema(SUGGESTION)
FORGET_SCHEMA = vol.Schema(
    {
        vol.Exclusive(ATTR_ENTITY_ID, "what"): cv.entity_id,
        vol.Exclusive(ATTR_PERSON, "what"): cv.entity_domain("person"),
        vol.Exclusive(ATTR_EVERYTHING, "what"): cv.boolean,
    }
)

GET_PAYLOADS_SCHEMA = vol.Schema(
    {
        vol.Optional(ATTR_LIMIT, default=10): vol.All(
            vol.Coerce(int), vol.Range(min=1, max=100)
        )
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    optional, only = SupportsResponse.OPTIONAL, SupportsResponse.ONLY
    for name, handler, schema, response in (
        (Service.ANALYZE, _async_analyze, ANALYZE_SCHEMA, optional),
        (Service.ASK, _async_ask, ASK_SCHEMA, optional),
        (Service.REFINE, _async_refine, REFINE_SCHEMA, optional),
        (Service.GET_SUGGESTIONS, _async_get_suggestions, GET_SUGGESTIONS_SCHEMA, only),
        (Service.REPLAY, _async_replay, REPLAY_SCHEMA, only),
        (Service.TEST, _async_test, TEST_SCHEMA, optional),
        (Service.STOP_TEST, _async_stop_test, vol.Schema({}), optional),
        (Service.ACCEPT, _async_accept, ACCEPT_SCHEMA, optional),
        (Service.SNOOZE, _async_snooze, SNOOZE_SCHEMA, optional),
        (Service.DISMISS, _async_dismiss, DISMISS_SCHEMA, optional),
        (Service.RESTORE, _async_restore, SUGGESTION_SCHEMA, optional),
        (Service.UNDO, _async_undo, SUGGESTION_SCHEMA, optional),
        (Service.FORGET, _async_forget, FORGET_SCHEMA, optional),
        (Service.GET_PAYLOADS, _async_get_payloads, GET_PAYLOADS_SCHEMA, only),
    ):
        service.async_register_admin_service(
            hass, DOMAIN, name, handler, schema=schema, supports_response=response
        )


def _entry(call: ServiceCall) -> AiAutomationConfigEntry:
    """Return the loaded entry, or raise what tells that there is none."""
    return cast(
        AiAutomationConfigEntry, service.async_get_config_entry(call.hass, DOMAIN, None)
    )


async def _async_analyze(call: ServiceCall) -> ServiceResponse:
    """Run the analysis now."""
    analysis = _entry(call).runtime_data.analysis
    targets = None
    if ATTR_TARGET in call.data:
        selected = async_extract_referenced_entity_ids(
            call.hass, TargetSelection(call.data[ATTR_TARGET])
        )
        targets = selected.referenced | selected.indirectly_referenced
        if not targets:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="empty_target"
            )
    run = await analysis.async_run(
        RunTrigger.ASKED, days=call.data.get(ATTR_DAYS), targets=targets
    )
    return run.as_dict()


async def _async_ask(call: ServiceCall) -> ServiceResponse:
    """Make a suggestion of what somebody asks for."""
    asking = await async_import_module(call.hass, f"{__package__}.asking")
    answer: dict[str, Any] = await asking.async_ask(
        call.hass,
        _entry(call),
        text=call.data[ATTR_TEXT],
        conversation_id=call.data.get(ATTR_CONVERSATION_ID),
    )
    return answer


async def _async_refine(call: ServiceCall) -> ServiceResponse:
    """Make another version of a suggestion."""
    asking = await async_import_module(call.hass, f"{__package__}.asking")
    answer: dict[str, Any] = await asking.async_refine(
        call.hass,
        _entry(call),
        suggestion_id=call.data[ATTR_SUGGESTION_ID],
        text=call.data[ATTR_TEXT],
        user_id=call.context.user_id,
    )
    return answer


async def _async_get_suggestions(call: ServiceCall) -> ServiceResponse:
    """Answer the suggestions, best first."""
    data = _entry(call).runtime_data
    suggestions, total = await stored.async_list(
        data.database,
        statuses=call.data.get(ATTR_STATUS, ()),
        limit=call.data[ATTR_LIMIT],
        offset=call.data[ATTR_OFFSET],
    )
    home, watches = (
        data.cache.async_get(),
        await stored_watches.async_all(data.database),
    )
    return {
        "suggestions": await _async_answers(data.database, suggestions, home, watches),
        "total": total,
    }


async def _async_answers(
    database: Database,
    suggestions: Sequence[Suggestion],
    home: HomeContext,
    watches: Mapping[str, Watch],
) -> list[Any]:
    """Return suggestions with their earlier versions and what became of their automations."""
    ids = [suggestion.suggestion_id for suggestion in suggestions]
    versions = await stored.async_versions(database, ids)
    deployments = {
        deployment.suggestion_id: deployment
        for deployment in await stored.async_deployments(database, ids)
    }
    runs = await outcomes.async_of(database, *ids)
    return [
        {
            **suggestion_answer(suggestion, home, watches.get(one)),
            "versions": [
                version_answer(version, home)
                for version in versions
                if version.suggestion_id == one
            ],
            "deployed": deployment_answer(deployments[one], home)
            if one in deployments
            else None,
            "scorecard": [
                asdict(week)
                for week in weeks(
                    [run for run in runs if run.suggestion_id == one], home.time_zone
                )
            ],
        }
        for one, suggestion in zip(ids, suggestions, strict=True)
    ]


async def _async_replay(call: ServiceCall) -> ServiceResponse:
    """Answer what a suggestion, an automation or a draft would have done."""
    entry = _entry(call)
    routine = await _async_routine(call, entry)
    home = entry.runtime_data.cache.async_get()
    stages = await entry.runtime_data.analysis.async_load()
    evidence = await stages.async_replay(
        call.hass,
        entry.options,
        home=home,
        routine=routine,
        days=call.data.get(ATTR_DAYS)
        or int(entry.options.get(CONF_DAYS, DEFAULT_DAYS)),
    )
    return {"evidence": evidence_answer(evidence, home)}


async def _async_routine(call: ServiceCall, entry: AiAutomationConfigEntry) -> Routine:
    """Return the routine that is to be replayed."""
    config: dict[str, Any] | None = call.data.get(ATTR_CONFIG)
    if suggestion_id := call.data.get(ATTR_SUGGESTION_ID):
        suggestion = await decisions.async_find(entry, suggestion_id)
        if suggestion.routine is not None:
            return suggestion.routine
        config = suggestion.automation
    elif entity_id := call.data.get(ATTR_ENTITY_ID):
        home = entry.runtime_data.cache.async_get()
        found = [a for a in home.automations if a.entity_id == entity_id]
        if not found:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="unknown_automation",
                translation_placeholders={"entity_id": entity_id},
            )
        config = dict(found[0].config)
    if config is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="nothing_to_replay"
        )
    compile_ = await async_import_module(
        call.hass, f"{__package__}.suggestions.compile"
    )
    try:
        routine: Routine = compile_.parse_automation(async_expanded(call.hass, config))
    except compile_.NotInClosedForm as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_replayable",
            translation_placeholders={"reason": str(err)},
        ) from err
    return routine


async def _async_test(call: ServiceCall) -> ServiceResponse:
    """Run a suggestion's actions once on the real devices."""
    testing = await async_import_module(call.hass, f"{__package__}.testing")
    answer: dict[str, Any] = await testing.async_test(
        call.hass,
        _entry(call),
        suggestion_id=call.data[ATTR_SUGGESTION_ID],
        dry_run=call.data[ATTR_DRY_RUN],
        restore=call.data[ATTR_RESTORE],
        confirm=call.data[ATTR_CONFIRM],
        context=call.context,
    )
    return answer


async def _async_stop_test(call: ServiceCall) -> ServiceResponse:
    """End the test that goes on and put everything back at once."""
    return {"stopped": _entry(call).runtime_data.trials.async_put_back_now()}


async def _async_accept(call: ServiceCall) -> ServiceResponse:
    """Switch a suggestion on, or have it watched."""
    if call.data[ATTR_MODE] == "watch":
        watch = await watching.async_watch(
            call.hass,
            _entry(call),
            suggestion_id=call.data[ATTR_SUGGESTION_ID],
            days=call.data[ATTR_DAYS],
            context=call.context,
        )
        home = _entry(call).runtime_data.cache.async_get()
        return {"watch": watch_answer(watch, home)}
    deployment = await decisions.async_accept(
        call.hass,
        _entry(call),
        suggestion_id=call.data[ATTR_SUGGESTION_ID],
        context=call.context,
        confirm=call.data[ATTR_CONFIRM],
    )
    return {
        "entity_id": deployment.entity_id,
        "automation_id": deployment.automation_id,
    }


async def _async_snooze(call: ServiceCall) -> ServiceResponse:
    """Put a suggestion aside for some days."""
    await decisions.async_snooze(
        call.hass,
        _entry(call),
        suggestion_id=call.data[ATTR_SUGGESTION_ID],
        days=call.data[ATTR_DAYS],
    )
    return {}


async def _async_dismiss(call: ServiceCall) -> ServiceResponse:
    """Turn a suggestion down."""
    await decisions.async_dismiss(
        call.hass,
        _entry(call),
        suggestion_id=call.data[ATTR_SUGGESTION_ID],
        reason=call.data.get(ATTR_REASON),
        exclude=call.data[ATTR_EXCLUDE],
    )
    return {}


async def _async_restore(call: ServiceCall) -> ServiceResponse:
    """Bring a suggestion back."""
    await decisions.async_restore(
        call.hass,
        _entry(call),
        suggestion_id=call.data[ATTR_SUGGESTION_ID],
        context=call.context,
    )
    return {}


async def _async_undo(call: ServiceCall) -> ServiceResponse:
    """Take a suggestion's automation out again."""
    await decisions.async_undo(
        call.hass,
        _entry(call),
        suggestion_id=call.data[ATTR_SUGGESTION_ID],
        context=call.context,
    )
    return {"restored": True}


async def _async_forget(call: ServiceCall) -> ServiceResponse:
    """Delete what is kept about a thing, a person or everything."""
    if not any(call.data.values()):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="nothing_to_forget"
        )
    acts, suggestions = await decisions.async_forget(
        call.hass,
        _entry(call),
        entity_id=call.data.get(ATTR_ENTITY_ID),
        person=call.data.get(ATTR_PERSON),
    )
    return {"acts": acts, "suggestions": suggestions}


async def _async_get_payloads(call: ServiceCall) -> ServiceResponse:
    """Answer what was last said to the language model, as it was handed over."""
    database = _entry(call).runtime_data.database
    exchanges = await payloads.async_last(database, limit=call.data[ATTR_LIMIT])
    return {"payloads": [payload_answer(exchange) for exchange in exchanges]}
