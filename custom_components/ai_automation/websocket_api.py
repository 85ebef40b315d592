"""The websocket API of the panel; the forms are in docs/adr/0035-panel.md."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial, wraps
from typing import Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, service
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.importlib import async_import_module
from homeassistant.util.yaml import dump
import voluptuous as vol

from . import decisions, pausing, shown
from .automations.errors import difference
from .const import (
    CONF_TOKENS_PER_DAY,
    CONF_TOKENS_PER_MONTH,
    DEFAULT_DAYS,
    DEFAULT_TOKENS_PER_DAY,
    DEFAULT_TOKENS_PER_MONTH,
    DOMAIN,
    SIGNAL_CHANGED,
    SIGNAL_RUN,
    SIGNAL_SUGGESTION,
)
from .coordinator import AiAutomationConfigEntry, AiAutomationData
from .model.run import RunTrigger
from .model.suggestion import Suggestion, SuggestionStatus
from .store import outcomes, runs, suggestions as stored, watches

NOT_FOUND, INVALID, FAILED = "not_found", "invalid", "failed"
MOST = 200
ACTIONS = (
    "accept",
    "ask",
    "dismiss",
    "forget",
    "get_payloads",
    "refine",
    "restore",
    "snooze",
    "stop_test",
    "test",
    "undo",
)
"""Actions that are commands as well, with the same fields and answers."""
CHANGES = vol.Schema(
    {
        vol.Optional("at"): vol.Match(r"^([01]\d|2[0-3]):[0-5]\d$"),
        vol.Optional("offset"): vol.All(vol.Coerce(int), vol.Range(-720, 720)),
        vol.Optional("for"): vol.All(vol.Coerce(int), vol.Range(0, 86400)),
        vol.Optional("weekdays"): [vol.All(vol.Coerce(int), vol.Range(0, 6))],
        vol.Optional("drop_conditions"): [vol.All(vol.Coerce(int), vol.Range(min=0))],
    }
)
_DAYS = vol.All(vol.Coerce(int), vol.Range(min=1, max=400))

type Message = dict[str, Any]
type Handler = Callable[
    [HomeAssistant, AiAutomationConfigEntry, ActiveConnection, Message],
    Awaitable[Mapping[str, Any]],
]


@callback
def async_setup_websocket(hass: HomeAssistant) -> None:
    """Register the commands; they answer as soon as an entry is loaded."""
    for name, schema, handler in (
        (
            "suggestions",
            {
                vol.Optional("status"): [vol.Coerce(SuggestionStatus)],
                vol.Optional("area_id"): cv.string,
                vol.Optional("kind"): cv.string,
                vol.Optional("limit", default=50): vol.All(
                    vol.Coerce(int), vol.Range(min=1, max=MOST)
                ),
                vol.Optional("offset", default=0): cv.positive_int,
            },
            _async_suggestions,
        ),
        ("suggestion", {vol.Required("suggestion_id"): cv.string}, _async_suggestion),
        (
            "replay",
            {
                vol.Required("suggestion_id"): cv.string,
                vol.Optional("changes", default=dict): CHANGES,
                vol.Optional("days", default=DEFAULT_DAYS): _DAYS,
            },
            _async_replay,
        ),
        (
            "edit",
            {
                vol.Required("suggestion_id"): cv.string,
                vol.Required("changes"): CHANGES,
                vol.Optional("days", default=DEFAULT_DAYS): _DAYS,
            },
            _async_edit,
        ),
        ("pause", {vol.Required("suggestion_id"): cv.string}, _async_pause),
        ("analyze", {}, _async_analyze),
        ("cancel", {}, _async_cancel),
        ("health", {}, _async_health),
    ):
        _register(hass, name, schema, handler)
    for name in ACTIONS:
        websocket_api.async_register_command(
            hass,
            f"{DOMAIN}/{name}",
            _of_action(name),
            vol.All(
                websocket_api.BASE_COMMAND_MESSAGE_SCHEMA.extend(
                    {vol.Required("type"): f"{DOMAIN}/{name}"}, extra=vol.ALLOW_EXTRA
                )
            ),
        )
    websocket_api.async_register_command(hass, _handle_subscribe)


def _register(
    hass: HomeAssistant, name: str, schema: dict[Any, Any], handler: Handler
) -> None:
    """Register a command for administrators whose errors are told with their kind."""

    @websocket_api.require_admin
    @websocket_api.async_response
    @wraps(handler)
    async def _async_handle(
        hass: HomeAssistant, connection: ActiveConnection, msg: Message
    ) -> None:
        try:
            entry: AiAutomationConfigEntry = service.async_get_config_entry(
                hass, DOMAIN, None
            )
            result = await handler(hass, entry, connection, msg)
        except HomeAssistantError as err:
            _send_error(connection, msg, err)
        else:
            connection.send_result(msg["id"], result)

    kind = f"{DOMAIN}/{name}"
    websocket_api.async_register_command(
        hass,
        kind,
        _async_handle,
        websocket_api.BASE_COMMAND_MESSAGE_SCHEMA.extend(
            {vol.Required("type"): kind, **schema}
        ),
    )


def _of_action(name: str) -> websocket_api.const.WebSocketCommandHandler:
    """Return the command that calls an action of ours under the connection's account."""

    @websocket_api.require_admin
    @websocket_api.async_response
    async def _async_handle(
        hass: HomeAssistant, connection: ActiveConnection, msg: Message
    ) -> None:
        data = {key: msg[key] for key in msg if key not in ("id", "type")}
        try:
            answer = await hass.services.async_call(
                DOMAIN,
                name,
                data,
                blocking=True,
                return_response=True,
                context=connection.context(msg),
            )
        except vol.Invalid as err:
            connection.send_error(
                msg["id"], websocket_api.const.ERR_INVALID_FORMAT, str(err)
            )
        except HomeAssistantError as err:
            _send_error(connection, msg, err)
        else:
            connection.send_result(msg["id"], answer)

    return _async_handle


