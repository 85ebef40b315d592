"""What a language model may change about a night: words, and nothing else."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
import json
from pathlib import Path
import time
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from bench import demo_home
from bench.asking.requests import state, tell, wrote
from bench.demo_home.machines import ZONE
from bench.house import running_home, write_config
from custom_components.ai_automation import enrichment, language, stages
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.enrichment import async_have_ideas, async_word
from custom_components.ai_automation.history import HistoryReader
from custom_components.ai_automation.home.cache import HomeContextCache
from custom_components.ai_automation.language import language_model, openai
from custom_components.ai_automation.language.language_model import LanguageModel
from custom_components.ai_automation.language.provider import (
    Failure,
    LanguageError,
    Message,
)
from custom_components.ai_automation.model.home import Entity, HomeContext
from custom_components.ai_automation.model.run import AnalysisRun, RunTrigger
from custom_components.ai_automation.model.suggestion import (
    Category,
    Origin,
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.routines.timeline import Suns
from custom_components.ai_automation.store import suggestions as stored
from custom_components.ai_automation.store.database import Database
from custom_components.ai_automation.suggestions import Made

from .builders import evidence, history, made, many, suggestion
from .language.notebook import Notebook
from .language.scripted import scripted
from .language.server import Fault, LanguageServer, error, serve

END = datetime(2026, 11, 23, 15, tzinfo=ZONE).timestamp()
HOME = HomeContext(version=1, time_zone="UTC", latitude=0.0, longitude=0.0)
GOOD = {
    "title": "Hall light in the morning",
    "description": "Turns the hall light on at 07:00, so that you find your way.",
    "category": "comfort",
    "question": None,
}


@pytest.fixture
async def server(socket_enabled: None) -> AsyncGenerator[LanguageServer]:
    """Return a server that speaks the OpenAI form."""
    async with serve() as server:
        yield server


def said(content: str | None, finish_reason: str = "stop", **message: Any) -> Fault:
    """Return an answer as a server would send it."""
    told = {"role": "assistant", "content": content, **message}
    choice = {"index": 0, "finish_reason": finish_reason, "message": told}
    return Fault(body=json.dumps({"choices": [choice]}))


FAULTS = {
    "401": error(401),
    "403": error(403),
    "404": error(404),
    "429": error(429, Retry_After="0"),
    "500": error(500),
    "nonsense": Fault(body="oops"),
    "cut": Fault(cut=True),
    "length": said('{"title": "Hall', "length"),
    "empty": said(""),
    "nothing": said(None),
    "refusal": said(None, refusal="I cannot do that."),
    "prose": said("I am sorry, but I cannot help with that."),
    "prose behind": said(
        json.dumps({**GOOD, "title": "At 77:77"}) + " I hope it helps."
    ),
    "wrong entity": said(json.dumps({**GOOD, "title": "light.hall_of_fame on"})),
    "impossible number": said(json.dumps({**GOOD, "description": "Saves 1e15 steps."})),
    "five megabytes": said(json.dumps({**GOOD, "title": "x" * 5_000_000})),
    "another language": said(
        json.dumps(
            {
                **GOOD,
                "title": "Schaltet das Licht ein, wenn es dunkel ist und der Abend kommt",
            }
        )
    ),
    "no form": said("The light in the hall, in the morning."),
}


def new_run() -> AnalysisRun:
    """Return a run that begins."""
    return AnalysisRun(run_id="run-1", trigger=RunTrigger.NIGHTLY, started=time.time())


def door_to(hass: HomeAssistant, url: str) -> LanguageModel:
    """Return the door to a server."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        data={"provider": "openai", "base_url": url, "model": "small"},
    )
    entry.add_to_hass(hass)
    model = language.async_get_model(hass, entry, Notebook())
    assert model is not None
    return model


async def night(
    hass: HomeAssistant, path: Path, model: LanguageModel | None
) -> tuple[list[Suggestion], AnalysisRun]:
    """Return what a night with this language model stores."""
    database = await Database.async_open(path)
    cache = HomeContextCache(hass)
    stop = cache.async_start()
    run = new_run()
    try:
        await stages.async_analyse(
            hass,
            {},
            database=database,
            cache=cache,
            reader=HistoryReader(hass),
            run=run,
            stage=lambda *_: nullcontext(),
            days=29,
            end=END,
            purpose=frozenset(),
            language=model,
        )
        found, _ = await stored.async_list(database, statuses={SuggestionStatus.NEW})
    finally:
        stop()
        await database.async_close()
    return found, run


def facts(suggestions: Sequence[Suggestion]) -> list[Any]:
    """Return suggestions without what words and chance decide."""
    return [
        replace(
            s,
            suggestion_id="",
            run_id="",
            title="",
            description="",
            question=None,
            category=Category.COMFORT,
            words=None,
            automation={**s.automation, "alias": "", "description": ""},
        )
        for s in suggestions
    ]


