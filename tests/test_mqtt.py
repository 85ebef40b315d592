"""The end of an analysis over a real broker."""

from collections.abc import AsyncGenerator, Iterator
import json
from queue import Queue
from typing import Any

from homeassistant.core import HomeAssistant
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_socket import enable_socket

from bench import servers
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.mqtt import is_prefix

WAIT = 10

type Heard = Queue[MQTTMessage]


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Home Assistant's MQTT gathers subscriptions for a moment after it was told to end."""
    return True


@pytest.fixture(scope="module")
def broker() -> Iterator[int]:
    """A broker of this machine."""
    enable_socket()
    with servers.mosquitto() as port:
        yield port


@pytest.fixture
def heard(broker: int, socket_enabled: None) -> Iterator[Heard]:
    """Listen to everything, as another system of the home would."""
    queue: Heard = Queue()
    ready: Queue[bool] = Queue()
    client = Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda _client, _data, message: queue.put(message)
    client.on_connect = lambda *_: client.subscribe("#")
    client.on_subscribe = lambda *_: ready.put(True)
    client.connect("127.0.0.1", broker)
    client.loop_start()
    try:
        assert ready.get(timeout=WAIT)
        yield queue
    finally:
        client.disconnect()
        client.loop_stop()


@pytest.fixture
async def mqtt(
    hass: HomeAssistant, entry: MockConfigEntry, broker: int, socket_enabled: None
) -> AsyncGenerator[MockConfigEntry]:
    """Set Home Assistant's own MQTT up."""
    mqtt = MockConfigEntry(
        domain="mqtt",
        data={"broker": "127.0.0.1", "port": broker},
        version=2,
        minor_version=1,
    )
    mqtt.add_to_hass(hass)
    assert await hass.config_entries.async_setup(mqtt.entry_id)
    await hass.async_block_till_done()
    yield mqtt
    await hass.config_entries.async_unload(mqtt.entry_id)


async def analyze(hass: HomeAssistant) -> dict[str, Any]:
    answer = await hass.services.async_call(
        DOMAIN, "analyze", {}, blocking=True, return_response=True
    )
    assert answer is not None
    return answer


async def next_of(hass: HomeAssistant, heard: Heard) -> MQTTMessage:
    return await hass.async_add_executor_job(heard.get, True, WAIT)


async def test_the_end_of_an_analysis_is_published(
    hass: HomeAssistant, mqtt: MockConfigEntry, heard: Heard
) -> None:
    answer = await analyze(hass)
    message = await next_of(hass, heard)
    assert message.topic == "ai_automation/analysis/complete"
    assert not message.retain
    told = json.loads(message.payload)
    assert told["run_id"] == answer["run_id"]
    assert (told["status"], told["trigger"]) == ("nothing_found", "asked")
    assert told["suggestions"] == 0
    assert told["counts"] == answer["counts"]
    assert told["seconds"] >= 0
    assert told["started"] <= told["finished"]


async def test_the_prefix_is_an_option(
    hass: HomeAssistant, entry: MockConfigEntry, mqtt: MockConfigEntry, heard: Heard
) -> None:
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    given = {"hour": 3, "days": 28, "keep_acts_days": 400, "exclusions": {}}
    limits = {
        "offered_first_night": 5,
        "offered_per_week": 3,
        "skip_duplicates": True,
    }
    given |= {"limits": limits, "telling": {}}
    for wrong in ("home/#", "/home", "home/", "", " "):
        answer = await hass.config_entries.options.async_configure(
            flow["flow_id"], {**given, "mqtt": {"mqtt_prefix": wrong}}
        )
        assert answer["errors"] == {"mqtt": "bad_prefix"}, wrong
    answer = await hass.config_entries.options.async_configure(
        flow["flow_id"], {**given, "mqtt": {"mqtt_prefix": "home/ideas"}}
    )
    assert answer["type"] == "create_entry"
    await hass.async_block_till_done()
    await analyze(hass)
    assert (await next_of(hass, heard)).topic == "home/ideas/analysis/complete"


async def test_a_failed_analysis_is_published_with_its_reason(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    mqtt: MockConfigEntry,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stages = await entry.runtime_data.analysis.async_load()

    def _fail(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(stages, "async_analyse", _fail)
    await analyze(hass)
    told = json.loads((await next_of(hass, heard)).payload)
    assert (told["status"], told["reason"]) == ("failed", "failed")


async def test_a_broker_that_is_away_does_no_harm(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    mqtt: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await hass.config_entries.async_unload(mqtt.entry_id)
    answer = await analyze(hass)
    assert answer["status"] == "nothing_found"
    assert "was not published" in caplog.text
    assert await hass.config_entries.async_setup(mqtt.entry_id)


async def test_without_mqtt_nothing_is_asked_or_told(
    hass: HomeAssistant, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    assert "mqtt" not in {str(key) for key in flow["data_schema"].schema}
    assert (await analyze(hass))["status"] == "nothing_found"
    assert "was not published" not in caplog.text


@pytest.mark.parametrize("good", ["a", "home/ideas", "ai_automation"])
def test_prefixes(good: str) -> None:
    assert is_prefix(good)
    for wrong in (f"{good}/", f"/{good}", f"{good}/+", f"{good}#", f" {good}", ""):
        assert not is_prefix(wrong)