@callback
def _send_error(
    connection: ActiveConnection, msg: Message, err: HomeAssistantError
) -> None:
    """Tell what went wrong: its kind, a sentence, and the key of its translation."""
    code = INVALID if isinstance(err, ServiceValidationError) else FAILED
    if err.translation_key == "unknown_suggestion":
        code = NOT_FOUND
    connection.send_error(
        msg["id"],
        code,
        str(err),
        translation_domain=err.translation_domain,
        translation_key=err.translation_key,
        translation_placeholders=err.translation_placeholders,
    )


async def _async_suggestions(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    _: ActiveConnection,
    msg: Message,
) -> Mapping[str, Any]:
    """Return a page of cards, the worthiest first."""
    data = entry.runtime_data
    found, total = await stored.async_page(
        data.database,
        statuses=msg.get("status", ()),
        area_id=msg.get("area_id"),
        kind=msg.get("kind"),
        limit=msg["limit"],
        offset=msg["offset"],
    )
    kept = await _async_kept(data, found)
    home = data.cache.async_get()
    return {
        "total": total,
        "suggestions": [shown.card(s, home, kept[s.suggestion_id]) for s in found],
        "counts": await stored.async_count(data.database),
    }


async def _async_kept(
    data: AiAutomationData, found: list[Suggestion]
) -> dict[str, shown.Kept]:
    """Return what the store knows besides of suggestions."""
    ids = [suggestion.suggestion_id for suggestion in found]
    watched = await watches.async_all(data.database)
    deployments = await stored.async_deployments(data.database, ids)
    followed = await outcomes.async_of(data.database, *ids)
    on = {deployment.suggestion_id: deployment for deployment in deployments}
    return {
        one: shown.Kept(
            watch=watched.get(one),
            deployment=on.get(one),
            runs=[run for run in followed if run.suggestion_id == one],
        )
        for one in ids
    }


async def _async_suggestion(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    _: ActiveConnection,
    msg: Message,
) -> Mapping[str, Any]:
    """Return everything about a suggestion."""
    return await _async_whole(
        hass, entry, await decisions.async_find(entry, msg["suggestion_id"])
    )


async def _async_whole(
    hass: HomeAssistant, entry: AiAutomationConfigEntry, suggestion: Suggestion
) -> dict[str, Any]:
    """Return everything about a suggestion."""
    data = entry.runtime_data
    home = data.cache.async_get()
    one = suggestion.suggestion_id
    kept = (await _async_kept(data, [suggestion]))[one]
    versions = await stored.async_versions(data.database, [one])
    editing = await async_import_module(hass, f"{__package__}.editing")
    return shown.whole(
        suggestion,
        home,
        shown.Kept(
            watch=kept.watch,
            deployment=kept.deployment,
            runs=kept.runs,
            versions=versions,
        ),
        parameters=editing.parameters(suggestion, home),
        difference=None
        if suggestion.original is None
        else difference(suggestion.original, suggestion.automation, "now"),
    )