@pytest.mark.parametrize("expected_lingering_timers", [True])
async def test_every_model_leads_to_the_same_routines(
    socket_enabled: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With none, with ones that fail in every way, and with one that works."""
    monkeypatch.setattr(language_model, "FIRST_WAIT", 0.01)
    asked = 0

    def reply(body: dict[str, Any]) -> str:
        nonlocal asked
        if "automation" in body["response_format"]["json_schema"]["schema"]["required"]:
            return json.dumps({"automation": None})  # no idea
        asked += 1
        sentence = json.loads(body["messages"][-1]["content"])["sentence"]
        wrong = " It did so 77 times." if asked % 2 else ""
        return json.dumps(
            {**GOOD, "title": "Nice and easy", "description": sentence + wrong}
        )

    write_config(demo_home.build(end=END), tmp_path / "config", port=1)
    async with running_home(tmp_path / "config") as hass, serve() as server:
        hass.config.components.add(DOMAIN)
        await async_load_integrations(hass, {DOMAIN})
        plain, _ = await night(hass, tmp_path / "plain.db", None)
        assert len(plain) > 3
        for name, fault in FAULTS.items():
            server.faults["chat"] = [fault] * 500
            found, run = await night(
                hass, tmp_path / f"{name}.db", door_to(hass, server.url)
            )
            assert facts(found) == facts(plain)
            assert [s.title for s in found] == [s.title for s in plain]
            assert run.counts["worded"] == 0
            assert run.counts["words_failed"] == min(len(plain), 10)
            assert run.silence["words"]["message"]
        found, run = await night(
            hass, tmp_path / "dead.db", door_to(hass, "http://127.0.0.1:9/v1")
        )
        assert facts(found) == facts(plain)
        monkeypatch.setattr(openai, "GENERATE_SECONDS", 0.05)
        server.faults["chat"] = [Fault(delay=0.2)] * 500
        found, run = await night(hass, tmp_path / "slow.db", door_to(hass, server.url))
        assert facts(found) == facts(plain)
        assert "did not answer within" in run.silence["words"]["message"]
        monkeypatch.setattr(openai, "GENERATE_SECONDS", 10.0)
        # Once is no fault: it is asked again.
        server.faults["chat"] = [error(429, Retry_After="0")]
        server.reply = reply
        found, run = await night(hass, tmp_path / "good.db", door_to(hass, server.url))
        assert facts(found) == facts(plain)
        worded = [s for s in found if s.words]
        failed = run.silence["words"]["failures"]["number"]
        assert len(worded) == run.counts["worded"]
        assert len(worded) + failed == min(len(plain), 10)
        assert min(len(worded), failed) > 2
        for one in worded:
            assert one.title == one.automation["alias"] == "Nice and easy"
            assert one.description == one.automation["description"]
        await hass.async_block_till_done()


async def word(
    hass: HomeAssistant,
    model: LanguageModel,
    *suggestions: Suggestion,
    known: Sequence[Suggestion] = (),
    home: HomeContext = HOME,
    **options: Any,
) -> tuple[list[Suggestion], AnalysisRun]:
    """Return a night's suggestions in the words of a model."""
    run = new_run()
    worded = await async_word(
        hass, model, home, made(*suggestions), known=known, options=options, run=run
    )
    return worded.new, run


async def test_words_change_nothing_else(hass: HomeAssistant) -> None:
    before = suggestion(description="Turn on the hall light at 07:00. 19 of 21.")
    (after,), run = await word(hass, scripted([GOOD]), before)
    assert after.title == after.automation["alias"] == GOOD["title"]
    assert after.description.startswith(
        "Turns the hall light on at 07:00, so that you find your way. "
    )
    # Our own sentence tells the figures.
    assert "19 of the 20" in after.description
    assert after.automation["description"] == after.description
    assert facts([after]) == facts([before])
    assert run.counts["worded"] == 1


async def test_the_best_are_worded_the_announced_ones_first(
    hass: HomeAssistant,
) -> None:
    some = many(6)
    some[5] = replace(some[5], offered=True)
    after, _ = await word(hass, scripted(lambda *_: GOOD), *some, worded_routines=2)
    assert [s.suggestion_id for s in after if s.words] == ["s0", "s5"]
    assert [s.suggestion_id for s in after] == [s.suggestion_id for s in some]


async def test_what_is_known_keeps_its_words_and_costs_nothing(
    hass: HomeAssistant,
) -> None:
    before = suggestion()
    (first,), _ = await word(hass, scripted([GOOD]), before)
    tonight = replace(before, evidence=evidence(right=20, wrong=0, noop=1))
    (second,), run = await word(hass, scripted([]), tonight, known=[first])
    assert second.title == GOOD["title"]
    assert second.description != first.description  # the figures are tonight's
    assert run.counts["words_failed"] == 0
    changed = replace(tonight, title="Turn on the hall light at 07:15")
    third, _ = await word(
        hass, scripted([{**GOOD, "title": "Later"}]), changed, known=[first]
    )
    assert third[0].title == "Later"  # another routine gets other words


async def test_one_failure_costs_one_wording(hass: HomeAssistant) -> None:
    def script(
        messages: Sequence[Message], _: Any
    ) -> Mapping[str, Any] | LanguageError:
        told = json.loads(messages[-1].text)
        if told["sentence"].endswith("s1"):
            return LanguageError(Failure.INVALID_ANSWER)
        return GOOD

    some = [
        replace(s, title=f"Turn on the hall light at 07:00 {s.suggestion_id}")
        for s in many(3)
    ]
    after, run = await word(hass, scripted(script), *some)
    assert [bool(s.words) for s in after] == [True, False, True]
    assert run.silence["words"]["failures"] == {"invalid_answer": 1}


async def test_a_mistake_of_ours_is_not_hidden(hass: HomeAssistant) -> None:
    def script(*_: Any) -> Mapping[str, Any]:
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        await word(hass, scripted(script), suggestion())


async def test_the_night_does_not_wait_for_ever(
    hass: HomeAssistant, server: LanguageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrichment, "STAGE_SECONDS", 0.2)
    server.latency = 30
    (after,), run = await word(hass, door_to(hass, server.url), suggestion())
    assert after == suggestion()
    assert run.silence["words"]["failures"] == {"stage_timeout": 1}


async def test_a_cancelled_night_cancels_its_calls(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.latency = 30
    task = asyncio.create_task(
        word(hass, door_to(hass, server.url), *many(3))  # type: ignore[arg-type]
    )
    while len(server.calls) < 3:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for _ in range(200):
        if server.hung_up == 3:
            break
        await asyncio.sleep(0.01)
    assert server.hung_up == 3


async def test_five_at_a_time(hass: HomeAssistant, server: LanguageServer) -> None:
    server.reply, server.latency = json.dumps(GOOD), 0.05
    _, run = await word(hass, door_to(hass, server.url), *many(10))
    assert run.counts["worded"] == 10
    assert server.peak == 5


IDEA_HOME = HomeContext(
    version=1,
    time_zone="UTC",
    latitude=0.0,
    longitude=0.0,
    entities={
        e.entity_id: e
        for e in (
            Entity(
                entity_id="binary_sensor.leak",
                name="Kitchen leak",
                device_class="moisture",
                area_id="kitchen",
            ),
            Entity(entity_id="lock.front", name="Front door lock"),
        )
    },
)
LEAK_IDEA = wrote(
    state("binary_sensor.leak", "on"), tell("There is water in the kitchen.")
)["automation"]


async def ideas(
    hass: HomeAssistant,
    model: LanguageModel,
    known: Sequence[Suggestion] = (),
    now: float = END,
    **options: Any,
) -> tuple[Made, AnalysisRun]:
    """Return what a night makes of the ideas of a model."""
    assert await async_setup_component(hass, "persistent_notification", {})
    hass.states.async_set("binary_sensor.leak", "off", {"device_class": "moisture"})
    run = new_run()
    made_ = await async_have_ideas(
        hass,
        model,
        IDEA_HOME,
        made(suggestion()),
        history=history(14),
        suns=Suns({}),
        known=known,
        purpose=frozenset(),
        options=options,
        run=run,
        now=now,
    )
    return made_, run


async def test_an_idea_comes_after_the_routines(hass: HomeAssistant) -> None:
    made_, run = await ideas(hass, scripted([{"automation": LEAK_IDEA}]))
    routine, idea = made_.new
    assert routine == suggestion()
    assert idea.origin is Origin.IDEA
    assert idea.evidence is None
    assert idea.automation["actions"][0]["action"] == "persistent_notification.create"
    assert run.counts["ideas"] == run.counts["ideas_asked"] == 1


async def test_an_idea_that_is_not_accepted_is_mended_twice_and_then_dropped(
    hass: HomeAssistant,
) -> None:
    wrong = wrote(state("binary_sensor.leek", "on"), tell("Water!"))["automation"]
    notebook = Notebook()
    model = scripted([{"automation": wrong}] * 3, notebook=notebook)
    made_, run = await ideas(hass, model)
    assert made_.new == [suggestion()]
    assert run.silence["ideas"]["failures"] == {"invalid_answer": 1}
    assert len(notebook.exchanges) == 3
    assert "Did you mean binary_sensor.leak?" in notebook.exchanges[1].sent
    made_, run = await ideas(
        hass, scripted([{"automation": wrong}, {"automation": LEAK_IDEA}])
    )
    assert len(made_.new) == 2


@pytest.mark.parametrize(
    "options",
    [{"stored_ideas": 0}, {"capability_ideas": 0, "combinations": 0}],
)
async def test_no_ideas_are_asked_for_where_none_are_wanted(
    hass: HomeAssistant, options: dict[str, int]
) -> None:
    made_, run = await ideas(hass, scripted([]), **options)
    assert made_.new == [suggestion()]
    assert "ideas_asked" not in run.counts


async def test_ideas_go_after_a_month(hass: HomeAssistant) -> None:
    old = suggestion("old", origin=Origin.IDEA, entity_ids=("binary_sensor.leak",))
    later = old.created + 31 * 86400
    made_, _ = await ideas(hass, scripted([]), [old], now=later)
    (gone,) = made_.withdrawn
    assert gone.status is SuggestionStatus.WITHDRAWN
    assert gone.reason == "Nobody took up this idea."
    made_, _ = await ideas(hass, scripted([]), [old], now=old.created + 29 * 86400)
    assert made_.withdrawn == []