async def _async_replay(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    _: ActiveConnection,
    msg: Message,
) -> Mapping[str, Any]:
    """Return what a suggestion with other parameters would have done."""
    suggestion = await decisions.async_find(entry, msg["suggestion_id"])
    editing = await async_import_module(hass, f"{__package__}.editing")
    edited = await editing.async_replayed(
        hass, entry, suggestion, msg["changes"], days=msg["days"]
    )
    home = entry.runtime_data.cache.async_get()
    return {
        "strip": shown.strip(edited.evidence, home, edited.away),
        "figures": shown.figures(edited.evidence),
        "title": edited.title,
        "automation": edited.automation,
        "yaml": dump(edited.automation),
        "parameters": editing.parameters_of(edited.routine, home),
    }


async def _async_edit(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    connection: ActiveConnection,
    msg: Message,
) -> Mapping[str, Any]:
    """Keep a suggestion with other parameters."""
    editing = await async_import_module(hass, f"{__package__}.editing")
    edited = await editing.async_edit(
        hass,
        entry,
        suggestion_id=msg["suggestion_id"],
        changes=msg["changes"],
        days=msg["days"],
        user_id=connection.user.id,
    )
    return await _async_whole(hass, entry, edited)


async def _async_pause(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    connection: ActiveConnection,
    msg: Message,
) -> Mapping[str, Any]:
    """Switch the automation of a suggestion off for now."""
    suggestion = await decisions.async_take(
        entry, msg["suggestion_id"], {SuggestionStatus.DEPLOYED}
    )
    await pausing.async_pause(hass, entry, suggestion, connection.context(msg))
    return {}


async def _async_analyze(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    _: ActiveConnection,
    msg: Message,
) -> Mapping[str, Any]:
    """Begin an analysis."""
    return {"run_id": entry.runtime_data.analysis.async_start(RunTrigger.ASKED).run_id}


async def _async_cancel(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    _: ActiveConnection,
    msg: Message,
) -> Mapping[str, Any]:
    """End the analysis that goes on."""
    await entry.runtime_data.analysis.async_cancel()
    return {}


async def _async_health(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    _: ActiveConnection,
    msg: Message,
) -> Mapping[str, Any]:
    """Return how the analysis does."""
    data = entry.runtime_data
    home = data.cache.async_get()
    last = await runs.async_last(data.database, limit=10)
    full = next((run for run in last if run.counts.get("days")), None)
    silence = full.silence if full else {}
    overview = data.coordinator.data
    options = entry.options
    return {
        "running": data.analysis.running is not None,
        "progress": data.analysis.progress,
        "runs": [shown.run(run, home) for run in last],
        "days": full and full.counts["days"],
        **shown.silence(silence),
        "causes": shown.causes(full.counts) if full else {},
        "tokens": None
        if data.language is None
        else {
            "month": overview.tokens,
            "cost": overview.cost,
            "currency": hass.config.currency,
            "cap_day": options.get(CONF_TOKENS_PER_DAY, DEFAULT_TOKENS_PER_DAY),
            "cap_month": options.get(CONF_TOKENS_PER_MONTH, DEFAULT_TOKENS_PER_MONTH),
        },
    }


@websocket_api.require_admin
@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/subscribe"})
@callback
def _handle_subscribe(
    hass: HomeAssistant, connection: ActiveConnection, msg: Message
) -> None:
    """Tell of suggestions that are new or changed, and of the progress of runs."""

    @callback
    def _suggestion(event_type: str, suggestion_id: str) -> None:
        connection.send_event(
            msg["id"],
            {"event": "suggestion", "type": event_type, "suggestion_id": suggestion_id},
        )

    @callback
    def _run(progress: int | None) -> None:
        connection.send_event(
            msg["id"],
            {"event": "run", "running": progress is not None, "progress": progress},
        )

    stops = (
        async_dispatcher_connect(hass, SIGNAL_SUGGESTION, _suggestion),
        async_dispatcher_connect(hass, SIGNAL_CHANGED, partial(_suggestion, "changed")),
        async_dispatcher_connect(hass, SIGNAL_RUN, _run),
    )

    @callback
    def _stop() -> None:
        for stop in stops:
            stop()

    connection.subscriptions[msg["id"]] = _stop
    connection.send_result(msg["id"])
